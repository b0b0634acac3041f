using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Prepares a function's own role from its usage: its current role, narrowed as a repair narrows it.</summary>
/// <param name="session">The session.</param>
/// <param name="account">The account that was read.</param>
/// <param name="usage">The usage.</param>
/// <param name="narrowing">How roles are narrowed.</param>
public sealed class UsedRole(IAwsSession session, Account account, IReadOnlyList<LambdaRoleUsage> usage, NarrowingOptions narrowing)
{
    /// <summary>Returns the options of the role: the narrowed policies, and the permissions boundary of the function's role.</summary>
    /// <param name="options">The options that were specified.</param>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">Its event source mappings.</param>
    /// <param name="onNote">Receives what the user should know.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The function's role cannot be read, or cannot be narrowed from the usage.</exception>
    public async Task<NewRoleOptions> OptionsAsync(
        NewRoleOptions options, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, Action<string> onNote,
        CancellationToken cancellationToken)
    {
        var name = detail.Function.FunctionName;
        if (!RoleReference.TryParse(detail.Function.Role, out var reference))
            throw NotEnough($"'{detail.Function.Role}' is not a role ARN.");
        var roles = await new ExecutionRoleReader(session.Iam, problem => throw new ProblemException(problem))
            .ReadEachAsync([reference], cancellationToken).ConfigureAwait(false);
        if (roles is not [{ Exists: true, IsComplete: true } source])
            throw NotEnough($"its role {reference.RoleName} does not exist, or could not be read completely.");
        if (LooksAtPrincipal(source))
            throw NotEnough(
                $"a policy condition of its role {source.RoleName} depends on the caller (for example aws:PrincipalArn), and the new role "
                + "is a different caller. Get-LambdaRoleRepairPlan -Strategy Used proves what it would gain and lose.");
        var narrowed = new UsedPermissions(account, usage, narrowing, TimeProvider.System.GetUtcNow(), cancellationToken)
            .Narrow(detail, mappings, source);
        if (narrowed.Blockers.Count > 0) throw NotEnough(string.Join(' ', narrowed.Blockers.Select(blocker => blocker.Message)));
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

        static bool LooksAtPrincipal(ExecutionRole role)
        {
            try
            {
                return role.ToPolicySet().LooksAtPrincipal;
            }
            catch (PolicyFormatException)
            {
                // The narrowing says which policy is not valid.
                return false;
            }
        }

        ProblemException NotEnough(string reason) =>
            new(RoleErrors.UsageNotEnough.About(name, ("function", name), ("reason", reason)));
    }
}
