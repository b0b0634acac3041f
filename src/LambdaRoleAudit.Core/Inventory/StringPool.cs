using System.Text;

namespace LambdaRoleAudit.Inventory;

/// <summary>
/// Gives the same string for the same text, so that a role's ARN, a region's name or a runtime that stands in thousands of
/// functions is kept once. It stops taking in new texts at a limit, so that unique texts cannot fill it. Not thread-safe:
/// one for each reader.
/// </summary>
public sealed class StringPool
{
    private const int Limit = 1 << 14;

    private string?[] _slots = new string?[256];
    private int _count;

    /// <summary>The pooled string of UTF-8 text.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0) return "";
        // Only ASCII is compared in place; everything that repeats in AWS data is ASCII.
        if (!Ascii.IsValid(utf8)) return Encoding.UTF8.GetString(utf8);
        var hash = 2166136261u;
        foreach (var b in utf8) hash = (hash ^ b) * 16777619u;
        for (var slot = Slot(hash); ; slot = (slot + 1) & (uint)(_slots.Length - 1))
        {
            var candidate = _slots[slot];
            if (candidate is null) return Keep(slot, Encoding.ASCII.GetString(utf8));
            if (candidate.Length == utf8.Length && Ascii.Equals(utf8, candidate)) return candidate;
        }
    }

    /// <summary>The pooled string of a part of another string.</summary>
    public string Get(ReadOnlySpan<char> text)
    {
        if (text.Length == 0) return "";
        for (var slot = Slot(Hash(text)); ; slot = (slot + 1) & (uint)(_slots.Length - 1))
        {
            var candidate = _slots[slot];
            if (candidate is null) return Keep(slot, text.ToString());
            if (text.SequenceEqual(candidate)) return candidate;
        }
    }

    private string Keep(uint slot, string text)
    {
        if (_count == Limit) return text;
        _slots[slot] = text;
        if (++_count * 2 > _slots.Length) Grow();
        return text;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new string?[old.Length * 2];
        foreach (var text in old)
        {
            if (text is null) continue;
            var slot = Slot(Hash(text));
            while (_slots[slot] is not null) slot = (slot + 1) & (uint)(_slots.Length - 1);
            _slots[slot] = text;
        }
    }

    /// <summary>FNV-1a, the same for characters and for the bytes of ASCII.</summary>
    private static uint Hash(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619u;
        return hash;
    }

    private uint Slot(uint hash) => (hash ^ (hash >> 15)) & (uint)(_slots.Length - 1);
}
