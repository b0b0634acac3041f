using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>
/// Functions, their roles, and what they and others did in a period, with the truth about it. Everything depends only on the seed and the
/// options. Calls are made hour by hour, so a long period needs no memory.
/// </summary>
public sealed class Workload
{
    private readonly long _seed;
    private readonly Noise _noise;
    private WorkloadTruth? _truth;

    private Workload(int seed, WorkloadOptions options)
    {
        _seed = seed;
        Options = options;
        (Roles, Functions) = new WorkloadBuilder(seed, options).Build();
        _noise = new Noise(seed, options, Functions);
    }

    public WorkloadOptions Options { get; }

    public IReadOnlyList<WorkloadRole> Roles { get; }

    public IReadOnlyList<WorkloadFunction> Functions { get; }

    /// <summary>What really happened, and what of it the trail shows.</summary>
    public WorkloadTruth Truth => _truth ??= WorkloadTruth.Of(this);

    /// <summary>Returns a workload. The same seed and options give the same one.</summary>
    public static Workload Random(int seed, WorkloadOptions? options = null) => new(seed, options ?? new WorkloadOptions());

    /// <summary>Returns the trail's records in the order of time, without events that its selectors leave out.</summary>
    public IEnumerable<WorkloadRecord> Records() => Write(Calls().Where(call => StateOf(call.Call) == LogState.Logged));

    /// <summary>Returns the records of the event history: all management events, whatever the trail's selectors are.</summary>
    public IEnumerable<WorkloadRecord> HistoryRecords() => Write(Calls().Where(call => call.Call is { IsRecorded: true, DataType: null }));

    /// <summary>Returns all calls in the order of time, also those without an event.</summary>
    public IEnumerable<WorkloadCall> Calls()
    {
        for (var hour = Options.Start; hour < Options.End; hour = hour.AddHours(1))
        {
            var own = OwnCalls(hour).ToList();
            foreach (var call in own.Concat(_noise.Of(hour, own)).OrderBy(call => call.Time).ThenBy(call => call.Number)) yield return call;
        }
    }

    /// <summary>Returns whether the trail shows a call.</summary>
    public LogState StateOf(ApiCall call) => !call.IsRecorded
        ? LogState.NeverLogged
        : Options.Selectors.Logs(
            new LoggedEvent($"{call.EventSource}.amazonaws.com", call.EventName, call.IsReadOnly, call.DataType, call.DataArn))
            ? LogState.Logged
            : LogState.NotSelected;

    private IEnumerable<WorkloadRecord> Write(IEnumerable<WorkloadCall> calls)
    {
        var writer = new RecordWriter(_seed, Options);
        foreach (var call in calls) yield return new WorkloadRecord(call, writer.Write(call));
    }

    /// <summary>Returns the calls of the functions in one hour.</summary>
    private IEnumerable<WorkloadCall> OwnCalls(DateTimeOffset hour)
    {
        for (var f = 0; f < Functions.Count; f++)
        {
            var function = Functions[f];
            var caller = new Caller(CallerKind.Function, function.Name, function.Role, function);
            for (var p = 0; p < function.Program.Count; p++)
            {
                if (!function.Program[p].IsIn(hour)) continue;
                var number = (long)(Dice.Mix(_seed, 1, f, p, hour.ToUnixTimeSeconds()) >> 1);
                foreach (var call in Calls(function.Program[p], hour, caller, number)) yield return call;
            }
        }
    }

    private IEnumerable<WorkloadCall> Calls(ProgramCall step, DateTimeOffset hour, Caller caller, long number)
    {
        var time = hour.AddSeconds(Dice.Below(3590, number));
        var scene = new CallScene(
            Options.Partition, Options.AccountId, step.Region, step.Thing, Dice.Below(1000, number, 1));
        var calls = step.Shape.Calls(scene);
        if (step.Outcome != Outcome.Success && calls[0].Needs.Length > 0 && (step.Outcome == Outcome.Denied || number % 3 == 0))
        {
            var error = step.Outcome == Outcome.Throttled ? "ThrottlingException" : DenialOf(calls[0].EventSource);
            yield return Happened(calls[0], time, error, number ^ 0x5555);
            if (step.Outcome == Outcome.Denied) yield break;
        }

        for (var i = 0; i < calls.Count; i++) yield return Happened(calls[i], time.AddSeconds(1 + i), null, number + i);

        WorkloadCall Happened(ApiCall call, DateTimeOffset at, string? error, long id) =>
            new(at, call.GlobalRegion ?? step.Region, caller, call, error, id);
    }

    /// <summary>EC2 has a code of its own, and newer services end theirs with Exception.</summary>
    private static string DenialOf(string service) => service switch
    {
        "ec2" => "Client.UnauthorizedOperation",
        "s3" or "sts" or "cloudfront" or "monitoring" or "sns" => "AccessDenied",
        _ => "AccessDeniedException",
    };
}
