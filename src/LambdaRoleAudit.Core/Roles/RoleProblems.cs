using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>What can be wrong with roles and what is asked of them, in words.</summary>
public static class RoleProblems
{
    /// <summary>A tag that repairs are identified by.</summary>
    public static Problem ReservedTag(string key) => new(
        "ReservedTag", ProblemKind.InvalidInput, $"Tag '{key}' is one by which this module identifies repairs.",
        "Give the tag another key.", key);

    /// <summary>A managed policy that is to be attached, or to bound the role, does not exist.</summary>
    public static Problem PolicyNotFound(string arn) => new(
        "PolicyNotFound", ProblemKind.NotFound, $"Managed policy {arn} does not exist.", "Check the ARN, its partition and the account.",
        arn);

    /// <summary>A function has one role, and several were given.</summary>
    public static Problem SeveralRoles(IEnumerable<RoleReference> roles) => new(
        "SeveralRoles", ProblemKind.InvalidInput,
        $"A function has one role, and several were given: {NameList.Few(roles.Select(role => role.ToString()))}.",
        "Give one role for -FunctionName.");

    /// <summary>The text is neither a role's name nor its ARN.</summary>
    public static Problem InvalidRole(string? text) => new(
        "InvalidRole", ProblemKind.InvalidInput,
        $"'{text}' is neither a role's name nor a role's ARN.",
        "A name has 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-; an ARN is arn:partition:iam::account:role/path/name.", text);

    /// <summary>The role is of another account than the caller.</summary>
    public static Problem RoleOfAnotherAccount(string role, string account) => new(
        "RoleOfAnotherAccount", ProblemKind.InvalidInput,
        $"Role '{role}' is not in account {account}, which the credentials belong to. Lambda takes a role of the function's own "
        + "account only.",
        "Use credentials of that account, or a role of this one.", role);

    /// <summary>The object names no role.</summary>
    public static Problem ObjectWithoutRole(object? target) => new(
        "ObjectWithoutRole", ProblemKind.InvalidInput,
        target is null
            ? "An object in the pipeline is null."
            : "An object in the pipeline names no role: it has neither RoleArn, Role, Arn nor RoleName.",
        "Pipe roles or functions: of this module, of Get-LMFunctionList or Get-IAMRole, or names.", target);

    /// <summary>The text names no function.</summary>
    public static Problem InvalidFunction(string? text) => new(
        "InvalidFunction", ProblemKind.InvalidInput,
        $"'{text}' is neither a function's name nor its ARN.",
        "A name has 1 to 64 characters of A-Z, a-z, 0-9, _ and -; an ARN is arn:partition:lambda:region:account:function:name.", text);

    /// <summary>More managed policies than the quota lets a role have.</summary>
    public static Problem TooManyPolicies(string role, int count, int quota) => new(
        "TooManyPolicies", ProblemKind.InvalidInput,
        FormattableString.Invariant($"Role '{role}' would have {count} managed policies; it can have {quota}."),
        "Put permissions together in one policy, write an inline policy with -PolicyDocument, or ask for a higher quota in Service Quotas "
        + "(25 at most).", role);
}
