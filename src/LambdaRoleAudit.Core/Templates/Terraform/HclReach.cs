using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds modules that were not read and get a role as an argument: they can attach policies to it. The texts of the arguments are searched
/// with what they name: local values, variables, outputs, and the resources and data sources of IAM.
/// </summary>
/// <param name="root">The root module.</param>
internal sealed partial class HclReach(HclScope root)
{
    private readonly Dictionary<string, string?> _takers = new(StringComparer.Ordinal);
    private readonly List<(string Address, HashSet<string> Roles, List<string> Texts)> _calls = Calls(root);

    /// <summary>Returns the address of a module that was not read and gets the role; null if there is none.</summary>
    public string? Taker(HclRole role)
    {
        if (_takers.TryGetValue(role.Address, out var known)) return known;
        var own = $"{role.Scope.Prefix}{role.Item.Name}";
        var name = role.Item["name"]?.Expression is HclTemplate { Literal: { Length: > 0 } literal } ? $"\"{literal}\"" : null;
        var byPath = name is null ? null : $"/{name[1..]}";
        var isNamed = (string text) => name is not null
            && (text.Contains(name, StringComparison.OrdinalIgnoreCase) || text.Contains(byPath!, StringComparison.OrdinalIgnoreCase));
        return _takers[role.Address] = _calls.FirstOrDefault(call => call.Roles.Contains(own) || call.Texts.Any(isNamed)).Address;
    }

    private static List<(string Address, HashSet<string> Roles, List<string> Texts)> Calls(HclScope root)
    {
        var calls = new List<(string, HashSet<string>, List<string>)>();
        foreach (var scope in root.All)
        {
            var unread = scope.Children.Where(child => child.Module is null or { Unread.Count: > 0 }).Select(child => child.Call!)
                .Concat(scope.Module?.Calls.Where(call => scope.Children.All(child => child.Call != call)) ?? []).Distinct();
            foreach (var call in unread)
            {
                var (roles, texts) = Reached(call.File.Written(call.Block.Span), scope);
                calls.Add(($"{scope.Prefix}module.{call.Name}", roles, texts));
            }
        }

        return calls;
    }

    private static (HashSet<string> Roles, List<string> Texts) Reached(string start, HclScope place)
    {
        var roles = new HashSet<string>(StringComparer.Ordinal);
        var texts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<(string Text, HclScope Scope)>([(start, place)]);
        while (open.TryDequeue(out var at) && at.Scope.Effort.Spend())
        {
            texts.Add(at.Text);
            foreach (Match match in Names().Matches(at.Text))
            {
                var steps = match.Value.Split('.', StringSplitOptions.TrimEntries);
                if (steps[0] == "aws_iam_role") roles.Add($"{at.Scope.Prefix}{steps[1]}");
                else if (seen.Add($"{at.Scope.Prefix}{string.Join('.', steps)}"))
                    foreach (var next in Named(steps, at.Scope)) open.Enqueue(next);
            }
        }

        return (roles, texts);
    }

    private static IEnumerable<(string Text, HclScope Scope)> Named(string[] steps, HclScope scope) => steps switch
    {
        ["local", var name, ..] => Of(scope.Module?.Local(name), scope),
        ["var", var name, ..] when scope.Parent is { } parent => Of(scope.Call![name], parent),
        ["module", var name, ..] => scope.Children.Where(child => child.Call!.Name == name && child.Module is not null).SelectMany(child =>
            child.Module!.Files.SelectMany(file => file.Body.OfType("output").Select(block => (file.Written(block.Span), child)))),
        ["data", var type, var name, ..] => Of(scope.Module?.Resource($"data.{type}.{name}"), scope),
        ["aws_lambda_function", var name, "role", ..] => Of(scope.Module?.Resource($"aws_lambda_function.{name}")?["role"], scope),
        [var type, var name, ..] when type.StartsWith("aws_iam_", StringComparison.Ordinal) =>
            Of(scope.Module?.Resource($"{type}.{name}"), scope),
        _ => [],
    };

    private static IEnumerable<(string Text, HclScope Scope)> Of(HclPlaced? value, HclScope scope) =>
        value is null ? [] : [(value.File.Written(value.Expression.Span), scope)];

    private static IEnumerable<(string Text, HclScope Scope)> Of(HclItem? item, HclScope scope) =>
        item is null ? [] : [(item.File.Written(item.Block.Span), scope)];

    [GeneratedRegex(@"\b[A-Za-z_][\w-]*\s*(\.\s*[A-Za-z_][\w-]*)+", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
