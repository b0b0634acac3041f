using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// A set of texts, numbered in order of arrival and stored as UTF-8 in blocks. A beginning that many texts share is stored once. Hundreds
/// of thousands of ARNs cost the garbage collector nothing and take little memory. Not thread-safe.
/// </summary>
/// <param name="foldCase">True to also record which texts differ only in ASCII case: see <see cref="Canonical"/>.</param>
internal sealed class Utf8Set(bool foldCase)
{
    private const int BlockBits = 16;
    private const int BlockSize = 1 << BlockBits;
    private const int EntriesInBlock = 1 << 10;

    // Blocks instead of arrays that double, so that stored text is never copied.
    private readonly List<byte[]> _blocks = [];
    private readonly List<Entry[]> _entries = [];
    private readonly byte[] _lower = new byte[512];
    private int _used = BlockSize;
    private string?[] _strings = [];
    private int[] _buckets = new int[128];
    private Utf8Set? _prefixes;
    private int _lastPrefix = -1;

    /// <summary>The number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the number of a text. Adds the text if it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text, out bool isNew) => GetOrAdd(text, 0, out isNew);

    /// <summary>Returns the number of a text. Adds the text if it is new.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shared">The length of the beginning that other texts share. It must be the same each time for a text.</param>
    /// <param name="isNew">True if the text was added.</param>
    public int GetOrAdd(ReadOnlySpan<byte> text, int shared, out bool isNew)
    {
        var prefix = shared == 0 ? -1 : (_prefixes ??= new Utf8Set(foldCase: false)).GetOrAdd(text[..shared], ref _lastPrefix);
        var rest = text[shared..];
        var hash = Hash(rest, prefix);
        var canonical = -1;
        for (var bucket = hash & (_buckets.Length - 1); ; bucket = (bucket + 1) & (_buckets.Length - 1))
        {
            var number = _buckets[bucket] - 1;
            if (number < 0)
            {
                isNew = true;
                return Add(rest, prefix, hash, bucket, canonical);
            }

            ref readonly var entry = ref EntryAt(number);
            if (entry.Hash != hash || entry.Prefix != prefix) continue;
            var known = Rest(entry);
            if (known.SequenceEqual(rest))
            {
                isNew = false;
                return number;
            }

            if (foldCase && canonical < 0 && Ascii.EqualsIgnoreCase(known, rest)) canonical = entry.Canonical;
        }
    }

    /// <summary>Returns the number of a text, for a text that is usually the same as the last one.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text, ref int last)
    {
        if (last < 0 || !Rest(EntryAt(last)).SequenceEqual(text)) last = GetOrAdd(text, out _);
        return last;
    }

    /// <summary>Returns the number of a text; -1 if it is not in the set.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shared">The value with which the text was added.</param>
    public int Find(ReadOnlySpan<byte> text, int shared = 0)
    {
        var prefix = shared == 0 ? -1 : _prefixes?.Find(text[..shared]) ?? -1;
        if (shared > 0 && prefix < 0) return -1;
        var rest = text[shared..];
        var hash = Hash(rest, prefix);
        for (var bucket = hash & (_buckets.Length - 1); ; bucket = (bucket + 1) & (_buckets.Length - 1))
        {
            var number = _buckets[bucket] - 1;
            if (number < 0) return -1;
            ref readonly var entry = ref EntryAt(number);
            if (entry.Hash == hash && entry.Prefix == prefix && Rest(entry).SequenceEqual(rest)) return number;
        }
    }

    /// <summary>Returns the first text that differs from this one only in ASCII case, or this one.</summary>
    public int Canonical(int number) => EntryAt(number).Canonical;

    /// <summary>Returns a text as a string. The same string is returned each time.</summary>
    public string String(int number)
    {
        if (number >= _strings.Length) Array.Resize(ref _strings, _entries.Count * EntriesInBlock);
        return _strings[number] ??= MakeString(number);
    }

    /// <summary>
    /// Returns the shared beginning of a text, by its own number and as a string; -1 and an empty string if there is none.
    /// </summary>
    public (int Number, string Text) Shared(int number)
    {
        var prefix = EntryAt(number).Prefix;
        return (prefix, prefix < 0 ? "" : _prefixes!.String(prefix));
    }

    /// <summary>Returns the text after the shared beginning, as a string that is not stored.</summary>
    public string MakeRest(int number) => Encoding.UTF8.GetString(Rest(EntryAt(number)));

    private string MakeString(int number) => Shared(number).Text + MakeRest(number);

    private int Add(ReadOnlySpan<byte> rest, int prefix, int hash, int bucket, int canonical)
    {
        if (Count == _entries.Count * EntriesInBlock) _entries.Add(GC.AllocateUninitializedArray<Entry>(EntriesInBlock));
        // An empty text at the very end of a block would have a position in the next block.
        if (_used + rest.Length >= BlockSize)
        {
            // A text that is longer than a block has its own block.
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(BlockSize, rest.Length)));
            _used = 0;
        }

        rest.CopyTo(_blocks[^1].AsSpan(_used));
        var number = Count++;
        var position = ((uint)(_blocks.Count - 1) << BlockBits) | (uint)_used;
        EntryAt(number) = new Entry(hash, position, rest.Length, prefix, canonical < 0 ? number : canonical);
        _used += rest.Length;
        _buckets[bucket] = number + 1;
        if (Count * 2 > _buckets.Length) Rehash(_buckets.Length * 2);
        return number;
    }

    /// <summary>
    /// Reserves capacity for the given number of texts at once. Growing step by step would rehash every text again and again.
    /// </summary>
    public void EnsureCapacity(int count)
    {
        var buckets = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        if (buckets > _buckets.Length) Rehash(buckets);
    }

    private void Rehash(int buckets)
    {
        _buckets = new int[buckets];
        for (var number = 0; number < Count; number++)
        {
            var bucket = EntryAt(number).Hash & (_buckets.Length - 1);
            while (_buckets[bucket] != 0) bucket = (bucket + 1) & (_buckets.Length - 1);
            _buckets[bucket] = number + 1;
        }
    }

    private ref Entry EntryAt(int number) => ref _entries[number / EntriesInBlock][number % EntriesInBlock];

    private ReadOnlySpan<byte> Rest(in Entry entry) =>
        _blocks[(int)(entry.Position >> BlockBits)].AsSpan((int)(entry.Position & (BlockSize - 1)), entry.Length);

    private int Hash(ReadOnlySpan<byte> text, int prefix)
    {
        if (foldCase && text.Length <= _lower.Length)
        {
            // For a text that is not only ASCII, the part that was folded before still has the same hash.
            Ascii.ToLower(text, _lower, out var written);
            text = _lower.AsSpan(0, written);
        }

        // Eight bytes per step: names are long, and this runs for every name.
        const ulong factor = 0x9E3779B97F4A7C15;
        var hash = ((ulong)text.Length + ((ulong)(prefix + 1) << 32)) * factor;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * factor;
            hash ^= hash >> 32;
        }

        foreach (var b in text) hash = (hash ^ b) * factor;
        return (int)(hash ^ (hash >> 32));
    }

    private readonly record struct Entry(int Hash, uint Position, int Length, int Prefix, int Canonical);
}
