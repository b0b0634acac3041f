using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Prepares a function's own role from its usage: its current role, narrowed as a repair narrows it. Makes no calls.</summary>
/// <param name="account">The account, with its functions and roles.</param>
/// <param name="usage">The usage.</param>
/// <param name="narrowing">How roles are narrowed.</param>
/// <param name="cancellationToken">Cancels the proofs within a moment.</param>
public sealed class UsedRole(
    Account account, IReadOnlyList<LambdaRoleUsage> usage, NarrowingOptions narrowing, CancellationToken cancellationToken)
{
    private readonly UsedPermissions _used = new(account, usage, narrowing, TimeProvider.System.GetUtcNow(), cancellationToken);

    /// <summary>Returns what to read of the account: who uses the role, and the roles from which repairs made it.</summary>
    /// <param name="query">The other data to read.</param>
    public static AccountQuery Query(AccountQuery query) => query with { SkipFunctions = false, Roles = RoleReading.AllOrUsed };

    /// <summary>Returns the options of the role: the narrowed policies, and the permissions boundary of the function's role.</summary>
    /// <param name="options">The options that were specified.</param>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">Its event source mappings.</param>
    /// <param name="onNote">Receives what the user should know.</param>
    /// <exception cref="ProblemException">The function's role could not be read, or cannot be narrowed from the usage.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public NewRoleOptions Options(
        NewRoleOptions options, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, Action<string> onNote)
    {
        var name = detail.Function.FunctionName;
        if (account.RoleOf(detail.Function.Role) is not { Exists: true, IsComplete: true } source)
            throw NotEnough($"its role {detail.Function.Role} does not exist, or could not be read completely.");
        if (options.PermissionsBoundaryArn is { } own && source.PermissionsBoundary is { } boundary && own != boundary.PolicyArn)
            throw NotEnough(
                $"its role {source.RoleName} has the permissions boundary {boundary.PolicyArn}. With another one, the new role could grant "
                + "more. Omit -PermissionsBoundary.");
        var narrowed = _used.Narrow(detail, mappings, source);
        if (narrowed.Blockers.Count > 0) throw NotEnough(string.Join(' ', narrowed.Blockers.Select(blocker => blocker.Message)));
        if (source.ToPolicySet().LooksAtPrincipal)
            throw NotEnough(
                $"a policy condition of its role {source.RoleName} depends on the caller (for example aws:PrincipalArn), and the new role "
                + "is a different caller. Get-LambdaRoleRepairPlan -Strategy Used proves what it would gain and lose.");
        var policies = TargetPolicies.Of(narrowed);
        if (policies.Created.Count > 0)
            throw NotEnough(
                "the narrowed policies are too large for inline policies. Repair-LambdaExecutionRole creates managed policies for them.");
        foreach (var warning in narrowed.Warnings) onNote($"{name}: {warning.Message}");
        return options with
        {
            FunctionPolicies = policies.Inline,
            PolicyArns = [.. policies.Attached, .. options.PolicyArns],
            PermissionsBoundaryArn = options.PermissionsBoundaryArn ?? source.PermissionsBoundary?.PolicyArn,
        };

        ProblemException NotEnough(string reason) =>
            new(RoleErrors.UsageNotEnough.About(name, ("function", name), ("reason", reason)));
    }
}
