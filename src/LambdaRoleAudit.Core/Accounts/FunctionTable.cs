using System.Buffers;
using System.Buffers.Text;
using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>What became of a function that was given to a <see cref="FunctionTable"/>.</summary>
internal enum AddOutcome
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is known, with the same role.</summary>
    Known,

    /// <summary>It is known with another role, and what was seen later was kept.</summary>
    Superseded,

    /// <summary>It is known with another role, and nothing says which was later: the new one was kept.</summary>
    Conflicting,

    /// <summary>A name alone, which was there before: one function, or two?</summary>
    Ambiguous,

    /// <summary>It was deleted later than this.</summary>
    Deleted,

    /// <summary>It has neither a name nor an ARN.</summary>
    Nameless,

    /// <summary>It has no role.</summary>
    NoRole,

    /// <summary>Its role is no role's ARN.</summary>
    InvalidRole,

    /// <summary>Its ARN is no function's.</summary>
    InvalidArn,
}

/// <summary>
/// Functions in compact form: a row and a text each, no objects. What is shown is made into <see cref="LambdaFunction"/>s at
/// the end; what is only compared never is. Not thread-safe.
/// </summary>
internal sealed class FunctionTable
{
    private const int RowsInBlock = 2048;
    private const int LongestKey = 1024;

    // IAM user guide, "IAM and AWS STS quotas"; Lambda API reference, FunctionConfiguration. Whatever else stands in a name was not
    // written by AWS: a replacement character, a blank. It must not pass for another role.
    private static readonly SearchValues<byte> RoleNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-"u8);

    private static readonly SearchValues<byte> PathAndNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-/"u8);

    private static readonly SearchValues<byte> FunctionNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    private static readonly SearchValues<byte> QualifierCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$"u8);

    private static readonly SearchValues<byte> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private readonly Utf8Set _keys = new(foldCase: false);
    // Role names are "unique within the account" without regard to case (IAM user guide, "IAM and AWS STS quotas"): two
    // spellings are one role.
    private readonly Utf8Set _roles = new(foldCase: true);
    private readonly Utf8Set _texts = new(foldCase: false);
    private readonly List<Row[]> _rows = [];
    private readonly Dictionary<int, string> _otherRevisions = [];
    private readonly byte[] _scratch = new byte[LongestKey];
    private readonly ArnPrefix _functionArns = new(FunctionPrefix);
    private readonly ArnPrefix _roleArns = new(RolePrefix);
    // Neighbours in a list are alike: what the last function said is looked at first.
    private int _version = -1, _runtime = -1, _handler = -1, _packageType = -1, _architecture = -1;
    private readonly Dictionary<int, (string Region, string AccountId)> _places = [];
    private Utf8Set? _deletedKeys;
    private List<DateTimeOffset?>? _deletedTimes;
    private int _removed;
    private int _last = -1;

    /// <summary>The region and the account of the function that was added last; null where its source did not say.</summary>
    public (string Region, string AccountId)? LastPlace => _last < 0 || Function(_last) is not { Region.Length: > 0 } last ? null : (last.Region, last.AccountId);

    /// <summary>How many functions and versions there are.</summary>
    public int Count => _keys.Count - _removed;

    /// <summary>Makes room for so many functions.</summary>
    public void EnsureCapacity(int functions)
    {
        _keys.EnsureCapacity(functions);
        _roles.EnsureCapacity(functions);
    }

    /// <summary>Takes a function in.</summary>
    /// <param name="function">What its source says.</param>
    /// <param name="row">Its row, where it has one now.</param>
    public AddOutcome Add(in FunctionText function, out int row)
    {
        row = -1;
        if (function.FunctionArn.IsEmpty && function.FunctionName.IsEmpty) return AddOutcome.Nameless;
        if (function.Role.IsEmpty) return AddOutcome.NoRole;
        var rolePrefix = _roleArns.LengthIn(function.Role);
        if (rolePrefix == 0 || !IsPathAndName(function.Role[rolePrefix..])) return AddOutcome.InvalidRole;
        if (!TryMakeKey(function, out var key, out var keyPrefix, out var version)) return AddOutcome.InvalidArn;
        if (_deletedKeys?.Find(key) is >= 0 and var deleted && !(function.Observed > _deletedTimes![deleted])) return AddOutcome.Deleted;

        row = _keys.GetOrAdd(key, keyPrefix, out var isNew);
        if (isNew && row % RowsInBlock == 0) _rows.Add(GC.AllocateUninitializedArray<Row>(RowsInBlock));
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

    /// <summary>Notes that a function was deleted then.</summary>
    public void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed)
    {
        _deletedKeys ??= new Utf8Set(foldCase: false);
        _deletedTimes ??= [];
        var deleted = _deletedKeys.GetOrAdd(functionArn, out var isNew);
        if (isNew) _deletedTimes.Add(observed);
        else if (observed > _deletedTimes[deleted]) _deletedTimes[deleted] = observed;

        var row = _keys.Find(functionArn, _functionArns.LengthIn(functionArn));
        if (row < 0) return;
        ref var stored = ref RowAt(row);
        if (stored.IsRemoved || stored.Observed > observed) return;
        stored.IsRemoved = true;
        _removed++;
    }

    /// <summary>Every function.</summary>
    public IEnumerable<LambdaFunction> Functions()
    {
        for (var row = 0; row < _keys.Count; row++)
            if (!RowAt(row).IsRemoved) yield return Function(row);
    }

    /// <summary>The functions of each role that at least so many functions and versions use, role by role.</summary>
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

    /// <summary>The regions that functions are in, sorted. Makes no object of any function.</summary>
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

    /// <summary>A function as an object.</summary>
    public LambdaFunction Function(int number)
    {
        ref readonly var row = ref RowAt(number);
        var (prefix, beginning) = _keys.Shared(number);
        var rest = _keys.MakeRest(number);
        if (prefix < 0)
        {
            // A key made up for a function without an ARN: see TryMakeKey.
            var parts = rest.Split('\0');
            return Make(row, number, parts[3], "", parts[2], parts[1]);
        }

        // What stands before the name is the same for all functions of a region.
        if (!_places.TryGetValue(prefix, out var place))
        {
            var parts = beginning.Split(':');
            _places[prefix] = place = (parts[3], parts[4]);
        }

        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        return Make(row, number, colon < 0 ? rest : rest[..colon], beginning + rest, place.Region, place.AccountId);
    }

    private LambdaFunction Make(in Row row, int number, string name, string arn, string region, string account) => new()
    {
        FunctionName = name,
        FunctionArn = arn,
        Role = _roles.String(row.Role),
        Region = region,
        AccountId = account,
        Version = _texts.String(row.Version),
        Configuration = Configuration(row, number),
    };

    private FunctionConfiguration? Configuration(in Row row, int number)
    {
        var revision = _otherRevisions.TryGetValue(number, out var other) ? other
            : row.Revision != Guid.Empty ? row.Revision.ToString("D")
            : null;
        return row.Runtime < 0 && row.Handler < 0 && row.PackageType < 0 && row.LastModified is null && revision is null
            ? null
            : new FunctionConfiguration(
                Text(row.Runtime), Text(row.Handler), Text(row.PackageType), Text(row.Architecture), row.MemorySize, row.Timeout, row.LastModified, revision);
    }

    private Row MakeRow(in FunctionText function, int rolePrefix, ReadOnlySpan<byte> version, int number)
    {
        var row = new Row
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
        // AWS writes a revision as a UUID: 16 bytes in place of 36 characters. Anything else is kept as it is.
        if (Utf8Parser.TryParse(function.RevisionId, out Guid revision, out var read) && read == function.RevisionId.Length
            && function.RevisionId.IndexOfAnyInRange((byte)'A', (byte)'F') < 0) row.Revision = revision;
        else if (!function.RevisionId.IsEmpty) _otherRevisions[number] = Encoding.UTF8.GetString(function.RevisionId);
        return row;
    }

    /// <summary>
    /// What tells functions apart: the ARN, with the version where it is a published one. Sources qualify the ARN or not, with
    /// a version, <c>$LATEST</c> or an alias; here each function and version has one. A function without an ARN gets a key of
    /// its parts, after a zero byte.
    /// </summary>
    private bool TryMakeKey(in FunctionText function, out ReadOnlySpan<byte> key, out int prefix, out ReadOnlySpan<byte> version)
    {
        var latest = "$LATEST"u8;
        var buffer = _scratch.AsSpan();
        // A name may be given as an ARN (Lambda API reference, FunctionName).
        var arn = function.FunctionArn.IsEmpty && function.FunctionName.StartsWith("arn:"u8) ? function.FunctionName : function.FunctionArn;
        version = function.Version;
        key = default;
        prefix = 0;
        if (!version.SequenceEqual(latest) && version.IndexOfAnyExcept(QualifierCharacters) >= 0) return false;
        if (arn.IsEmpty)
        {
            if (function.FunctionName.IndexOfAnyExcept(FunctionNameCharacters) >= 0 || function.Region.IndexOfAnyExcept(FunctionNameCharacters) >= 0
                || function.AccountId.IndexOfAnyExcept(FunctionNameCharacters) >= 0) return false;
            if (version.IsEmpty) version = latest;
            var account = function.AccountId.IsEmpty ? AccountOf(function.Role) : function.AccountId;
            if (account.Length + function.Region.Length + function.FunctionName.Length + version.Length + 4 > buffer.Length) return false;
            var length = 0;
            Append(buffer, ref length, account);
            Append(buffer, ref length, function.Region);
            Append(buffer, ref length, function.FunctionName);
            Append(buffer, ref length, version);
            key = buffer[..length];
            return true;
        }

        var start = prefix = _functionArns.LengthIn(arn);
        if (start == 0 || start == arn.Length || arn.Length + version.Length + 1 > buffer.Length) return false;
        var colon = arn[start..].IndexOfAnyExcept(FunctionNameCharacters);
        if (colon == 0 || (colon > 0 && arn[start + colon] != (byte)':')) return false;
        var qualifier = colon < 0 ? default : arn[(start + colon + 1)..];
        if (qualifier.IndexOfAnyExcept(QualifierCharacters) >= 0) return false;
        if (version.IsEmpty) version = qualifier.Length > 0 && qualifier[0] is >= (byte)'0' and <= (byte)'9' ? qualifier : latest;
        var unqualified = colon < 0 ? arn : arn[..(start + colon)];
        if (version.SequenceEqual(latest))
        {
            key = unqualified;
        }
        else if (qualifier.SequenceEqual(version))
        {
            key = arn;
        }
        else
        {
            unqualified.CopyTo(buffer);
            buffer[unqualified.Length] = (byte)':';
            version.CopyTo(buffer[(unqualified.Length + 1)..]);
            key = buffer[..(unqualified.Length + 1 + version.Length)];
        }

        return true;

        static void Append(Span<byte> buffer, ref int length, ReadOnlySpan<byte> part)
        {
            buffer[length++] = 0;
            part.CopyTo(buffer[length..]);
            length += part.Length;
        }
    }

    /// <summary>How much of arn:partition:lambda:region:account:function:name[:qualifier] stands before the name; 0 where it is no such ARN.</summary>
    private static int FunctionPrefix(ReadOnlySpan<byte> text)
    {
        Span<Range> parts = stackalloc Range[7];
        return Split(text, (byte)':', parts) == 7
            && text[parts[0]].SequenceEqual("arn"u8) && IsPartition(text[parts[1]]) && text[parts[2]].SequenceEqual("lambda"u8)
            && !text[parts[3]].IsEmpty && text[parts[3]].IndexOfAnyExcept(RegionCharacters) < 0 && IsAccount(text[parts[4]]) && text[parts[5]].SequenceEqual("function"u8)
            ? parts[6].Start.Value
            : 0;
    }

    /// <summary>How much of arn:partition:iam::account:role/path/name stands before path and name; 0 where it is no such ARN.</summary>
    private static int RolePrefix(ReadOnlySpan<byte> text)
    {
        Span<Range> parts = stackalloc Range[7];
        return Split(text, (byte)':', parts) == 6
            && text[parts[0]].SequenceEqual("arn"u8) && IsPartition(text[parts[1]]) && text[parts[2]].SequenceEqual("iam"u8)
            && text[parts[3]].IsEmpty && IsAccount(text[parts[4]]) && text[parts[5]].StartsWith("role/"u8)
            ? parts[5].Start.Value + "role/".Length
            : 0;
    }

    private static ReadOnlySpan<byte> AccountOf(ReadOnlySpan<byte> roleArn)
    {
        Span<Range> parts = stackalloc Range[7];
        Split(roleArn, (byte)':', parts);
        return roleArn[parts[4]];
    }

    /// <summary>A role's path without its first slash, and its name. A path has printable ASCII (IAM API reference, CreateRole).</summary>
    private static bool IsPathAndName(ReadOnlySpan<byte> text)
    {
        // Nearly all paths have no other characters than names have.
        if (text.IndexOfAnyExcept(PathAndNameCharacters) < 0) return !text.IsEmpty && text[^1] != (byte)'/';
        var name = text[(text.LastIndexOf((byte)'/') + 1)..];
        return !name.IsEmpty && name.IndexOfAnyExcept(RoleNameCharacters) < 0
            && text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && text.IndexOf((byte)':') < 0;
    }

    /// <summary>aws, aws-cn, aws-us-gov, …: they all begin so.</summary>
    private static bool IsPartition(ReadOnlySpan<byte> text) => text.StartsWith("aws"u8) && text.IndexOfAnyExcept(RegionCharacters) < 0;

    private static bool IsAccount(ReadOnlySpan<byte> text) => text.Length == 12 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>The parts between separators: how many there are, at most as many as there is room for.</summary>
    private static int Split(ReadOnlySpan<byte> text, byte separator, Span<Range> parts)
    {
        var count = 0;
        var start = 0;
        while (count < parts.Length)
        {
            var length = text[start..].IndexOf(separator);
            if (length < 0)
            {
                parts[count++] = start..text.Length;
                return count;
            }

            parts[count++] = start..(start + length);
            start += length + 1;
        }

        return count;
    }

    private int Number(ReadOnlySpan<byte> text, ref int last) => text.IsEmpty ? -1 : _texts.GetOrAdd(text, ref last);

    private string? Text(int number) => number < 0 ? null : _texts.String(number);

    private ref Row RowAt(int number) => ref _rows[number / RowsInBlock][number % RowsInBlock];

    /// <summary>
    /// Recognizes the beginning of ARNs of one kind. Those of one region and account begin alike: what was found right once is
    /// compared, not taken apart again. What stands behind the beginning is looked at by the caller.
    /// </summary>
    private sealed class ArnPrefix(ArnPrefix.Measure measure)
    {
        private byte[] _last = [];

        public delegate int Measure(ReadOnlySpan<byte> arn);

        /// <summary>How long the part is that stands before the name; 0 where the text is no such ARN.</summary>
        public int LengthIn(ReadOnlySpan<byte> arn)
        {
            if (_last.Length > 0 && arn.StartsWith(_last)) return _last.Length;
            var length = measure(arn);
            if (length > 0) _last = arn[..length].ToArray();
            return length;
        }
    }

    private struct Row
    {
        public int Role;
        public int Version;
        public int Runtime;
        public int Handler;
        public int PackageType;
        public int Architecture;
        public int MemorySize;
        public int Timeout;
        public Guid Revision;
        public bool IsRemoved;
        private long _lastModified;
        private long _observed;

        public DateTimeOffset? LastModified
        {
            readonly get => _lastModified == 0 ? null : new DateTimeOffset(_lastModified, TimeSpan.Zero);
            set => _lastModified = value?.UtcTicks ?? 0;
        }

        public DateTimeOffset? Observed
        {
            readonly get => _observed == 0 ? null : new DateTimeOffset(_observed, TimeSpan.Zero);
            set => _observed = value?.UtcTicks ?? 0;
        }

        public readonly DateTimeOffset? Seen => Observed ?? LastModified;
    }
}
