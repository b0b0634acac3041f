using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace LambdaRoleAudit.Model;

/// <summary>A list that an object shows: as a text it is its items, so that Export-Csv and string interpolation can show it.</summary>
/// <typeparam name="T">The items.</typeparam>
[CollectionBuilder(typeof(ItemList), nameof(ItemList.Create))]
[JsonConverter(typeof(ItemListConverter))]
public sealed class ItemList<T> : ReadOnlyCollection<T>
{
    internal ItemList(IList<T> items)
        : base(items)
    {
    }

    /// <summary>How many items there are, as an array says it.</summary>
    public int Length => Count;

    /// <summary>The items of an array.</summary>
    public static implicit operator ItemList<T>(T[] items) => new(items);

    /// <summary>The items of a list.</summary>
    public static implicit operator ItemList<T>(List<T> items) => new(items);

    /// <summary>The items, with semicolons between them.</summary>
    public override string ToString() => string.Join("; ", this);
}

/// <summary>Makes lists of items.</summary>
public static class ItemList
{
    /// <summary>A list of some items.</summary>
    public static ItemList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
