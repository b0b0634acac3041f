namespace LambdaRoleAudit.Policies;

/// <summary>The beginning of texts that a <see cref="LanguageSearch"/> has built, and the positions in the patterns after it.</summary>
internal sealed record LanguageNode(int[] Positions, ulong[] Excluded, LanguageNode? Parent, int Symbol, int Length)
{
    /// <summary>Compares positions by value.</summary>
    public static readonly IEqualityComparer<int[]> SamePositions = new PositionsComparer();

    /// <summary>Returns the text.</summary>
    public int[] Word()
    {
        var word = new int[Length];
        for (var node = this; node.Parent is not null; node = node.Parent) word[node.Length - 1] = node.Symbol;
        return word;
    }

    private sealed class PositionsComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] positions)
        {
            var hash = new HashCode();
            foreach (var position in positions) hash.Add(position);
            return hash.ToHashCode();
        }
    }
}
