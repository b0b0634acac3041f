using System.Collections.Concurrent;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// Which IAM permissions a call needs, as its CloudTrail record shows it. Most calls need the action of the same name. Those that do not
/// are in <c>call-exceptions.tsv</c>, the resources that follow from request parameters in <c>call-resources.tsv</c>; each row has its
/// source. A permission is in a mapping only if the call certainly needs it.
/// </summary>
public static class CallCatalog
{
    /// <summary>Names of events come from input, so the memory that they may take is limited.</summary>
    private const int MaximumPlans = 20_000;

    private static readonly ConcurrentDictionary<(string Source, string Name), CallPlan> Plans = new();

    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Parameters = new(StringComparer.Ordinal);

    /// <summary>The event sources of which the mapping knows more than the names of actions.</summary>
    public static IReadOnlyCollection<string> EventSources { get; } = [.. CallTable.Sources.Select(EventSourceNames.SourceOf)];

    /// <summary>Returns the permissions that a call needs. Never throws, whatever the parameters are.</summary>
    public static CallMapping Map(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var key = (call.EventSource, call.EventName);
        if (!Plans.TryGetValue(key, out var plan))
        {
            plan = CallPlan.For(call.EventSource, call.EventName);
            if (Plans.Count < MaximumPlans) Plans.TryAdd(key, plan);
        }

        return plan.Map(call);
    }

    /// <summary>
    /// Returns every top-level request parameter on which the mapping of an event source's calls depends. A query that reads no others
    /// gives the same mapping.
    /// </summary>
    public static IReadOnlyCollection<string> RequestParameterNames(string eventSource)
    {
        ArgumentNullException.ThrowIfNull(eventSource);
        return Parameters.GetOrAdd(EventSourceNames.NameOf(eventSource), CallTable.ParametersOf);
    }
}
