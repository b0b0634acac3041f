using System.Text;

namespace LambdaRoleAudit.Inventory;

/// <summary>
/// Texts, each once and numbered in order of arrival, kept as UTF-8 in a few large blocks: hundreds of thousands of ARNs
/// cost the garbage collector nothing. Not thread-safe.
/// </summary>
/// <param name="foldCase">Also notes which texts differ in ASCII case only: see <see cref="Canonical"/>.</param>
internal sealed class Utf8Set(bool foldCase)
{
    private const int FirstBlock = 4 * 1024;
    private const int LargestBlock = 1024 * 1024;

    private readonly List<byte[]> _blocks = [];
    private int _used;
    private Entry[] _entries = new Entry[64];
    private string?[] _strings = [];
    private int[] _buckets = new int[128];

    /// <summary>How many texts there are.</summary>
    public int Count { get; private set; }

    /// <summary>A text by its number.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            ref readonly var entry = ref _entries[number];
            return _blocks[entry.Block].AsSpan(entry.Offset, entry.Length);
        }
    }

    /// <summary>The number of a text; a new one where it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text, out bool isNew)
    {
        var hash = Hash(text);
        var canonical = -1;
        for (var bucket = hash & (_buckets.Length - 1); ; bucket = (bucket + 1) & (_buckets.Length - 1))
        {
            var number = _buckets[bucket] - 1;
            if (number < 0)
            {
                isNew = true;
                return Add(text, hash, bucket, canonical);
            }

            if (_entries[number].Hash != hash) continue;
            var known = this[number];
            if (known.SequenceEqual(text))
            {
                isNew = false;
                return number;
            }

            if (foldCase && canonical < 0 && Ascii.EqualsIgnoreCase(known, text)) canonical = _entries[number].Canonical;
        }
    }

    /// <summary>The number of a text; -1 where it is not there.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        for (var bucket = hash & (_buckets.Length - 1); ; bucket = (bucket + 1) & (_buckets.Length - 1))
        {
            var number = _buckets[bucket] - 1;
            if (number < 0) return -1;
            if (_entries[number].Hash == hash && this[number].SequenceEqual(text)) return number;
        }
    }

    /// <summary>The first text that differs from this one in ASCII case only, or this one.</summary>
    public int Canonical(int number) => _entries[number].Canonical;

    /// <summary>A text as a string, the same one each time.</summary>
    public string String(int number)
    {
        if (number >= _strings.Length) Array.Resize(ref _strings, _entries.Length);
        return _strings[number] ??= Encoding.UTF8.GetString(this[number]);
    }

    private int Add(ReadOnlySpan<byte> text, int hash, int bucket, int canonical)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, _entries.Length * 2);
        if (_blocks.Count == 0 || _used + text.Length > _blocks[^1].Length)
        {
            var size = _blocks.Count == 0 ? FirstBlock : Math.Min(_blocks[^1].Length * 2, LargestBlock);
            _blocks.Add(new byte[Math.Max(size, text.Length)]);
            _used = 0;
        }

        text.CopyTo(_blocks[^1].AsSpan(_used));
        var number = Count++;
        _entries[number] = new Entry(hash, _blocks.Count - 1, _used, text.Length, canonical < 0 ? number : canonical);
        _used += text.Length;
        _buckets[bucket] = number + 1;
        if (Count * 2 > _buckets.Length) Rehash();
        return number;
    }

    private void Rehash()
    {
        _buckets = new int[_buckets.Length * 2];
        for (var number = 0; number < Count; number++)
        {
            var bucket = _entries[number].Hash & (_buckets.Length - 1);
            while (_buckets[bucket] != 0) bucket = (bucket + 1) & (_buckets.Length - 1);
            _buckets[bucket] = number + 1;
        }
    }

    private int Hash(ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        if (foldCase && text.Length <= 512)
        {
            Span<byte> lower = stackalloc byte[512];
            // Where there is more than ASCII, what was folded before it still hashes alike.
            Ascii.ToLower(text, lower, out var written);
            hash.AddBytes(lower[..written]);
        }
        else
        {
            hash.AddBytes(text);
        }

        return hash.ToHashCode();
    }

    private readonly record struct Entry(int Hash, int Block, int Offset, int Length, int Canonical);
}
