using System.Text;

namespace LambdaRoleAudit.Policies;

/// <summary>Is there a text that is in all of some sets?</summary>
internal enum LanguageAnswer
{
    /// <summary>There is none: proven.</summary>
    Empty,

    /// <summary>There is one.</summary>
    Found,

    /// <summary>Not decided.</summary>
    Unknown,
}

/// <summary>
/// Decides whether sets of patterns, and complements of such sets, have a text in common: the automata of all of them run
/// side by side, over every text at once (subset construction, on the fly, shortest texts first). Nothing is sampled.
/// </summary>
/// <remarks>
/// Characters that stand in no pattern are alike, so one of them stands for all. A policy variable is a character of its own
/// that only itself and <c>*</c> match: what is contained so is contained whatever the variable's value. The opposite does not
/// hold, so that "empty" is trusted only where one set alone is inside the excluded ones.
/// </remarks>
internal static class LanguageSolver
{
    private const int MostStates = 20_000;
    private const int MostWork = 4_000_000;
    private const int End = int.MinValue;
    private const string Readable = "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_";

    /// <summary>Decides.</summary>
    /// <param name="sets">The sets; at least one.</param>
    /// <param name="word">A text in all of them, in which a variable stands as its token.</param>
    public static LanguageAnswer Solve(IReadOnlyList<GlobSet> sets, out int[] word)
    {
        var answer = Search(sets, out word);
        if (answer != LanguageAnswer.Empty || !sets.Any(set => set.HasVariables)) return answer;
        var excluded = sets.Where(set => set.IsNegated).ToList();
        foreach (var included in sets.Where(set => !set.IsNegated))
            if (Search([included, .. excluded], out _) == LanguageAnswer.Empty) return LanguageAnswer.Empty;
        var plain = sets.Where(set => !set.HasVariables).ToList();
        return plain.Count > 0 && Search(plain, out _) == LanguageAnswer.Empty ? LanguageAnswer.Empty : LanguageAnswer.Unknown;
    }

    /// <summary>A word as text.</summary>
    /// <param name="word">From <see cref="Solve"/>.</param>
    /// <param name="valueOf">What a variable stands for.</param>
    public static string ToText(int[] word, Func<PolicyVariable, string> valueOf)
    {
        var text = new StringBuilder(word.Length);
        foreach (var symbol in word)
        {
            if (symbol >= Glob.FirstVariable) text.Append(valueOf(PolicyVariable.Of(symbol)));
            else text.Append((char)symbol);
        }

        return text.ToString();
    }

    private static LanguageAnswer Search(IReadOnlyList<GlobSet> sets, out int[] word)
    {
        word = [];
        if (Narrow(sets) is not { } narrow) return LanguageAnswer.Empty;
        var machine = new Machine(narrow);
        var start = machine.Start();
        var seen = new Dictionary<int[], int>(StateComparer.Instance) { [start] = 0 };
        var trail = new List<(int Parent, int Symbol)> { (-1, 0) };
        var queue = new Queue<(int[] State, int Number)>();
        queue.Enqueue((start, 0));
        if (machine.IsAccepted(start))
        {
            return LanguageAnswer.Found;
        }

        var symbols = new List<int>();
        long work = 0;
        while (queue.TryDequeue(out var at))
        {
            machine.SymbolsAt(at.State, symbols);
            foreach (var symbol in symbols)
            {
                work += at.State.Length + 1;
                var next = machine.Step(at.State, symbol);
                if (next is null || !seen.TryAdd(next, trail.Count)) continue;
                trail.Add((at.Number, symbol));
                if (machine.IsAccepted(next))
                {
                    word = Walk(trail, trail.Count - 1);
                    return LanguageAnswer.Found;
                }

                if (trail.Count > MostStates || work > MostWork) return LanguageAnswer.Unknown;
                queue.Enqueue((next, trail.Count - 1));
            }
        }

        return LanguageAnswer.Empty;
    }

    /// <summary>Leaves out what cannot matter beside the one pattern of a set that has only one. Null where nothing is left.</summary>
    private static IReadOnlyList<GlobSet>? Narrow(IReadOnlyList<GlobSet> sets)
    {
        var single = sets.FirstOrDefault(set => !set.IsNegated && set.Globs.Count == 1)?.Globs[0];
        if (single is null || single.HasVariables) return sets;
        var narrow = new List<GlobSet>(sets.Count);
        foreach (var set in sets)
        {
            if (set.Globs.Count == 1 && ReferenceEquals(set.Globs[0], single))
            {
                if (set.IsNegated) return null;
                narrow.Add(set);
                continue;
            }

            if (set.IsDisjointFrom(single)) return null;
            if (set.Covers(single) && !set.HasVariables) continue;
            narrow.Add(set.HasVariables ? set : set.Within(single));
        }

        return narrow.Count == 0 ? [new GlobSet([single], isNegated: false)] : narrow;
    }

    private static int[] Walk(List<(int Parent, int Symbol)> trail, int number)
    {
        var word = new List<int>();
        for (; number > 0; number = trail[number].Parent) word.Add(trail[number].Symbol);
        word.Reverse();
        return [.. word];
    }

    /// <summary>All patterns in one row: a state is which of their positions are reached.</summary>
    private sealed class Machine
    {
        private readonly int[] _tokens;
        private readonly int[] _setOf;
        private readonly bool[] _folds;
        private readonly int[] _starts;
        private readonly bool[] _negated;
        private readonly int _fresh;
        private readonly bool _foldsAny;

        public Machine(IReadOnlyList<GlobSet> sets)
        {
            var count = sets.Sum(set => set.Globs.Sum(glob => glob.Tokens.Length + 1));
            _tokens = new int[count];
            _setOf = new int[count];
            _folds = new bool[count];
            _negated = [.. sets.Select(set => set.IsNegated)];
            var starts = new List<int>();
            var position = 0;
            for (var set = 0; set < sets.Count; set++)
            {
                foreach (var glob in sets[set].Globs)
                {
                    starts.Add(position);
                    foreach (var token in glob.Tokens) Put(token, set, glob.IgnoreCase);
                    Put(End, set, glob.IgnoreCase);
                }
            }

            _starts = [.. starts];
            _fresh = Fresh();

            void Put(int token, int set, bool fold)
            {
                _tokens[position] = token;
                _setOf[position] = set;
                _folds[position++] = fold;
            }

            _foldsAny = Array.Exists(_folds, fold => fold);
        }

        public int[] Start()
        {
            var reached = new List<int>();
            foreach (var position in _starts) Reach(reached, position);
            return Sorted(reached);
        }

        public bool IsAccepted(int[] state)
        {
            Span<bool> ends = stackalloc bool[_negated.Length];
            foreach (var position in state)
                if (_tokens[position] == End) ends[_setOf[position]] = true;
            for (var set = 0; set < _negated.Length; set++)
                if (ends[set] == _negated[set]) return false;
            return true;
        }

        /// <summary>What may come next: the characters that stand there, and one for all others.</summary>
        public void SymbolsAt(int[] state, List<int> symbols)
        {
            symbols.Clear();
            symbols.Add(_fresh);
            var inPart = false;
            foreach (var position in state)
            {
                var token = _tokens[position];
                if (token is Glob.AnyManyInPart or Glob.AnyOneInPart) inPart = true;
                if (token < 0) continue;
                Note(symbols, token);
                if (!_foldsAny || token >= Glob.FirstVariable) continue;
                Note(symbols, char.ToUpperInvariant((char)token));
                Note(symbols, char.ToLowerInvariant((char)token));
            }

            if (inPart) Note(symbols, ':');

            static void Note(List<int> symbols, int symbol)
            {
                if (!symbols.Contains(symbol)) symbols.Add(symbol);
            }
        }

        /// <summary>The next state; null where no text can be in all sets any more.</summary>
        public int[]? Step(int[] state, int symbol)
        {
            var reached = new List<int>(state.Length);
            foreach (var position in state)
            {
                var token = _tokens[position];
                switch (token)
                {
                    case End: break;
                    case Glob.AnyMany: Reach(reached, position); break;
                    case Glob.AnyManyInPart when IsInPart(symbol): Reach(reached, position); break;
                    case Glob.AnyOne when symbol < Glob.FirstVariable: Reach(reached, position + 1); break;
                    case Glob.AnyOneInPart when IsInPart(symbol): Reach(reached, position + 1); break;
                    case >= 0 when Glob.SameCharacter(token, symbol, _folds[position]): Reach(reached, position + 1); break;
                }
            }

            Span<bool> alive = stackalloc bool[_negated.Length];
            foreach (var position in reached)
            {
                var set = _setOf[position];
                alive[set] = true;
                // From here on an excluded set has everything.
                if (_negated[set] && _tokens[position] == Glob.AnyMany && _tokens[position + 1] == End) return null;
            }

            for (var set = 0; set < _negated.Length; set++)
                if (!_negated[set] && !alive[set]) return null;
            return Sorted(reached);
        }

        private void Reach(List<int> reached, int position)
        {
            reached.Add(position);
            // A * may stand for nothing. What follows it is no other *: patterns are normalized.
            if (_tokens[position] is Glob.AnyMany or Glob.AnyManyInPart) reached.Add(position + 1);
        }

        private static bool IsInPart(int symbol) => symbol is >= 0 and < Glob.FirstVariable and not ':';

        private static int[] Sorted(List<int> reached)
        {
            reached.Sort();
            var unique = 0;
            for (var i = 0; i < reached.Count; i++)
                if (i == 0 || reached[i] != reached[i - 1]) reached[unique++] = reached[i];
            return [.. reached[..unique]];
        }

        /// <summary>A character that stands in no pattern.</summary>
        private int Fresh()
        {
            var used = _tokens.Where(token => token >= 0).Select(token => token < Glob.FirstVariable ? char.ToUpperInvariant((char)token) : token).ToHashSet();
            foreach (var c in Readable)
                if (!used.Contains(char.ToUpperInvariant(c))) return c;
            for (var c = '\u0100'; ; c++)
                if (!used.Contains(char.ToUpperInvariant(c))) return c;
        }
    }

    private sealed class StateComparer : IEqualityComparer<int[]>
    {
        public static readonly StateComparer Instance = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] state)
        {
            var hash = new HashCode();
            foreach (var position in state) hash.Add(position);
            return hash.ToHashCode();
        }
    }
}
