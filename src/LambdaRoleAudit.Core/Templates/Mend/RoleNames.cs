using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The places of a template that name roles by text: an ARN, the ARN of the role's sessions, or a pattern. Text that intrinsic functions
/// make counts as well, as far as it is known, also with the defaults of the parameters.
/// </summary>
internal sealed partial class RoleNames
{
    private const string Role = ":role/", Session = ":assumed-role/", Ends = " \"'\t\r\n,;()[]{}<>=";
    private const int Longest = 512;

    private readonly MendContext _context;
    private readonly CfnTemplate _template;
    private readonly CfnEvaluator _evaluator;
    private readonly Dictionary<string, char> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<NamedPlace>> _byRole = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<NamedPlace>> _places;

    public RoleNames(MendContext context)
    {
        _context = context;
        _template = CloudFormationReader.Open(context.Layout.Root).Template;
        _evaluator = new(_template, new(new Dictionary<string, bool>(), isExact: false), _template.NoLoop);
        _places = new(() => [.. Places()]);
    }

    /// <summary>Returns the texts that a value can be: one, one for each branch, or none if nothing determines it.</summary>
    public IEnumerable<string> TextsOf(TemplateNode? node) => node is null ? [] : Leaves(_evaluator.Evaluate(node));

    /// <summary>Returns the places that can mean the role, and do not certainly mean the new one too.</summary>
    /// <param name="role">The shared role.</param>
    /// <param name="target">The logical id of the new role, which has a name that CloudFormation makes.</param>
    public IEnumerable<NamedPlace> Of(MappingEntry role, string target)
    {
        if ((role.Value.Target as MappingNode)?["Properties"] is not MappingNode properties) return [];
        List<string> paths = [.. TextsOf(properties["Path"]).Select(Atoms).Distinct().DefaultIfEmpty("/")];
        if (!_byRole.TryGetValue(role.Key.Value, out var places))
        {
            List<string> names = [.. TextsOf(properties["RoleName"]).SelectMany(Variants).Distinct().Where(name => name.Length > 0)];
            _byRole[role.Key.Value] = places = names.Count == 0
                ? [] : [.. _places.Value.Where(place => names.Exists(name => paths.Exists(path => CanMean(place, path, name))))];
        }

        var made = $"{Atoms(Symbol.Fixed("AWS::StackName"))}-{target}-{RoleNamePattern.Made}";
        return places.Where(place => !paths.TrueForAll(path => Means(place, path, made, isLoose: false)));
    }

    private static bool CanMean(NamedPlace place, string path, string name)
    {
        if (Means(place, path, name, isLoose: false)) return true;
        // Two parameters can be equal, but nothing says so.
        if (place.Kind.Length > 0 && RoleNamePattern.HasWord(place.Text) && RoleNamePattern.HasWord(name)
            && Means(place, path, name, isLoose: true)) return true;
        // An ARN with another path names no other role of the account.
        return place.Kind == Role && !place.Text.Contains('*', StringComparison.Ordinal)
            && place.Text[(place.Text.LastIndexOf('/') + 1)..] == name;
    }

    private static bool Means(NamedPlace place, string path, string name, bool isLoose)
    {
        var text = place.Kind switch
        {
            Role => path.TrimStart('/') + name,
            Session => name,
            _ when place.Text.Contains("sts", StringComparison.Ordinal) =>
                $"arn:aws:sts::{RoleNamePattern.Account}{Session}{name}/{RoleNamePattern.Made}",
            _ => $"arn:aws:iam::{RoleNamePattern.Account}:role{path}{name}",
        };
        return RoleNamePattern.Meet(place.Text, text, isLoose);
    }

    private IEnumerable<NamedPlace> Places()
    {
        foreach (var section in _context.Layout.Root.Entries)
        {
            if (section.Value is not MappingNode owners) continue;
            foreach (var owner in owners.Entries)
            {
                var read = new HashSet<TemplateNode>(ReferenceEqualityComparer.Instance);
                foreach (var node in NodeWalk.All(owner.Value).Where(node => node is not AliasNode))
                    foreach (var (kind, text) in Texts(node, read).SelectMany(Variants).Distinct().SelectMany(Parts).Distinct())
                        yield return new(section.Key.Value, owner.Key.Value, node, kind, text);
            }
        }
    }

    /// <summary>The texts of a node that is a scalar or a call.</summary>
    private IEnumerable<string> Texts(TemplateNode node, HashSet<TemplateNode> read)
    {
        var call = CfnCall.Of(node);
        if (read.Contains(node) || (call is null && node is not ScalarNode)) return [];
        var texts = TextsOf(node).ToList();
        // What the text is made of is not a text of its own.
        if (texts.Count > 0 && call is { Name: "Sub", IsShort: false } sub)
            read.Add(sub.Argument is SequenceNode { Items: [var pattern, ..] } ? pattern : sub.Argument);
        if (texts.Count > 0 && call is { Name: "Sub", IsShort: true, Argument: SequenceNode { Items: [var first, ..] } }) read.Add(first);
        return texts.Count > 0 || node is not ScalarNode scalar ? texts : [scalar.Value];
    }

    private static IEnumerable<string> Leaves(CfnValue value) => value switch
    {
        CfnText text => [text.Text],
        CfnSymbol symbol => [symbol.Text],
        CfnChoice choice => Leaves(choice.IfTrue).Concat(Leaves(choice.IfFalse)),
        _ => [],
    };

    /// <summary>A text as it is, and with the defaults of its parameters.</summary>
    private IEnumerable<string> Variants(string text)
    {
        yield return Atoms(text);
        if (!Symbol.IsIn(text)) yield break;
        yield return Atoms(CfnDefaults.Of(_template, text).Text);
    }

    private static IEnumerable<(string Kind, string Text)> Parts(string text)
    {
        foreach (var part in text.Split(Ends.ToCharArray(), StringSplitOptions.RemoveEmptyEntries))
        {
            var isNamed = false;
            foreach (var kind in new[] { Role, Session })
            {
                if (part.LastIndexOf(kind, StringComparison.Ordinal) is not (>= 0 and var at)) continue;
                isNamed = true;
                if (part.Length - at > Longest) continue;
                var rest = part[(at + kind.Length)..];
                yield return (kind, kind == Role ? rest : rest.Split('/')[0]);
            }

            if (!isNamed && part.Length <= Longest && part.AsSpan().ContainsAny('*', '?'))
                yield return ("", Partition().Replace(part, "arn:aws:"));
        }
    }

    private string Atoms(string text) => Symbol.Replace(text, (shown, isFree) =>
    {
        if (_symbols.TryGetValue(shown, out var one)) return one.ToString();
        var isOpen = isFree || shown.StartsWith("AWS::", StringComparison.Ordinal) || shown.StartsWith("Fn::", StringComparison.Ordinal)
            || _template.Parameters?[shown] is not null;
        var (first, last) = isOpen
            ? (RoleNamePattern.FirstOpen, RoleNamePattern.LastOpen) : (RoleNamePattern.FirstFixed, RoleNamePattern.LastFixed);
        return (_symbols[shown] = (char)Math.Min(first + _symbols.Count, last)).ToString();
    });

    /// <summary>A role and a text of one template are in one partition.</summary>
    [GeneratedRegex("^arn:[^:*?]+:")]
    private static partial Regex Partition();
}
