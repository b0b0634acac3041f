using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Reasons why a role is not assigned to a function, and errors of an assignment.</summary>
public static class AssignmentErrors
{
    private const string FunctionFormat =
        "A function name has 1 to 64 characters from A-Z, a-z, 0-9, _ and -. The format of a function ARN is "
        + "arn:partition:lambda:region:account:function:name.";

    private const string AllowListing =
        "Allow lambda:ListFunctions in these regions. If no function there uses the role, exclude them with -Region. To continue without "
        + "knowing, use -AllowUnknown.";

    /// <summary>The text is neither a function's name nor its ARN.</summary>
    public static readonly ErrorText InvalidFunction = new(
        "InvalidFunction", ProblemKind.InvalidInput, "'{function}' is not a function name or a function ARN.", FunctionFormat);

    /// <summary>The text is the path of a file.</summary>
    public static readonly ErrorText FunctionIsPath = new(
        "InvalidFunction", ProblemKind.InvalidInput,
        "'{function}' is not a function name or a function ARN. It looks like the path of a file.",
        "Specify files with -Path, as in Get-LambdaRoleRepairPlan -Path.");

    /// <summary>No function was specified.</summary>
    public static readonly ErrorText FunctionMissing = new(
        "InvalidFunction", ProblemKind.InvalidInput, "No function was specified.", FunctionFormat);

    /// <summary>An object in the pipeline does not name a function.</summary>
    public static readonly ErrorText ObjectWithoutFunction = new(
        "InvalidFunction", ProblemKind.InvalidInput, "An object in the pipeline does not name a function.", FunctionFormat);

    /// <summary>The role does not trust Lambda.</summary>
    public static readonly ErrorText RoleDoesNotTrustLambda = new(
        "RoleDoesNotTrustLambda", ProblemKind.InvalidInput,
        "Lambda cannot assume role '{role}': its trust policy does not allow lambda.amazonaws.com.",
        "Correct the role's trust policy, or create a role with New-LambdaExecutionRole.");

    /// <summary>The function is in a VPC, and the role cannot create network interfaces.</summary>
    public static readonly ErrorText RoleLacksVpcAccess = new(
        "RoleLacksVpcAccess", ProblemKind.InvalidInput,
        "Function '{function}' is in a VPC, but role '{role}' does not allow ec2:CreateNetworkInterface. Lambda would reject the role.",
        "Attach AWSLambdaVPCAccessExecutionRole to the role, or create a role with New-LambdaExecutionRole -FunctionName.");

    /// <summary>Other functions use the role.</summary>
    public static readonly ErrorText RoleIsShared = new(
        "RoleIsShared", ProblemKind.InvalidInput,
        "Role '{role}' is used by {others}.",
        "Create a role for this function with New-LambdaExecutionRole. To share the role anyway, use -AllowShared.");

    /// <summary>Whether other functions use the role is not known, because regions were not read.</summary>
    public static readonly ErrorText SharingUnknownRegions = new(
        "SharingUnknown", ProblemKind.AccessDenied,
        "Whether another function uses role '{role}' is unknown. Regions that could not be read: {regions}.", AllowListing);

    /// <summary>Whether other functions use the role is not known.</summary>
    public static readonly ErrorText SharingUnknown = new(
        "SharingUnknown", ProblemKind.AccessDenied,
        "Whether another function uses role '{role}' is unknown, because something could not be read (see the errors).", AllowListing);

    /// <summary>A deployment tool manages the function.</summary>
    public static readonly ErrorText FunctionManagedElsewhere = new(
        "FunctionManagedElsewhere", ProblemKind.InvalidInput,
        "Function '{function}' is managed by {tool} (tag {tag}). Its next deployment would undo the change.",
        "Change the role in the template. To change it here anyway, use -AllowManaged.");

    /// <summary>The role of a published version cannot be changed.</summary>
    public static readonly ErrorText VersionIsFrozen = new(
        "VersionIsFrozen", ProblemKind.InvalidInput,
        "'{function}:{qualifier}' is a published version or an alias. Its role cannot be changed.",
        "Specify the function without a qualifier, and publish a new version afterwards.");

    /// <summary>The function was modified after it was read.</summary>
    public static readonly ErrorText FunctionChanged = new(
        "FunctionChanged", ProblemKind.InvalidInput,
        "Function '{function}' was modified after it was read ({changes}); no changes were made.",
        "Check the change, and run the command again.");

    /// <summary>What the assignment relies on has changed.</summary>
    public static readonly ErrorText AssignmentNoLongerFits = new(
        "AssignmentNoLongerFits", ProblemKind.InvalidInput,
        "The role of function '{function}' was not changed: {reason} No changes were made to the function.",
        "Check what changed, and run the command again.");

    /// <summary>Lambda rejects the role.</summary>
    public static readonly ErrorText RoleRefused = new(
        "RoleRefused", ProblemKind.InvalidInput,
        "Lambda rejected role '{role}' for function '{function}', even after retries for IAM propagation: {reason} The function keeps its "
        + "previous role.",
        "Add the permission that Lambda's message names to the role. If the role is new, wait longer with -PropagationTimeoutSec.");

    /// <summary>Verification failed, and the function was rolled back.</summary>
    public static readonly ErrorText AssignmentPutBack = new(
        "AssignmentPutBack", ProblemKind.Service,
        "Function '{function}' failed verification on role '{role}': {reason} It was rolled back to {previousRole}; the rollback was "
        + "verified.",
        "Add what is missing to the role, and run the command again.");

    /// <summary>Verification failed, and the function was rolled back, but not everything was restored.</summary>
    public static readonly ErrorText AssignmentPutBackInPart = new(
        "AssignmentPutBack", ProblemKind.Service,
        "Function '{function}' failed verification on role '{role}': {reason} It was rolled back to {previousRole}; the rollback was "
        + "verified. {rest}",
        "Add what is missing to the role, and run the command again.");

    /// <summary>Verification failed, and the rollback failed or could not be verified.</summary>
    public static readonly ErrorText PutBackFailed = new(
        "PutBackFailed", ProblemKind.Service,
        "Function '{function}' failed verification on role '{role}': {reason} Rolling it back to {previousRole} failed or could not be "
        + "verified: {rollbackReason}",
        "Roll it back manually: aws lambda update-function-configuration --region {region} --function-name {function} --role "
        + "{previousRole}");

    /// <summary>The role was written, but the function could not be verified.</summary>
    public static readonly ErrorText AssignmentUnverified = new(
        "AssignmentUnverified", ProblemKind.Service,
        "Whether function '{function}' is on role '{role}' or still on {previousRole} could not be verified: {reason} Both roles exist and "
        + "trust Lambda.",
        "Run the command again: it continues from the current state.");
}
