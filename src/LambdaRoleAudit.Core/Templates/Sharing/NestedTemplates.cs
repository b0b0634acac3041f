using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Templates that others deploy as nested stacks. One that was read with the other one has the roles that it gets as parameters. The
/// functions of one that was not read are not known, and any of them can have a role that it gets or can name.
/// </summary>
internal sealed class NestedTemplates
{
    private const int MostLevels = 20;

    private readonly List<(DeclaredStack Parent, NestedTemplate Nested)> _unread = [];
    private readonly List<(DeclaredStack Parent, NestedTemplate Nested, DeclaredStack Child)> _read = [];

    public NestedTemplates(IReadOnlyList<DeclaredStack> stacks)
    {
        var byPath = stacks.DistinctBy(stack => stack.Path, StringComparer.Ordinal)
            .ToDictionary(stack => stack.Path, StringComparer.Ordinal);
        var byName = stacks.ToLookup(stack => Path.GetFileName(stack.Path), StringComparer.Ordinal);
        foreach (var parent in stacks)
        {
            foreach (var nested in parent.Nested)
            {
                var name = nested.Location.Split('?')[0].Split('/')[^1];
                var child = nested.File is { } file && byPath.TryGetValue(file, out var found) ? found
                    : nested.File is null && byName[name].ToList() is [var only] ? only
                    : null;
                if (child is null || child == parent) _unread.Add((parent, nested));
                else _read.Add((parent, nested, child));
            }
        }
    }

    /// <summary>True if all of them were read.</summary>
    public bool AreRead => _unread.Count == 0;

    /// <summary>Returns a problem for each one of a template that was not read.</summary>
    public IEnumerable<Problem> Problems(DeclaredStack stack) => _unread.Where(one => one.Parent == stack).Select(one =>
        TemplateErrors.NestedNotRead.About(
            stack.Path, ("id", one.Nested.LogicalId), ("path", stack.Path), ("location", one.Nested.Location)));

    /// <summary>
    /// Returns why a function of a nested template can have the role of a function, as a whole sentence; null if none can. A role that has
    /// no name of its own, and is neither passed nor exported, cannot be named elsewhere.
    /// </summary>
    public string? Reason(DeclaredStack stack, RoleUse use)
    {
        foreach (var (_, nested) in _unread.Where(one => one.Parent == stack))
        {
            if (IsPassed(nested, use)) return $"The role is passed to nested stack {nested.LogicalId}, whose template was not read.";
            if (nested.Passed is null || CanBeNamed(stack, use))
                return $"Nested stack {nested.LogicalId} can name the role, and its template was not read.";
        }

        if (use.Tie != RoleTie.Imported || use.AppKey is not null) return null;
        var above = _read.Where(one => one.Child == stack && ParameterOf(use.Key) is { } name && IsOpen(one.Nested, name))
            .Select(one => $"It is a parameter that nested stack {one.Nested.LogicalId} of {Path.GetFileName(one.Parent.Path)} passes, "
                + "and cannot be determined.").FirstOrDefault();
        if (above is not null) return above;
        var twice = Above(stack, use.Key).GroupBy(one => (one.Stack, one.Key)).FirstOrDefault(group => group.Skip(1).Any());
        return twice is null
            ? null
            : $"{Path.GetFileName(twice.Key.Stack.Path)} deploys the template {twice.Count()} times with the same role, "
                + "so that the function exists as often, and shares it with itself.";
    }

    /// <summary>Returns what names the role of a parameter or an output in the templates around.</summary>
    public IEnumerable<(DeclaredStack Stack, string Key, string Words)> Above(DeclaredStack stack, string key) => Above(stack, key, 0);

    private IEnumerable<(DeclaredStack Stack, string Key, string Words)> Above(DeclaredStack stack, string key, int level)
    {
        if (level >= MostLevels) yield break;
        foreach (var (parent, nested, _) in _read.Where(one => one.Child == stack))
        {
            var words = $"{Path.GetFileName(parent.Path)} deploys {Path.GetFileName(stack.Path)} as nested stack {nested.LogicalId}";
            var passed = ParameterOf(key) is { } name && nested.Passed?.GetValueOrDefault(name) is { } value ? value.Keys : [];
            var outputs = stack.Outputs.Where(output => output.Key == key)
                .Select(output => $"${{{nested.LogicalId}.Outputs.{output.Name}}}");
            foreach (var known in passed.Concat(outputs))
            {
                yield return (parent, known, words);
                foreach (var more in Above(parent, known, level + 1)) yield return more;
            }
        }
    }

    /// <summary>
    /// Returns why the permissions of a role can be more than its template says: a nested template gets its name, and attaches policies, or
    /// was not read.
    /// </summary>
    public IEnumerable<string> Attachments(DeclaredStack stack, DeclaredRole role)
    {
        var name = $"${{{role.Address}}}";
        foreach (var (_, nested) in _unread.Where(one => one.Parent == stack))
            if (nested.Passed?.Values.Any(value => value.Text.Contains(name, StringComparison.Ordinal)) == true)
                yield return $"{nested.LogicalId}: the nested stack gets the role's name, can attach policies, and was not read.";
        foreach (var (_, nested, child) in _read.Where(one => one.Parent == stack))
            foreach (var (parameter, value) in nested.Passed ?? new Dictionary<string, PassedValue>())
                foreach (var open in child.OpenAttachments)
                    if ((value.Text.Contains(name, StringComparison.Ordinal) || value.Keys.Contains($"${{{role.Address}.Arn}}"))
                        && open.Role.Contains($"${{{parameter}}}", StringComparison.Ordinal))
                        yield return AttachmentsAcross.Reason(child, open.Policy);
    }

    private static bool IsOpen(NestedTemplate nested, string parameter) =>
        nested.Passed is null || (nested.Passed.TryGetValue(parameter, out var value) && value.Keys.Count == 0);

    private static bool IsPassed(NestedTemplate nested, RoleUse use) =>
        nested.Passed?.Values.Any(value => value.Keys.Contains(use.Key) || (use.RoleAddress is { } address
            && (value.Text.Contains($"${{{address}}}", StringComparison.Ordinal)
                || value.Text.Contains($"${{{address}.", StringComparison.Ordinal)))) == true;

    /// <summary>True if a text that another template can have, too, names the role.</summary>
    private static bool CanBeNamed(DeclaredStack stack, RoleUse use) => use.Tie == RoleTie.Imported
        || stack.Exports.Any(export => export.Key == use.Key)
        || stack.Roles.FirstOrDefault(role => role.Address == use.RoleAddress) is { } declared
            && (declared.RoleName is not null || declared.DefaultName is not null);

    private static string? ParameterOf(string key) =>
        key.StartsWith("${", StringComparison.Ordinal) && key.EndsWith('}') && key[2..^1].All(char.IsAsciiLetterOrDigit)
            ? key[2..^1]
            : null;
}
