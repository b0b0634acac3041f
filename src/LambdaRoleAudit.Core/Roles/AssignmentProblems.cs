using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>What stands against putting a function on a role, and how it may end, in words.</summary>
public static class AssignmentProblems
{
    /// <summary>The role does not trust Lambda.</summary>
    public static Problem NoTrust(string role) => new(
        "RoleDoesNotTrustLambda", ProblemKind.InvalidInput,
        $"Role '{role}' cannot be assumed by Lambda: its trust policy does not name lambda.amazonaws.com.",
        "Correct the role's trust policy, or make a role with New-LambdaExecutionRole.", role);

    /// <summary>The function is in a VPC, and the role can make no network interface.</summary>
    public static Problem NoVpcAccess(LambdaFunction function, string role) => new(
        "RoleLacksVpcAccess", ProblemKind.InvalidInput,
        $"Function '{function.FunctionName}' is in a VPC, and role '{role}' does not allow ec2:CreateNetworkInterface: Lambda would "
        + "refuse it.",
        "Attach AWSLambdaVPCAccessExecutionRole to the role, or make a role with New-LambdaExecutionRole -FunctionName.", role);

    /// <summary>Other functions use the role.</summary>
    public static Problem Shared(string role, IReadOnlyCollection<string> others) => new(
        "RoleIsShared", ProblemKind.InvalidInput,
        $"Role '{role}' is used by {string.Join(", ", others.Take(5))}{(others.Count > 5 ? $" and {others.Count - 5} more" : "")}.",
        "Make a role of the function's own with New-LambdaExecutionRole. To share it all the same: -AllowShared.", role);

    /// <summary>Whether other functions use the role is not known.</summary>
    public static Problem SharingUnknown(string role, IReadOnlyCollection<string> unread) => new(
        "SharingUnknown", ProblemKind.AccessDenied,
        $"Whether another function uses role '{role}' is not known: "
        + $"{(unread.Count > 0 ? $"not read: {string.Join(", ", unread)}" : "something could not be read (see the errors)")}.",
        "Allow lambda:ListFunctions there. Leave these regions out with -Region if no function there uses the role, or go on without "
        + "knowing: -AllowUnknown.", role);

    /// <summary>A deployment tool owns the function.</summary>
    public static Problem Managed(LambdaFunction function, (string Tool, string Tag) owner) => new(
        "FunctionManagedElsewhere", ProblemKind.InvalidInput,
        $"Function '{function.FunctionName}' belongs to {owner.Tool} (tag {owner.Tag}): its next deployment would undo the change.",
        "Change the role in the template. To change it here all the same: -AllowManaged.", function.FunctionName);

    /// <summary>A version's role cannot be changed.</summary>
    public static Problem Frozen(string function, string qualifier) => new(
        "VersionIsFrozen", ProblemKind.InvalidInput,
        $"'{function}:{qualifier}' is a published version or an alias: its role is frozen.",
        "Name the function without qualifier, and publish a new version after.", function);

    /// <summary>The function changed since it was looked at.</summary>
    public static Problem Changed(LambdaFunction function, IEnumerable<string> drift) => new(
        "FunctionChanged", ProblemKind.InvalidInput,
        $"Function '{function.FunctionName}' was modified by somebody else after it was read ({string.Join(", ", drift)}); no changes "
        + "were made.",
        "Look at the change, and run the command again.", function.FunctionName);

    /// <summary>What the move relies on is not so any more.</summary>
    public static Problem NoLongerFits(LambdaFunction function, string reason) => new(
        "AssignmentNoLongerFits", ProblemKind.InvalidInput,
        $"Function '{function.FunctionName}' was not moved: {reason} No changes were made to it.",
        "Look at what changed, and run the command again.", function.FunctionName);

    /// <summary>Lambda does not take the role.</summary>
    public static Problem Refused(LambdaFunction function, string role, string message) => new(
        "RoleRefused", ProblemKind.InvalidInput,
        $"Lambda did not take role '{role}' for function '{function.FunctionName}', also not after waiting for IAM: {message} The "
        + "function is on the role that it had.",
        "Give the role the permission that Lambda names; wait longer with -PropagationTimeoutSec if the role is new.",
        function.FunctionName);

    /// <summary>Verification failed, and the function was rolled back.</summary>
    /// <param name="function">The function as it was.</param>
    /// <param name="role">The role that it was put on.</param>
    /// <param name="reason">What was wrong there.</param>
    /// <param name="left">What is still not as it was; null if nothing is.</param>
    public static Problem RolledBack(LambdaFunction function, string role, string reason, string? left = null) => new(
        "AssignmentPutBack", ProblemKind.Service,
        $"Function '{function.FunctionName}' failed verification on role '{role}': {reason} It was rolled back to {function.Role}; the "
        + $"rollback was verified.{(left is null ? "" : $" {left}")}",
        "Give the role what is missing and run the command again.", function.FunctionName);

    /// <summary>Verification failed, and the rollback failed or could not be verified.</summary>
    public static Problem NotRolledBack(LambdaFunction function, string role, string reason, string why, string region) => new(
        "PutBackFailed", ProblemKind.Service,
        $"Function '{function.FunctionName}' failed verification on role '{role}': {reason} Rolling it back to {function.Role} failed or "
        + $"could not be verified: {why}",
        $"Roll it back by hand: aws lambda update-function-configuration --region {region} --function-name {function.FunctionName} --role "
        + $"{function.Role}", function.FunctionName);

    /// <summary>It was written, and could not be verified.</summary>
    public static Problem Unverified(LambdaFunction function, string role, string why) => new(
        "AssignmentUnverified", ProblemKind.Service,
        $"Whether function '{function.FunctionName}' is on role '{role}' or still on {function.Role} could not be verified: {why} Both "
        + "roles exist and trust Lambda.",
        "Run the command again: it goes on from what it finds.", function.FunctionName);
}
