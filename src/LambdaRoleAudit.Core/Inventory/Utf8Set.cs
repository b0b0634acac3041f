using System.Buffers.Binary;
using System.Numerics;
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
    private readonly byte[] _lower = new byte[512];
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

    /// <summary>The same, where the text is mostly the one that was asked for last.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text, ref int last)
    {
        if (last < 0 || !this[last].SequenceEqual(text)) last = GetOrAdd(text, out _);
        return last;
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
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(size, text.Length)));
            _used = 0;
        }

        text.CopyTo(_blocks[^1].AsSpan(_used));
        var number = Count++;
        _entries[number] = new Entry(hash, _blocks.Count - 1, _used, text.Length, canonical < 0 ? number : canonical);
        _used += text.Length;
        _buckets[bucket] = number + 1;
        if (Count * 2 > _buckets.Length) Rehash(_buckets.Length * 2);
        return number;
    }

    /// <summary>Makes room for so many texts at once: growing step by step moves each of them again and again.</summary>
    public void EnsureCapacity(int count)
    {
        if (count > _entries.Length) Array.Resize(ref _entries, count);
        var buckets = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        if (buckets > _buckets.Length) Rehash(buckets);
    }

    private void Rehash(int buckets)
    {
        _buckets = new int[buckets];
        for (var number = 0; number < Count; number++)
        {
            var bucket = _entries[number].Hash & (_buckets.Length - 1);
            while (_buckets[bucket] != 0) bucket = (bucket + 1) & (_buckets.Length - 1);
            _buckets[bucket] = number + 1;
        }
    }

    private int Hash(ReadOnlySpan<byte> text)
    {
        if (foldCase && text.Length <= _lower.Length)
        {
            // Where there is more than ASCII, what was folded before it still hashes alike.
            Ascii.ToLower(text, _lower, out var written);
            text = _lower.AsSpan(0, written);
        }

        // Eight bytes a step: an ARN is long, and this runs for every one.
        const ulong factor = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length * factor;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * factor;
            hash ^= hash >> 32;
        }

        foreach (var b in text) hash = (hash ^ b) * factor;
        return (int)(hash ^ (hash >> 32));
    }

    private readonly record struct Entry(int Hash, int Block, int Offset, int Length, int Canonical);
}
