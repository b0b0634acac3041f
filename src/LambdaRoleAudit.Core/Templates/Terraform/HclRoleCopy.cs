using System.Text;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Writes a role for one function: a copy of the shared role's block and of the blocks that attach policies to it. Expressions are copied
/// as they are; only labels, names and the reference to the role change.
/// </summary>
internal sealed class HclRoleCopy
{
    private readonly HclRole _role;
    private readonly HclFunction _function;
    private readonly Func<string, string, string> _label;
    private readonly Func<string, bool> _taken;
    private readonly List<(string Type, string Old, string New)> _copied = [];

    /// <param name="role">The shared role.</param>
    /// <param name="function">The function.</param>
    /// <param name="label">Returns a label that is not used yet, for a type and a proposal.</param>
    /// <param name="taken">True if a role has a name already; the name is taken after a call that returns false.</param>
    public HclRoleCopy(HclRole role, HclFunction function, Func<string, string, string> label, Func<string, bool> taken)
    {
        (_role, _function, _label, _taken) = (role, function, label, taken);
        Label = label("aws_iam_role", $"{function.Item.Name}_role");
    }

    /// <summary>The label of the new role.</summary>
    public string Label { get; }

    /// <summary>The copied attachments: type, old and new label.</summary>
    public IReadOnlyList<(string Type, string Old, string New)> Copied => _copied;

    /// <summary>Returns the blocks.</summary>
    /// <param name="attachments">The attachments to copy.</param>
    /// <param name="repeated">The line of <c>count</c> or <c>for_each</c> to add, for a snippet; null for none.</param>
    /// <param name="index">What follows the new role's address in references; empty for none.</param>
    public IReadOnlyList<string> Blocks(IEnumerable<HclAttachment> attachments, string? repeated = null, string index = "")
    {
        var blocks = new List<string> { Role([], repeated) };
        foreach (var attachment in attachments)
        {
            var item = attachment.Item;
            var type = item.Block.Label(0);
            var label = _label(type, $"{_function.Item.Name}_{item.Name}");
            _copied.Add((type, item.Name, label));
            blocks.Add(Changed(
                item,
                [Labelled(item, label), (item[attachment.Attribute]!.Expression.Span, $"aws_iam_role.{Label}{index}.name")],
                item["count"] is null && item["for_each"] is null ? repeated : null));
        }

        return blocks.Select(Renamed).ToList();
    }

    /// <summary>Returns the block of the role.</summary>
    /// <param name="others">Other changes of it.</param>
    /// <param name="repeated">The line of <c>count</c> or <c>for_each</c> to add, for a snippet; null for none.</param>
    public string Role(IEnumerable<(TextSpan Span, string Text)> others, string? repeated = null) => Changed(
        _role.Item, [Labelled(_role.Item, Label), .. HclRoleNames.Changes(_role, _function, _taken), .. others], repeated);

    private static (TextSpan, string) Labelled(HclItem item, string label) => (item.Block.Labels[1].Span, $"\"{label}\"");

    /// <summary>The lists of exclusive attachments name the policies that are attached, so the copy names the copies.</summary>
    private string Renamed(string block) => _copied.Where(one => one.Type == "aws_iam_role_policy").Aggregate(
        block, (text, one) => Regex.Replace(
            text, $@"\b{one.Type}(\s*\.\s*){Regex.Escape(one.Old)}(?![\w-])", $"{one.Type}$1{one.New}", RegexOptions.CultureInvariant));

    private static string Changed(HclItem item, IEnumerable<(TextSpan Span, string Text)> changes, string? repeated)
    {
        var text = new StringBuilder();
        var at = item.Block.Span.Start;
        foreach (var (span, change) in changes.OrderBy(change => change.Span.Start))
        {
            text.Append(item.File.Text.Text, at, span.Start - at).Append(change);
            at = span.End;
        }

        text.Append(item.File.Text.Text, at, item.Block.Span.End - at);
        var written = text.ToString();
        if (repeated is null || written.IndexOf('\n', StringComparison.Ordinal) is var line && line < 0) return written;
        return $"{written[..(line + 1)]}  {repeated}{item.File.Text.LineEnd}{written[(line + 1)..]}";
    }
}
