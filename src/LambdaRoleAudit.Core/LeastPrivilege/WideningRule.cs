using System.Text;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Catalog;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>
/// A row of <c>resource-widening.tsv</c>: which resources are like the one that was used, by its type. Docs/least-privilege.md has the
/// same table.
/// </summary>
internal sealed partial class WideningRule
{
    private readonly IReadOnlyList<Regex> _used;

    private WideningRule(string[] row)
    {
        Service = row[0];
        Used = row[1];
        Allowed = row[2];
        Meaning = row[3];
        _used = [.. TabTable.Words(row[1]).Select(Compile)];
    }

    /// <summary>All rules, in the order of the file. The first that fits decides.</summary>
    public static IReadOnlyList<WideningRule> All { get; } =
        [.. TabTable.Read("resource-widening.tsv", 5).Select(row => new WideningRule(row))];

    /// <summary>The service, as ARNs write it.</summary>
    public string Service { get; }

    /// <summary>The forms of the resource that was used.</summary>
    public string Used { get; }

    /// <summary>The forms of the patterns that are allowed.</summary>
    public string Allowed { get; }

    /// <summary>The meaning of the patterns.</summary>
    public string Meaning { get; }

    /// <summary>Returns the rule for a resource, and the parts of its name; null if no rule fits.</summary>
    public static (WideningRule Rule, IReadOnlyDictionary<string, string> Parts)? Find(string service, string resource)
    {
        foreach (var rule in All)
        {
            if (rule.Service != service) continue;
            foreach (var form in rule._used)
            {
                if (form.Match(resource) is { Success: true } match)
                    return (rule, match.Groups.Values.Skip(1)
                        .ToDictionary(group => group.Name, group => group.Value, StringComparer.Ordinal));
            }
        }

        return null;
    }

    /// <summary>Returns the patterns for resources whose names have the same parts, except for the part with a shared prefix.</summary>
    /// <param name="parts">The parts of each name.</param>
    public IEnumerable<string> PatternsFor(IReadOnlyList<IReadOnlyDictionary<string, string>> parts) =>
        TabTable.Words(Allowed).Select(form => Place().Replace(form, place =>
        {
            var name = place.Groups["name"].Value;
            return PatternText.Escape(place.Groups["kind"].Value == "^" ? FirstPrefix(parts.Select(part => part[name])) : parts[0][name]);
        })).Distinct(StringComparer.Ordinal);

    /// <summary>Returns a key that is the same for resources which get one pattern together.</summary>
    public string GroupOf(IReadOnlyDictionary<string, string> parts) =>
        Place().Replace(Allowed, place => place.Groups["kind"].Value == "^" ? "" : $"{{{parts[place.Groups["name"].Value]}}}");

    private static string FirstPrefix(IEnumerable<string> keys)
    {
        var prefixes = keys.Select(key => key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)]).Distinct(StringComparer.Ordinal).Take(2)
            .ToList();
        // A prefix with a date, or with another random part, will be another one tomorrow.
        return prefixes is [var only] && !StablePrefix.IsRandom(only) ? only : "";
    }

    private static Regex Compile(string form)
    {
        var pattern = new StringBuilder("^");
        var position = 0;
        foreach (Match place in Place().Matches(form))
        {
            pattern.Append(Regex.Escape(form[position..place.Index])).Append("(?<").Append(place.Groups["name"].Value).Append('>').Append(
                place.Groups["kind"].Value switch
                {
                    "" => "[^/:]+",
                    "~" => "[^:]+",
                    "+" => ".+",
                    "#6" => "[A-Za-z0-9]{6}",
                    var choice => choice[1..],
                }).Append(')');
            position = place.Index + place.Length;
        }

        return new Regex(
            pattern.Append(Regex.Escape(form[position..])).Append('$').ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)(?<kind>[^}]*)\}")]
    private static partial Regex Place();
}
