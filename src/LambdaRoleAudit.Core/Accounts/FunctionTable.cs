using System.Buffers;
using System.Buffers.Text;
using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Functions in compact form: a row and a text each, without objects. Only functions that are shown become <see cref="LambdaFunction"/>s at
/// the end; functions that are only compared do not. Not thread-safe.
/// </summary>
internal sealed class FunctionTable
{
    private const int RowsInBlock = 2048;

    private readonly Utf8Set _keys = new(foldCase: false);
    // Role names are "unique within the account" without regard to case (IAM user guide, "IAM and AWS STS quotas"), so two spellings are
    // one role.
    private readonly Utf8Set _roles = new(foldCase: true);
    private readonly Utf8Set _texts = new(foldCase: false);
    private readonly List<FunctionRow[]> _rows = [];
    private readonly Dictionary<int, string> _otherRevisions = [];
    private readonly FunctionKeys _functionKeys = new();
    private readonly ArnPrefix _roleArns = new(ArnBytes.RolePrefix);
    // Neighbors in a list are similar, so the values of the last function are tried first.
    private int _version = -1, _runtime = -1, _handler = -1, _packageType = -1, _architecture = -1;
    private readonly Dictionary<int, (string Region, string AccountId)> _places = [];
    private Utf8Set? _deletedKeys;
    private List<DateTimeOffset?>? _deletedTimes;
    private int _removed;
    private int _last = -1;

    /// <summary>The region and account of the function that was added last; null if its source does not have them.</summary>
    public (string Region, string AccountId)? LastPlace =>
        _last < 0 || Function(_last) is not { Region.Length: > 0 } last ? null : (last.Region, last.AccountId);

    /// <summary>The number of functions and versions.</summary>
    public int Count => _keys.Count - _removed;

    /// <summary>Reserves capacity for the given number of functions.</summary>
    public void EnsureCapacity(int functions)
    {
        _keys.EnsureCapacity(functions);
        _roles.EnsureCapacity(functions);
    }

    /// <summary>Adds a function.</summary>
    /// <param name="function">The data from its source.</param>
    /// <param name="row">The function's row, if it now has one.</param>
    public AddOutcome Add(in FunctionText function, out int row)
    {
        row = -1;
        if (function.FunctionArn.IsEmpty && function.FunctionName.IsEmpty) return AddOutcome.Nameless;
        if (function.Role.IsEmpty) return AddOutcome.NoRole;
        var rolePrefix = _roleArns.LengthIn(function.Role);
        if (rolePrefix == 0 || !ArnBytes.IsPathAndName(function.Role[rolePrefix..])) return AddOutcome.InvalidRole;
        if (!_functionKeys.TryMake(function, out var key, out var keyPrefix, out var version)) return AddOutcome.InvalidArn;
        if (_deletedKeys?.Find(key) is >= 0 and var deleted && !(function.Observed > _deletedTimes![deleted])) return AddOutcome.Deleted;

        row = _keys.GetOrAdd(key, keyPrefix, out var isNew);
        if (isNew && row % RowsInBlock == 0) _rows.Add(GC.AllocateUninitializedArray<FunctionRow>(RowsInBlock));
        _last = row;
        ref var stored = ref RowAt(row);
        var next = MakeRow(function, rolePrefix, version, row);
        if (isNew || stored.IsRemoved)
        {
            if (!isNew) _removed--;
            stored = next;
            return AddOutcome.Added;
        }

        var before = stored;

        var later = Nullable.Compare(next.Seen, before.Seen);
        var isSameRole = _roles.Canonical(next.Role) == _roles.Canonical(before.Role);
        if (later > 0 || (later == 0 && !isSameRole)) stored = next;
        if (key[0] == 0 && function.Region.IsEmpty) return AddOutcome.Ambiguous;
        return isSameRole ? AddOutcome.Known : later == 0 ? AddOutcome.Conflicting : AddOutcome.Superseded;
    }

    /// <summary>Records that a function was deleted at the given time.</summary>
    public void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed)
    {
        _deletedKeys ??= new Utf8Set(foldCase: false);
        _deletedTimes ??= [];
        var deleted = _deletedKeys.GetOrAdd(functionArn, out var isNew);
        if (isNew) _deletedTimes.Add(observed);
        else if (observed > _deletedTimes[deleted]) _deletedTimes[deleted] = observed;

        var row = _keys.Find(functionArn, _functionKeys.PrefixOf(functionArn));
        if (row < 0) return;
        ref var stored = ref RowAt(row);
        if (stored.IsRemoved || stored.Observed > observed) return;
        stored.IsRemoved = true;
        _removed++;
    }

    /// <summary>Returns every function.</summary>
    public IEnumerable<LambdaFunction> Functions()
    {
        for (var row = 0; row < _keys.Count; row++)
            if (!RowAt(row).IsRemoved) yield return Function(row);
    }

    /// <summary>Counts the functions. Published versions of a function count once, with their function.</summary>
    public int CountFunctions()
    {
        var versions = new Dictionary<int, bool>();
        var hasVersions = false;
        var count = 0;
        for (var row = 0; row < _keys.Count; row++)
        {
            if (RowAt(row).IsRemoved) continue;
            var version = RowAt(row).Version;
            if (!versions.TryGetValue(version, out var isLatest))
                versions[version] = isLatest = _texts.String(version) == LambdaFunction.Latest;
            if (isLatest) count++;
            else hasVersions = true;
        }

        return hasVersions
            ? Functions().DistinctBy(function => (function.AccountId, function.Region, function.FunctionName)).Count()
            : count;
    }

    /// <summary>Returns, role by role, the functions of each role that at least the given number of functions and versions use.</summary>
    public IEnumerable<List<LambdaFunction>> ByRole(int minimum)
    {
        var counts = new int[_roles.Count];
        for (var row = 0; row < _keys.Count; row++)
            if (!RowAt(row).IsRemoved) counts[_roles.Canonical(RowAt(row).Role)]++;

        var groups = new Dictionary<int, List<LambdaFunction>>();
        for (var row = 0; row < _keys.Count; row++)
        {
            if (RowAt(row).IsRemoved) continue;
            var role = _roles.Canonical(RowAt(row).Role);
            if (counts[role] < minimum) continue;
            if (!groups.TryGetValue(role, out var group)) groups[role] = group = new List<LambdaFunction>(counts[role]);
            group.Add(Function(row));
        }

        return groups.Values;
    }

    /// <summary>Returns the regions that have functions, sorted. Does not create objects for functions.</summary>
    public string[] Regions()
    {
        var prefixes = new HashSet<int>();
        var regions = new SortedSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < _keys.Count; row++)
        {
            if (RowAt(row).IsRemoved) continue;
            var (prefix, beginning) = _keys.Shared(row);
            if (prefix < 0) regions.Add(Function(row).Region);
            else if (prefixes.Add(prefix)) regions.Add(beginning.Split(':')[3]);
        }

        regions.Remove("");
        return [.. regions];
    }

    /// <summary>Returns a function as an object.</summary>
    public LambdaFunction Function(int number)
    {
        ref readonly var row = ref RowAt(number);
        var (prefix, beginning) = _keys.Shared(number);
        var rest = _keys.MakeRest(number);
        if (prefix < 0)
        {
            // The key of a function without an ARN: see FunctionKeys.
            var parts = rest.Split('\0');
            return Make(row, number, parts[3], "", parts[2], parts[1]);
        }

        // The text before the name is the same for all functions of a region.
        if (!_places.TryGetValue(prefix, out var place))
        {
            var parts = beginning.Split(':');
            _places[prefix] = place = (parts[3], parts[4]);
        }

        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        return Make(row, number, colon < 0 ? rest : rest[..colon], beginning + rest, place.Region, place.AccountId);
    }

    private LambdaFunction Make(in FunctionRow row, int number, string name, string arn, string region, string account) => new()
    {
        FunctionName = name,
        FunctionArn = arn,
        Role = _roles.String(row.Role),
        Region = region,
        AccountId = account,
        Version = _texts.String(row.Version),
        Configuration = Configuration(row, number),
    };

    private FunctionConfiguration? Configuration(in FunctionRow row, int number)
    {
        var revision = _otherRevisions.TryGetValue(number, out var other) ? other
            : row.Revision != Guid.Empty ? row.Revision.ToString("D")
            : null;
        return row.Runtime < 0 && row.Handler < 0 && row.PackageType < 0 && row.LastModified is null && revision is null
            ? null
            : new FunctionConfiguration(
                Text(row.Runtime), Text(row.Handler), Text(row.PackageType), Text(row.Architecture), row.MemorySize, row.Timeout,
                row.LastModified, revision);
    }

    private FunctionRow MakeRow(in FunctionText function, int rolePrefix, ReadOnlySpan<byte> version, int number)
    {
        var row = new FunctionRow
        {
            Role = _roles.GetOrAdd(function.Role, rolePrefix, out _),
            Version = _texts.GetOrAdd(version, ref _version),
            Runtime = Number(function.Runtime, ref _runtime),
            Handler = Number(function.Handler, ref _handler),
            PackageType = Number(function.PackageType, ref _packageType),
            Architecture = Number(function.Architecture, ref _architecture),
            MemorySize = function.MemorySize,
            Timeout = function.Timeout,
            LastModified = function.LastModified,
            Observed = function.Observed,
        };
        // AWS writes a revision id as a UUID: 16 bytes instead of 36 characters. Any other value is kept as it is.
        if (Utf8Parser.TryParse(function.RevisionId, out Guid revision, out var read) && read == function.RevisionId.Length
            && function.RevisionId.IndexOfAnyInRange((byte)'A', (byte)'F') < 0) row.Revision = revision;
        else if (!function.RevisionId.IsEmpty) _otherRevisions[number] = Encoding.UTF8.GetString(function.RevisionId);
        return row;
    }

    private int Number(ReadOnlySpan<byte> text, ref int last) => text.IsEmpty ? -1 : _texts.GetOrAdd(text, ref last);

    private string? Text(int number) => number < 0 ? null : _texts.String(number);

    private ref FunctionRow RowAt(int number) => ref _rows[number / RowsInBlock][number % RowsInBlock];
}
