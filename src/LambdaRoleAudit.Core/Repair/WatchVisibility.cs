using LambdaRoleAudit.Model;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// The services in the grants of source roles whose denied calls the source of denied calls does not show. Only what the source role
/// allows can be missing after a repair.
/// </summary>
internal sealed class WatchVisibility(string source)
{
    private const string All = "all services (the policies of the source role could not be read)";

    private readonly Dictionary<string, IReadOnlyList<string>> _unseen = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _unreadMetrics = new(StringComparer.Ordinal);

    /// <summary>The services, of all functions, sorted.</summary>
    public IReadOnlyList<string> Unseen => [.. _unseen.Values.SelectMany(services => services).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The number of functions whose errors could not be read.</summary>
    public int UnreadMetrics => _unreadMetrics.Count;

    /// <summary>Notes what was read for each function.</summary>
    public void Note(UsageEvidence evidence, IEnumerable<WatchedMove> moves, SourceRoles roles)
    {
        UsageCoverage? coverage = null;
        foreach (var arn in moves.Select(move => move.Step.SourceRoleArn).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (_unseen.TryGetValue(arn, out var known) && known is not [All]) continue;
            coverage ??= new UsageCoverage(evidence with { CoversAllRegions = evidence.UnreadRegions.Count == 0 });
            _unseen[arn] = RoleGrantedActions.Of(roles.FirstOf(arn)) is { } granted
                ? [.. coverage.Of(granted, new HashSet<string>(), null).Where(service => service.Status != CoverageStatus.Seen)
                    .Select(service => service.Service).Distinct().Order(StringComparer.Ordinal)]
                : [All];
        }
    }

    /// <summary>Returns true if denied calls of a service in the function's grants are not visible.</summary>
    public bool IsBlindFor(WatchedMove move) => UnseenOf(move).Count > 0;

    /// <summary>Returns the services in the function's grants whose denied calls are not visible.</summary>
    public IReadOnlyList<string> UnseenOf(WatchedMove move) =>
        _unseen.GetValueOrDefault(move.Step.SourceRoleArn, [$"all services ({source} was not read)"]);

    /// <summary>Notes whether the errors of a function could be read.</summary>
    public void MetricsRead(WatchedMove move, bool isRead)
    {
        if (isRead) _unreadMetrics.Remove(move.Step.FunctionArn);
        else _unreadMetrics.Add(move.Step.FunctionArn);
    }
}
