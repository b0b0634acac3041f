using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace LambdaRoleAudit.Model;

/// <summary>A list that an object shows. Its text is its items, so that Export-Csv and string interpolation can show it.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
[CollectionBuilder(typeof(ItemList), nameof(ItemList.Create))]
[JsonConverter(typeof(ItemListConverter))]
public sealed class ItemList<T> : ReadOnlyCollection<T>
{
    internal ItemList(IList<T> items)
        : base(items)
    {
    }

    /// <summary>The number of items, under the name that arrays use.</summary>
    public int Length => Count;

    /// <summary>Converts an array to a list.</summary>
    public static implicit operator ItemList<T>(T[] items) => new(items);

    /// <summary>Converts a list to an <c>ItemList</c>.</summary>
    public static implicit operator ItemList<T>(List<T> items) => new(items);

    /// <summary>Returns the items, separated by semicolons.</summary>
    public override string ToString() => string.Join("; ", this);
}

/// <summary>Creates lists of items.</summary>
public static class ItemList
{
    /// <summary>Creates a list of the given items.</summary>
    public static ItemList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
