using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Looks at a function and a role, and says what stands against bringing them together. Writes nothing.</summary>
public sealed class AssignmentCheck(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, AssignmentOptions options, IInventoryObserver observer)
{
    private readonly HashSet<(string Role, string FunctionArn)> _planned = [];
    private RoleUse? _use;

    /// <summary>The assignment.</summary>
    /// <param name="function">The function.</param>
    /// <param name="region">The region that was given for it; null for its ARN's, or the session's.</param>
    /// <param name="reference">The role.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="ProblemException">Something stands against it.</exception>
    public async Task<Assignment> CheckAsync(FunctionReference function, string? region, RoleReference reference, CancellationToken cancellationToken)
    {
        if (function.Qualifier is { } qualifier) throw new ProblemException(AssignmentProblems.Frozen(function.FunctionName, qualifier));
        var (detail, mappings) = await FunctionReading.ReadAsync(session, function, region, cancellationToken).ConfigureAwait(false);
        var role = await ReadRoleAsync(reference, detail.Function.AccountId, cancellationToken).ConfigureAwait(false);
        var assignment = new Assignment(detail, mappings, role.RoleArn)
        {
            Role = new RoleRecord { RoleName = role.RoleName, Arn = role.RoleArn, Path = role.Path, RoleId = role.RoleId!, TrustPolicy = role.TrustPolicy! },
        };
        if (assignment.IsDone) return assignment;
        if (!role.TrustsLambda) throw new ProblemException(AssignmentProblems.NoTrust(role.RoleName));
        if (detail.IsInVpc && VpcAccess.IsRefused(role, cancellationToken)) throw new ProblemException(AssignmentProblems.NoVpcAccess(detail.Function, role.RoleName));
        if (!options.AllowManaged && FunctionOwner.Find(detail.Tags) is { } owner) throw new ProblemException(AssignmentProblems.Managed(detail.Function, owner));
        if (!options.AllowShared) await VerifyUnsharedAsync(detail.Function, role, cancellationToken).ConfigureAwait(false);
        _planned.Add((role.RoleArn, detail.Function.FunctionArn));
        return assignment;
    }

    private async Task<ExecutionRole> ReadRoleAsync(RoleReference reference, string account, CancellationToken cancellationToken)
    {
        if (reference.Arn is { } arn && arn.AccountId != account) throw new ProblemException(RoleProblems.RoleOfAnotherAccount(arn.ToString(), account));
        Problem? problem = null;
        var found = await new ExecutionRoleReader(session.Iam, first => problem ??= first).ReadAsync([reference], cancellationToken).ConfigureAwait(false);
        if (found.Count == 0) throw new ProblemException(problem!);
        return found[0].Exists ? found[0] : throw new ProblemException(RoleProblems.RoleNotFound(reference.ToString()));
    }

    /// <summary>Over all enabled regions, published versions included; what cannot be read leaves it unknown, and unknown is a no.</summary>
    private async Task VerifyUnsharedAsync(LambdaFunction function, ExecutionRole role, CancellationToken cancellationToken)
    {
        _use ??= new RoleUse(
            await new AccountInventoryReader(session, knownRegions, observer).ReadAsync(RegionSelection.All, includeVersions: true, cancellationToken).ConfigureAwait(false),
            isWholeAccount: true);
        var others = _use.FunctionsOf(role.RoleArn)
            .Where(other => (other.AccountId, other.Region, other.FunctionName) != (function.AccountId, function.Region, function.FunctionName))
            .Select(other => $"{other} ({other.Region})")
            .Concat(_planned.Where(planned => planned.Role == role.RoleArn && planned.FunctionArn != function.FunctionArn).Select(planned => planned.FunctionArn))
            .ToList();
        if (others.Count > 0) throw new ProblemException(AssignmentProblems.Shared(role.RoleName, others));
        if (!_use.IsRead && !options.AllowUnread) throw new ProblemException(AssignmentProblems.SharingUnknown(role.RoleName, _use.UnreadRegions));
    }
}
