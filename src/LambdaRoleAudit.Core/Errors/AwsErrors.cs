using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>
/// Calls to AWS that failed, by <see cref="Ports.AwsErrorKind"/>. <c>AwsProblems</c> adds what could not be done before the message, and
/// AWS's error code and request id after it.
/// </summary>
public static class AwsErrors
{
    /// <summary>No credentials were found.</summary>
    public static readonly ErrorText NoCredentials = new(
        "NoCredentials", ProblemKind.Authentication,
        "No AWS credentials were found.",
        "Specify a profile with -ProfileName, run Set-AWSCredential, 'aws login' or 'aws sso login', or set AWS_ACCESS_KEY_ID and "
        + "AWS_SECRET_ACCESS_KEY. To try the module without an account, run its tour (README).");

    /// <summary>The profile does not exist, or its settings are not valid.</summary>
    public static readonly ErrorText ProfileNotUsable = new(
        "ProfileNotUsable", ProblemKind.Authentication,
        "The AWS profile cannot be used: {reason}",
        "Check the name with 'aws configure list-profiles' (-ProfileName completes it), the profile's settings, and -ProfileLocation if "
        + "the file is not in the default location.");

    /// <summary>The profile requires an MFA code.</summary>
    public static readonly ErrorText ProfileNeedsMfa = new(
        "ProfileNotUsable", ProblemKind.Authentication,
        "The AWS profile requires MFA: {reason}",
        "Run 'aws sts assume-role' with --serial-number and --token-code ('aws sts get-session-token' for a user's own keys), and pass the "
        + "keys that it returns with -AccessKey, -SecretKey and -SessionToken.");

    /// <summary>The endpoint in the environment or the profile is not a URL.</summary>
    public static readonly ErrorText EndpointSettingInvalid = new(
        "InvalidEndpointUrl", ProblemKind.InvalidInput,
        "An endpoint in the environment or the AWS profile is not an http or https URL: {reason}.",
        "Set the full URL, for example http://127.0.0.1:4566, in AWS_ENDPOINT_URL, in AWS_ENDPOINT_URL_ followed by the service's name, or "
        + "in the profile's endpoint_url.");

    /// <summary>The AWS settings of the machine are not valid.</summary>
    public static readonly ErrorText SettingsNotUsable = new(
        "SettingsNotUsable", ProblemKind.InvalidInput,
        "The AWS settings of this machine cannot be used: {reason}",
        "Check the AWS_ environment variables, and the files ~/.aws/config and ~/.aws/credentials or those that AWS_CONFIG_FILE and "
        + "AWS_SHARED_CREDENTIALS_FILE specify.");

    /// <summary>The credential source returned no credentials.</summary>
    public static readonly ErrorText CredentialsFailed = new(
        "CredentialsFailed", ProblemKind.Authentication,
        "Could not obtain credentials: {reason}",
        "Sign in again ('aws login', 'aws sso login'), or check the profile's role and source profile.");

    /// <summary>The session token has expired.</summary>
    public static readonly ErrorText ExpiredToken = new(
        "ExpiredToken", ProblemKind.Authentication,
        "The session token has expired.",
        "Get new temporary credentials ('aws login', 'aws sso login', Set-AWSCredential, Use-STSRole) and run the command again.");

    /// <summary>AWS does not know the access key.</summary>
    public static readonly ErrorText InvalidAccessKey = new(
        "InvalidAccessKey", ProblemKind.Authentication,
        "The access key does not exist, or this endpoint does not accept it.",
        "Check which credentials are in use with 'aws sts get-caller-identity'.");

    /// <summary>The secret key is wrong.</summary>
    public static readonly ErrorText WrongSecretKey = new(
        "WrongSecretKey", ProblemKind.Authentication,
        "The signature does not match: the secret key does not belong to the access key.",
        "Enter the secret key again, or create a new access key.");

    /// <summary>The clock is wrong.</summary>
    public static readonly ErrorText ClockSkew = new(
        "ClockSkew", ProblemKind.Authentication,
        "This machine's clock differs from AWS's clock by more than AWS accepts.",
        "Synchronize the clock (NTP) and run the command again.");

    /// <summary>The caller is not allowed to make the call.</summary>
    public static readonly ErrorText AccessDenied = new(
        "AccessDenied", ProblemKind.AccessDenied,
        "AWS denied {operation}.",
        "Allow {action} for the caller; docs/iam-policy.md has the complete policy. A service control policy may deny a region.");

    /// <summary>The region is not enabled.</summary>
    public static readonly ErrorText RegionNotEnabled = new(
        "RegionNotEnabled", ProblemKind.AccessDenied,
        "The region is not enabled for this account, or does not accept its session token.",
        "Enable the region in the account's settings, or exclude it with -Region. Session tokens of the global STS endpoint are not valid "
        + "in opt-in regions: get one from a regional endpoint.");

    /// <summary>AWS throttles requests.</summary>
    public static readonly ErrorText Throttled = new(
        "Throttled", ProblemKind.Throttled,
        "AWS is still throttling requests after several retries.",
        "Something else uses the account's request quota. Run the command again later.");

    /// <summary>The endpoint cannot be reached.</summary>
    public static readonly ErrorText EndpointUnreachable = new(
        "EndpointUnreachable", ProblemKind.Connection,
        "Could not reach the endpoint: {reason}",
        "Check the network, the proxy (HTTPS_PROXY), -EndpointUrl and AWS_ENDPOINT_URL.");

    /// <summary>The endpoint did not respond in time.</summary>
    public static readonly ErrorText EndpointTimedOut = new(
        "EndpointTimedOut", ProblemKind.Connection,
        "The endpoint did not respond in time.",
        "Check the network and the proxy, or allow more time with -TimeoutSec.");

    /// <summary>The response did not come from AWS.</summary>
    public static readonly ErrorText EndpointNotAws = new(
        "EndpointNotAws", ProblemKind.Connection,
        "The response did not come from AWS: {reason}",
        "Check -EndpointUrl, AWS_ENDPOINT_URL and the proxy. The response may be a proxy's sign-in page.");

    /// <summary>The resource does not exist.</summary>
    public static readonly ErrorText NotFound = new(
        "NotFound", ProblemKind.NotFound,
        "The resource was not found: {reason}",
        "Check the name and the region.");

    /// <summary>AWS failed.</summary>
    public static readonly ErrorText ServiceFault = new(
        "ServiceFault", ProblemKind.Service,
        "AWS reported a service error: {reason}",
        "Run the command again. If the error continues, check the AWS Health Dashboard.");

    /// <summary>AWS rejected the request for another reason.</summary>
    public static readonly ErrorText AwsCallFailed = new(
        "AwsCallFailed", ProblemKind.Service,
        "AWS rejected the request: {reason}",
        "The error code identifies the reason. AWS Support can look up the request id.");
}
