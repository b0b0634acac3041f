using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Policies that a role cannot have, and documents that are not valid.</summary>
public static class PolicyErrors
{
    private const string Id = "InvalidPolicyDocument";

    private const string Correct = "Correct the document.";

    private const string Forms = "Specify JSON text, a hashtable, or the path of a file.";

    /// <summary>A policy ARN is not valid.</summary>
    public static readonly ErrorText InvalidPolicyArn = new(
        "InvalidPolicyArn", ProblemKind.InvalidInput,
        "'{arn}' is not a managed policy ARN.",
        "Specify the full ARN, for example arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole.");

    /// <summary>A policy is in another partition than the role.</summary>
    public static readonly ErrorText PolicyOfAnotherPartition = new(
        "PolicyOfAnotherPartition", ProblemKind.InvalidInput,
        "Policy '{arn}' is in partition {policyPartition}, but the role is in partition {rolePartition}.",
        "Use the policy of partition {rolePartition}.");

    /// <summary>An inline policy's name is not valid.</summary>
    public static readonly ErrorText InvalidPolicyName = new(
        "InvalidPolicyName", ProblemKind.InvalidInput,
        "'{name}' is not a valid inline policy name.",
        "A name has 1 to 128 characters from A-Z, a-z, 0-9 and _+=,.@-.");

    /// <summary>The inline policies are too large.</summary>
    public static readonly ErrorText PoliciesTooLarge = new(
        "PoliciesTooLarge", ProblemKind.InvalidInput,
        "The inline policies have {size} characters in total, not counting white space. The quota is {quota}.",
        "Move permissions to managed policies, or shorten lists with wildcards.");

    /// <summary>A customer managed policy is too large.</summary>
    public static readonly ErrorText PolicyTooLarge = new(
        "PolicyTooLarge", ProblemKind.InvalidInput,
        "Policy '{policy}' has {size} characters, not counting white space. The quota of a managed policy is {quota}.",
        "Divide the policy, or shorten lists with wildcards.");

    /// <summary>A document cannot be parsed.</summary>
    public static readonly ErrorText InvalidDocument = new(
        Id, ProblemKind.InvalidInput,
        "{document} is not a valid IAM policy document: {reason}",
        "Correct the document at that place. See 'Grammar of the IAM JSON policy language' in the IAM user guide.");

    /// <summary>IAM rejected the document when the role was created.</summary>
    public static readonly ErrorText DocumentRejected = new(
        Id, ProblemKind.InvalidInput,
        "Could not create role {role}. IAM rejected a policy document: {reason}",
        "Correct the document. IAM's message says what it does not accept.");

    /// <summary>A hashtable cannot be written as a document.</summary>
    public static readonly ErrorText InvalidDocumentObject = new(
        Id, ProblemKind.InvalidInput, "{document} is not a valid IAM policy document: {reason}", Forms);

    /// <summary>An object of another type than text, a hashtable or a file.</summary>
    public static readonly ErrorText DocumentOfWrongType = new(
        Id, ProblemKind.InvalidInput, "A policy document cannot be read from an object of type {type}.", Forms);

    /// <summary>A document has characters that IAM does not accept.</summary>
    public static readonly ErrorText DocumentCharacters = new(
        Id, ProblemKind.InvalidInput,
        "{document} contains characters that IAM does not accept.",
        "Policy documents can contain only tabs, line breaks and U+0020 to U+00FF.");

    /// <summary>A document has no statement.</summary>
    public static readonly ErrorText DocumentWithoutStatement = new(
        Id, ProblemKind.InvalidInput, "{document} does not have a statement.", Correct);

    /// <summary>A Sid appears twice.</summary>
    public static readonly ErrorText SidTwice = new(
        Id, ProblemKind.InvalidInput, "{document} uses the same Sid twice.", "Each Sid must be unique in a document.");

    /// <summary>A Sid has other characters than letters and digits.</summary>
    public static readonly ErrorText SidCharacters = new(
        Id, ProblemKind.InvalidInput, "{document} has a Sid with characters other than letters and digits: '{sid}'.", Correct);

    /// <summary>A statement has elements that IAM does not have.</summary>
    public static readonly ErrorText StatementElements = new(
        Id, ProblemKind.InvalidInput, "{document} has a statement with elements that IAM does not recognize: {elements}.", Correct);

    /// <summary>A document has an element that IAM does not have.</summary>
    public static readonly ErrorText DocumentElement = new(
        Id, ProblemKind.InvalidInput, "{document} has an element that IAM does not recognize: {element}.", Correct);

    /// <summary>A trust policy's statement has no Principal.</summary>
    public static readonly ErrorText StatementWithoutPrincipal = new(
        Id, ProblemKind.InvalidInput, "{document} has a statement without Principal.", Correct);

    /// <summary>A permissions policy's statement has a Principal.</summary>
    public static readonly ErrorText StatementWithPrincipal = new(
        Id, ProblemKind.InvalidInput,
        "{document} has a statement with Principal, which an identity-based policy cannot have.", Correct);

    /// <summary>A permissions policy's statement has no Resource.</summary>
    public static readonly ErrorText StatementWithoutResource = new(
        Id, ProblemKind.InvalidInput, "{document} has a statement without Resource.", Correct);

    /// <summary>An action has no service prefix.</summary>
    public static readonly ErrorText ActionWithoutService = new(
        Id, ProblemKind.InvalidInput,
        "{document} has an action without a service prefix: '{action}'.",
        "Write service:Action, for example s3:GetObject.");
}
