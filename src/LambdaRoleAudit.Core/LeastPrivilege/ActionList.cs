using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// Writes actions as a short list of names and patterns. A pattern is used only if every known action that it matches is in the list.
/// </summary>
internal static class ActionList
{
    /// <summary>Up to this number of actions, a service's actions are written one by one.</summary>
    private const int MostNames = 12;

    /// <summary>The fewest actions that a pattern replaces.</summary>
    private const int FewestForPattern = 3;

    /// <summary>Returns the list, sorted.</summary>
    /// <param name="names">The actions, as AWS writes them.</param>
    /// <param name="mayShorten">Returns true if a service's actions may be written with wildcards.</param>
    /// <param name="isWithin">Returns true if everything that a pattern matches may be in the list.</param>
    /// <param name="isFree">Returns true if an action (in lower case) that is not among the names may be matched by a pattern.</param>
    public static IEnumerable<string> Write(
        IEnumerable<string> names, Predicate<string> mayShorten, Predicate<Glob> isWithin, Predicate<string>? isFree = null)
    {
        foreach (var service in names.GroupBy(ActivityEvidence.ServiceOf, StringComparer.OrdinalIgnoreCase)
            .OrderBy(service => service.Key, StringComparer.Ordinal))
        {
            var own = service.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
            if (ActionCatalog.Find(service.Key) is not { } known || !mayShorten(service.Key))
            {
                foreach (var name in own) yield return name;
                continue;
            }

            var keys = own.Select(ActivityEvidence.KeyOf).ToHashSet(StringComparer.Ordinal);
            // What must not be matched.
            var others = known.Actions.Select(action => action.Action)
                .Where(action => !keys.Contains(action) && isFree?.Invoke(action) != true)
                .ToList();
            foreach (var text in OfService(service.Key, own, others, isWithin)) yield return text;
        }
    }

    private static IEnumerable<string> OfService(string service, List<string> own, List<string> others, Predicate<Glob> isWithin)
    {
        var whole = $"{service}:*";
        if (others.Count == 0 && own.Count >= FewestForPattern && isWithin(GlobOf(whole))) return [whole];
        return own.Count <= MostNames ? own : Shorten(own, service.Length + 1);

        IEnumerable<string> Shorten(IReadOnlyList<string> actions, int start)
        {
            foreach (var group in actions.GroupBy(action => action[..EndOfWord(action, start)], StringComparer.Ordinal))
            {
                var all = group.ToList();
                var pattern = $"{group.Key}*";
                if (all.Count < FewestForPattern)
                {
                    foreach (var action in all) yield return action;
                }
                else if (!others.Exists(other => other.StartsWith(ActivityEvidence.KeyOf(group.Key), StringComparison.Ordinal))
                    && isWithin(GlobOf(pattern)))
                {
                    yield return pattern;
                }
                else
                {
                    foreach (var action in all.Where(action => action.Length == group.Key.Length)) yield return action;
                    foreach (var text in Shorten(
                        [.. all.Where(action => action.Length > group.Key.Length)], group.Key.Length)) yield return text;
                }
            }
        }
    }

    /// <summary>Returns the end of the word that begins at a position: the next capital letter after a small one, or the end.</summary>
    private static int EndOfWord(string action, int start)
    {
        for (var i = start + 1; i < action.Length; i++)
            if (char.IsAsciiLetterUpper(action[i]) && !char.IsAsciiLetterUpper(action[i - 1])) return i;
        return action.Length;
    }

    private static Glob GlobOf(string pattern) => Glob.Parse(ActivityEvidence.KeyOf(pattern), GlobSyntax.Wildcards);
}
