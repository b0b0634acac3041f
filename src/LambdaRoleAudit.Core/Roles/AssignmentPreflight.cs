using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Finds what blocks the assignment of a role to a function. Reads and writes nothing.</summary>
/// <param name="account">The account that was read with <see cref="Query"/>.</param>
/// <param name="options">The options.</param>
/// <param name="scope">The regions that the caller requested.</param>
public sealed class AssignmentPreflight(Account account, AssignmentOptions options, RegionSelection scope)
{
    private readonly HashSet<(string Role, string FunctionArn)> _planned = [];

    /// <summary>
    /// Returns the query for the data that is needed. Every enabled region is searched for users of the roles, regardless of the scope.
    /// </summary>
    public static AccountQuery Query(
        IReadOnlyList<(FunctionLocation Function, RoleReference Role)> wanted, AssignmentOptions options, RegionSelection scope) =>
        FunctionLocation.Query([.. wanted.Select(one => one.Function)], scope, new AccountQuery
        {
            Regions = options.AllowShared ? scope : RegionSelection.All,
            SkipFunctions = options.AllowShared,
            Roles = RoleReading.Chosen,
            ChooseRoles = _ => [.. wanted.Select(one => one.Role)],
        });

    /// <summary>Returns the assignment; null if the function or the role could not be read, which was reported.</summary>
    /// <param name="function">The function.</param>
    /// <param name="reference">The role.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    /// <exception cref="ProblemException">Something blocks the assignment.</exception>
    public Assignment? Check(FunctionLocation function, RoleReference reference, CancellationToken cancellationToken = default)
    {
        if (function.Function.Qualifier is { } qualifier)
            throw new ProblemException(AssignmentErrors.VersionIsFrozen.About(
                function.Function.FunctionName, ("function", function.Function.FunctionName), ("qualifier", qualifier)));
        if (function.In(account, scope) is not var (detail, mappings)) return null;
        if (RoleOf(reference, detail.Function.AccountId) is not { } role) return null;
        var assignment = new Assignment(detail, mappings, role.RoleArn)
        {
            Role = new RoleRecord
            {
                RoleName = role.RoleName, Arn = role.RoleArn, Path = role.Path, RoleId = role.RoleId!, TrustPolicy = role.TrustPolicy!
            },
        };
        if (assignment.IsDone) return assignment;
        if (!role.TrustsLambda)
            throw new ProblemException(AssignmentErrors.RoleDoesNotTrustLambda.About(role.RoleName, ("role", role.RoleName)));
        if (detail.IsInVpc && VpcAccess.IsRefused(role, cancellationToken))
            throw new ProblemException(AssignmentErrors.RoleLacksVpcAccess.About(
                role.RoleName, ("function", detail.Function.FunctionName), ("role", role.RoleName)));
        if (!options.AllowManaged && FunctionOwner.Find(detail.Tags) is { } owner)
            throw new ProblemException(AssignmentErrors.FunctionManagedElsewhere.About(
                detail.Function.FunctionName, ("function", detail.Function.FunctionName), ("tool", owner.Tool), ("tag", owner.Tag)));
        if (!options.AllowShared) VerifyUnshared(detail.Function, role);
        _planned.Add((role.RoleArn, detail.Function.FunctionArn));
        return assignment;
    }

    private ExecutionRole? RoleOf(RoleReference reference, string accountId)
    {
        if (reference.Arn is { } arn && arn.AccountId != accountId)
            throw new ProblemException(RoleErrors.RoleOfAnotherAccount.About(arn.ToString(), ("role", arn), ("account", accountId)));
        var role = account.Roles.FirstOrDefault(one => reference.Arn is { } exact
            ? one.RoleArn.Equals(exact.ToString(), StringComparison.OrdinalIgnoreCase)
            : one.RoleName.Equals(reference.RoleName, StringComparison.OrdinalIgnoreCase));
        return role is { Exists: false } ? throw new ProblemException(LookupProblems.RoleNotFound(reference.ToString(), [])) : role;
    }

    /// <summary>
    /// Includes published versions. If something could not be read, the result is unknown, and unknown blocks the assignment within the
    /// scope.
    /// </summary>
    private void VerifyUnshared(LambdaFunction function, ExecutionRole role)
    {
        var others = account.FunctionsOn(role.RoleArn)
            .Where(other =>
                (other.AccountId, other.Region, other.FunctionName) != (function.AccountId, function.Region, function.FunctionName))
            .Select(other => $"{other} ({other.Region})")
            .Concat(
                _planned.Where(planned => planned.Role == role.RoleArn && planned.FunctionArn != function.FunctionArn)
                    .Select(planned => planned.FunctionArn))
            .ToList();
        if (others.Count > 0) throw new ProblemException(AssignmentProblems.Shared(role.RoleName, others));
        var unread = account.UnreadRegions.Where(scope.Matches).ToList();
        if (!account.IsRead && (unread.Count > 0 || account.UnreadRegions.Count == 0) && !options.AllowUnknown)
            throw new ProblemException(AssignmentProblems.SharingUnknown(role.RoleName, unread));
    }
}
