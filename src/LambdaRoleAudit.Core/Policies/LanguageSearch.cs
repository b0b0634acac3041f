namespace LambdaRoleAudit.Policies;

/// <summary>
/// Searches for a text that matches one pattern of each of several lists, and none of the excluded patterns. Patterns that must match are
/// followed individually, each at one position that is guessed; only patterns that must not match are followed at all their positions at
/// once. The shortest texts are searched first, and among texts that may be equally short, the longest beginning.
/// </summary>
/// <remarks>Characters that are not in any pattern are equivalent, so one of them stands for all.</remarks>
internal sealed class LanguageSearch
{
    private const int End = int.MinValue;
    private const string Readable = "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_";

    private readonly int[] _tokens;
    private readonly bool[] _folds;
    private readonly int[] _rest;
    private readonly int _includes;
    private readonly int _firstExcluded;
    private readonly int _excludedWords;
    private readonly int _fresh;
    private readonly bool _foldsAny;
    private readonly ProofBudget _budget;
    private readonly PriorityQueue<LanguageNode, (int Least, int Length, int Number)> _queue = new();
    private readonly Dictionary<int[], List<ulong[]>> _seen = new(LanguageNode.SamePositions);
    private readonly List<int> _symbols = [];
    private int _number;

    private LanguageSearch(IReadOnlyList<IReadOnlyList<Glob>> includes, IReadOnlyList<Glob> excluded, ProofBudget budget)
    {
        _budget = budget;
        _includes = includes.Count;
        var included = includes.SelectMany(globs => globs).ToList();
        _firstExcluded = included.Sum(glob => glob.Tokens.Length + 1);
        var count = _firstExcluded + excluded.Sum(glob => glob.Tokens.Length + 1);
        _tokens = new int[count];
        _folds = new bool[count];
        _rest = new int[count];
        _excludedWords = (count - _firstExcluded + 63) / 64;
        budget.Spend(count);
        var position = 0;
        foreach (var glob in included.Concat(excluded))
        {
            foreach (var token in glob.Tokens)
            {
                _tokens[position] = token;
                _folds[position++] = glob.IgnoreCase;
            }

            _tokens[position++] = End;
            for (var i = position - 2; i >= position - 1 - glob.Tokens.Length; i--) _rest[i] = _rest[i + 1] + (IsMany(_tokens[i]) ? 0 : 1);
        }

        _foldsAny = Array.Exists(_folds, fold => fold);
        _fresh = Fresh();

        var starts = new List<int[]>();
        position = 0;
        foreach (var globs in includes)
        {
            var own = new List<int>();
            foreach (var glob in globs)
            {
                own.Add(position);
                position += glob.Tokens.Length + 1;
            }

            starts.Add([.. own]);
        }

        var outside = new ulong[_excludedWords];
        foreach (var glob in excluded)
        {
            // The excluded pattern matches every text.
            if (!Reach(outside, position)) return;
            position += glob.Tokens.Length + 1;
        }

        foreach (var positions in Product(starts)) Push(new LanguageNode(positions, outside, null, 0, 0));
    }

    /// <summary>Runs the search.</summary>
    /// <param name="includes">The text matches one pattern of each list.</param>
    /// <param name="excluded">The text matches none of these patterns.</param>
    /// <param name="budget">The budget for the work.</param>
    /// <param name="word">The text that was found.</param>
    public static bool Run(IReadOnlyList<IReadOnlyList<Glob>> includes, IReadOnlyList<Glob> excluded, ProofBudget budget, out int[] word)
    {
        var found = new LanguageSearch(includes, excluded, budget).Find();
        word = found is null ? [] : found.Word();
        return found is not null;
    }

    private LanguageNode? Find()
    {
        var next = new List<int>[_includes];
        for (var i = 0; i < _includes; i++) next[i] = [];
        while (_queue.TryDequeue(out var node, out _))
        {
            if (IsAccepted(node)) return node;
            SymbolsAt(node);
            foreach (var symbol in _symbols)
            {
                _budget.Spend(1 + _includes + _excludedWords);
                if (!Step(node, symbol, next)) continue;
                if (Exclude(node.Excluded, symbol) is not { } excluded) continue;
                foreach (var positions in Product(next)) Push(new LanguageNode(positions, excluded, node, symbol, node.Length + 1));
            }
        }

        return null;
    }

    private void Push(LanguageNode node)
    {
        var least = 0;
        foreach (var position in node.Positions) least = Math.Max(least, _rest[position]);
        if (!_seen.TryGetValue(node.Positions, out var known)) _seen[node.Positions] = known = [];
        // A node that is excluded from less finds everything that this one could find.
        foreach (var other in known)
        {
            _budget.Spend(_excludedWords);
            if (IsWithin(other, node.Excluded)) return;
        }

        known.Add(node.Excluded);
        _budget.Spend(2 + _includes + _excludedWords);
        _queue.Enqueue(node, (node.Length + least, -node.Length, _number++));
    }

    private bool IsAccepted(LanguageNode node)
    {
        foreach (var position in node.Positions)
            if (_rest[position] > 0) return false;
        for (var word = 0; word < _excludedWords; word++)
        {
            for (var bits = node.Excluded[word]; bits != 0; bits &= bits - 1)
                if (_tokens[_firstExcluded + (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits)] == End) return false;
        }

        return true;
    }

    /// <summary>
    /// Adds the possible next symbols: the characters in the patterns, and one that stands for all others. If a pattern allows only one
    /// character, only that one.
    /// </summary>
    private void SymbolsAt(LanguageNode node)
    {
        _symbols.Clear();
        foreach (var position in node.Positions)
        {
            if (_tokens[position] < 0) continue;
            Note(_tokens[position], _folds[position]);
            return;
        }

        _symbols.Add(_fresh);
        var inPart = false;
        foreach (var position in node.Positions)
        {
            inPart |= _tokens[position] is Glob.AnyManyInPart or Glob.AnyOneInPart;
            // After a *, there is no other wildcard except the end.
            if (IsMany(_tokens[position]) && _tokens[position + 1] >= 0) Note(_tokens[position + 1], _folds[position + 1]);
        }

        for (var word = 0; word < _excludedWords; word++)
        {
            for (var bits = node.Excluded[word]; bits != 0; bits &= bits - 1)
            {
                var position = _firstExcluded + (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                inPart |= _tokens[position] is Glob.AnyManyInPart or Glob.AnyOneInPart;
                // A variable that occurs only in excluded patterns is left out: a text with any other character is not excluded from more.
                if (_tokens[position] is >= 0 and < Glob.FirstVariable) Note(_tokens[position], _folds[position]);
            }
        }

        if (inPart) Add(':');

        void Note(int token, bool folds)
        {
            Add(token);
            if (!_foldsAny || token >= Glob.FirstVariable || (!folds && !char.IsLetter((char)token))) return;
            Add(char.ToUpperInvariant((char)token));
            Add(char.ToLowerInvariant((char)token));
        }

        void Add(int symbol)
        {
            if (!_symbols.Contains(symbol)) _symbols.Add(symbol);
        }
    }

    /// <summary>Finds the possible positions of each pattern after a character. Returns false if one of them has no position.</summary>
    private bool Step(LanguageNode node, int symbol, List<int>[] next)
    {
        for (var i = 0; i < node.Positions.Length; i++)
        {
            next[i].Clear();
            var position = node.Positions[i];
            if (IsMany(_tokens[position]))
            {
                if (_tokens[position] == Glob.AnyMany || IsInPart(symbol)) next[i].Add(position);
                position++;
            }

            if (IsOne(position, symbol)) next[i].Add(position + 1);
            if (next[i].Count == 0) return false;
        }

        return true;
    }

    /// <summary>
    /// Returns the positions of the excluded patterns after a character; null if one of them matches every text from here on.
    /// </summary>
    private ulong[]? Exclude(ulong[] at, int symbol)
    {
        if (at.Length == 0) return at;
        var reached = new ulong[at.Length];
        for (var word = 0; word < at.Length; word++)
        {
            for (var bits = at[word]; bits != 0; bits &= bits - 1)
            {
                _budget.Spend(1);
                var position = _firstExcluded + (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                var token = _tokens[position];
                if (token == Glob.AnyMany || (token == Glob.AnyManyInPart && IsInPart(symbol)))
                {
                    if (!Reach(reached, position)) return null;
                }
                else if (!IsMany(token) && IsOne(position, symbol) && !Reach(reached, position + 1))
                {
                    return null;
                }
            }
        }

        return reached;
    }

    /// <summary>A * can match nothing, so the position after it is also reached. Returns false if nothing follows it.</summary>
    private bool Reach(ulong[] reached, int position)
    {
        Set(position);
        if (!IsMany(_tokens[position])) return true;
        Set(position + 1);
        return _tokens[position] != Glob.AnyMany || _tokens[position + 1] != End;

        void Set(int one) => reached[(one - _firstExcluded) / 64] |= 1UL << ((one - _firstExcluded) % 64);
    }

    private bool IsOne(int position, int symbol) => _tokens[position] switch
    {
        End => false,
        Glob.AnyOne => symbol < Glob.FirstVariable,
        Glob.AnyOneInPart => IsInPart(symbol),
        >= 0 and var token => Glob.SameCharacter(token, symbol, _folds[position]),
        _ => false,
    };

    private static bool IsMany(int token) => token is Glob.AnyMany or Glob.AnyManyInPart;

    private static bool IsInPart(int symbol) => symbol is >= 0 and < Glob.FirstVariable and not ':';

    private static bool IsWithin(ulong[] one, ulong[] other)
    {
        for (var i = 0; i < one.Length; i++)
            if ((one[i] & ~other[i]) != 0) return false;
        return true;
    }

    private static IEnumerable<int[]> Product(IReadOnlyList<IReadOnlyList<int>> lists)
    {
        var index = new int[lists.Count];
        while (true)
        {
            var positions = new int[lists.Count];
            for (var i = 0; i < positions.Length; i++) positions[i] = lists[i][index[i]];
            yield return positions;
            var at = 0;
            while (at < index.Length && ++index[at] == lists[at].Count) index[at++] = 0;
            if (at == index.Length) yield break;
        }
    }

    /// <summary>Returns a character that is not in any pattern.</summary>
    private int Fresh()
    {
        var used = _tokens.Where(token => token is >= 0 and < Glob.FirstVariable).Select(token => char.ToUpperInvariant((char)token))
            .ToHashSet();
        foreach (var c in Readable)
            if (!used.Contains(char.ToUpperInvariant(c))) return c;
        for (var c = '\u0100'; ; c++)
            if (!used.Contains(char.ToUpperInvariant(c))) return c;
    }
}
