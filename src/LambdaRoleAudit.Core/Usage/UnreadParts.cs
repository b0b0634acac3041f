using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>What a source could not read: one problem for each cause, with the list of parts in it. Any thread can add.</summary>
/// <param name="observer">Receives the problems.</param>
internal sealed class UnreadParts(IReadingObserver observer)
{
    /// <summary>The number of parts that a message names.</summary>
    private const int MostNamed = 5;

    /// <summary>The number of parts that are kept, so that memory does not grow with the number of failures.</summary>
    private const int MostKept = 1000;

    private readonly Dictionary<string, Cause> _causes = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    /// <summary>What could not be read, as texts, of all problems that were reported.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_causes) return [.. _texts];
        }
    }

    /// <summary>Adds a part that could not be read because a call failed.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="part">The part.</param>
    /// <param name="describe">Returns the problem from the failure, the number of parts, their names and the parts.</param>
    public void Add(AwsCallException e, string part, Func<UnreadList, Problem> describe) =>
        Add(CauseOf(e), e, AwsProblems.Reason(e), part, describe);

    /// <summary>Adds a part that could not be read.</summary>
    public void Add(string cause, Exception? e, string reason, string part, Func<UnreadList, Problem> describe)
    {
        lock (_causes)
        {
            if (!_causes.TryGetValue(cause, out var one)) _causes[cause] = one = new Cause(e, reason.TrimEnd('.'), describe);
            one.Count++;
            if (one.Parts.Count < MostKept) one.Parts.Add(part);
        }
    }

    /// <summary>Forgets the parts of a cause that another problem will name.</summary>
    public void Forget(AwsCallException e)
    {
        lock (_causes) _causes.Remove(CauseOf(e));
    }

    /// <summary>Reports a problem.</summary>
    public void Report(Problem problem)
    {
        lock (_causes) _texts.Add(problem.Message);
        observer.OnUnread(problem);
    }

    /// <summary>Reports what was added.</summary>
    public void Report()
    {
        List<Cause> causes;
        lock (_causes)
        {
            causes = [.. _causes.OrderBy(cause => cause.Key, StringComparer.Ordinal).Select(cause => cause.Value)];
            _causes.Clear();
        }

        foreach (var cause in causes)
        {
            var parts = cause.Parts.Order(StringComparer.Ordinal).ToArray();
            Report(cause.Describe(new UnreadList(cause.First, cause.Reason, cause.Count, Named(parts, cause.Count), parts)));
        }
    }

    /// <summary>Returns the first parts, and how many more there are.</summary>
    public static string Named(IReadOnlyList<string> parts, int count)
    {
        var named = string.Join(", ", parts.Take(MostNamed));
        return count > MostNamed ? FormattableString.Invariant($"{named} and {count - MostNamed} more") : named;
    }

    private static string CauseOf(AwsCallException e) => $"{e.Operation} {e.Kind} {e.ErrorCode}";

    private sealed record Cause(Exception? First, string Reason, Func<UnreadList, Problem> Describe)
    {
        public int Count { get; set; }

        public List<string> Parts { get; } = [];
    }
}

/// <summary>Parts that could not be read for one cause.</summary>
/// <param name="Cause">The first exception.</param>
/// <param name="Reason">The reason, without a period.</param>
/// <param name="Count">The number of parts.</param>
/// <param name="Named">The first parts as text.</param>
/// <param name="Parts">The parts, as many as were kept.</param>
internal sealed record UnreadList(Exception? Cause, string Reason, int Count, string Named, string[] Parts);
