using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Parameters that say how to sign in and where to connect.</summary>
public static class CredentialErrors
{
    /// <summary>Keys are missing.</summary>
    public static readonly ErrorText IncompleteKeys = new(
        "IncompleteKeys", ProblemKind.InvalidInput,
        "-AccessKey and -SecretKey must be specified together, and -SessionToken requires both.",
        "Specify all of the keys, or use -ProfileName.");

    /// <summary>-EndpointUrl is not a URL.</summary>
    public static readonly ErrorText InvalidEndpointUrl = new(
        "InvalidEndpointUrl", ProblemKind.InvalidInput,
        "-EndpointUrl '{url}' is not an http or https URL.",
        "Specify the full URL, for example http://127.0.0.1:4566.");

    /// <summary>The object is not credentials.</summary>
    public static readonly ErrorText InvalidCredentialObject = new(
        "InvalidCredentialObject", ProblemKind.InvalidInput,
        "An object of type '{type}' is not AWS credentials.",
        "Specify what Get-AWSCredential, New-AWSCredential or (Use-STSRole …).Credentials returns.");

    /// <summary>The credentials object failed.</summary>
    public static readonly ErrorText CredentialObjectFailed = new(
        "CredentialsFailed", ProblemKind.Authentication,
        "Could not obtain the keys from the credentials object: {reason}",
        "Sign in again, or create new credentials.");
}
