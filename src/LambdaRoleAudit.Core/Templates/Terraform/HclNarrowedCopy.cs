using System.Text;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Writes a narrowed role for one function. Policies stay where the shared role has them: in its own block, or in resources that attach
/// them, so that no resource depends on the function in a circle.
/// </summary>
/// <param name="copy">Copies the role's block.</param>
/// <param name="role">The shared role.</param>
/// <param name="function">The function.</param>
/// <param name="narrowed">What it keeps.</param>
/// <param name="label">Returns a label that is not used yet, for a type and a proposal.</param>
internal sealed partial class HclNarrowedCopy(
    HclRoleCopy copy, HclRole role, HclFunction function, HclNarrowing narrowed, Func<string, string, string> label)
{
    private const string Policy = "aws_iam_role_policy";
    private const string Attachment = "aws_iam_role_policy_attachment";

    private readonly string _lineEnd = role.Item.File.Text.LineEnd;
    private readonly List<(InlinePolicy Policy, string Label)> _policies = [];
    private readonly List<string> _attachments = [];

    /// <summary>Returns the blocks.</summary>
    /// <param name="elsewhere">The managed policies that are attached in another way.</param>
    public IReadOnlyList<string> Blocks(IReadOnlyCollection<string> elsewhere)
    {
        var source = role.Item.Block.Body;
        var changes = source.OfType("inline_policy").Select(block => block.Span)
            .Concat(source["managed_policy_arns"] is { } arns ? [arns.Span] : [])
            .Select(span => (Lines(span), "")).ToList();
        if (role.Attached.Count == 0)
        {
            var end = role.Item.Block.Span.End - 1;
            changes.Add((new(end, end), Inside()));
            return [copy.Role(changes)];
        }

        var blocks = new List<string> { copy.Role(changes) };
        foreach (var policy in narrowed.Policies)
        {
            var name = label(Policy, $"{function.Item.Name}_{LabelOf(policy.PolicyName)}");
            _policies.Add((policy, name));
            blocks.Add(Block(Policy, name, $"name = \"{policy.PolicyName}\"", $"role = aws_iam_role.{copy.Label}.name", "",
                $"policy = {HclPolicyText.Document(policy.Document, "  ", _lineEnd)}"));
        }

        foreach (var arn in narrowed.ManagedPolicyArns.Except(elsewhere, StringComparer.Ordinal))
        {
            var name = label(Attachment, $"{function.Item.Name}_{LabelOf(Symbol.Shown(arn).Split('/')[^1])}");
            _attachments.Add(name);
            blocks.Add(Block(
                Attachment, name, $"role       = aws_iam_role.{copy.Label}.name", $"policy_arn = {HclPolicyText.Text(arn)}"));
        }

        return [.. blocks, .. Exclusive()];
    }

    /// <summary>
    /// Returns the resources that the function is to wait for, if it waits for some that attach policies to the shared role: those that
    /// name nothing which the function did not wait for.
    /// </summary>
    /// <param name="waited">The resources that it waits for.</param>
    public IEnumerable<string> Dependencies(IReadOnlyCollection<HclItem> waited) =>
    [
        .. _policies.Where(one => !Symbol.IsIn(one.Policy.Document)
                || narrowed.IsOf(one.Policy, source => source is null || waited.Contains(source)))
            .Select(one => $"{Policy}.{one.Label}"),
        .. _attachments.Select(name => $"{Attachment}.{name}"),
    ];

    /// <summary>Returns the resources for which the function does not wait although they attach policies to the role.</summary>
    /// <param name="waited">The resources that it waits for.</param>
    public IEnumerable<string> Late(IReadOnlyCollection<HclItem> waited) => _policies.Select(one => $"{Policy}.{one.Label}")
        .Concat(_attachments.Select(name => $"{Attachment}.{name}")).Except(waited.Count > 0 ? Dependencies(waited) : []);

    private string Inside()
    {
        var text = new StringBuilder();
        if (narrowed.ManagedPolicyArns.Count > 0)
            text.Append("  managed_policy_arns = [").AppendJoin(", ", narrowed.ManagedPolicyArns.Select(HclPolicyText.Text)).Append(']')
                .Append(_lineEnd);
        foreach (var policy in narrowed.Policies)
        {
            text.Append(_lineEnd).Append("  inline_policy {").Append(_lineEnd)
                .Append("    name   = \"").Append(policy.PolicyName).Append('"').Append(_lineEnd)
                .Append("    policy = ").Append(HclPolicyText.Document(policy.Document, "    ", _lineEnd)).Append(_lineEnd)
                .Append("  }").Append(_lineEnd);
        }

        return text.ToString();
    }

    /// <summary>The role has no other policies than those that are declared, if the shared one has none.</summary>
    private IEnumerable<string> Exclusive()
    {
        foreach (var item in role.Attached.Select(one => one.Item))
        {
            var type = item.Block.Label(0);
            var line = type switch
            {
                "aws_iam_role_policies_exclusive" =>
                    $"policy_names = [{string.Join(", ", _policies.Select(one => $"{Policy}.{one.Label}.name"))}]",
                "aws_iam_role_policy_attachments_exclusive" =>
                    $"policy_arns = [{string.Join(", ", narrowed.ManagedPolicyArns.Select(HclPolicyText.Text))}]",
                _ => null,
            };
            if (line is null) continue;
            var width = line.IndexOf('=', StringComparison.Ordinal);
            yield return Block(
                type, label(type, $"{function.Item.Name}_{item.Name}"),
                $"{"role_name".PadRight(width)}= aws_iam_role.{copy.Label}.name", line);
        }
    }

    private string Block(string type, string name, params IEnumerable<string> lines) =>
        $"resource \"{type}\" \"{name}\" {{{_lineEnd}"
        + string.Concat(Provider().Concat(lines).Select(line => (line.Length > 0 ? "  " + line : "") + _lineEnd)) + "}";

    /// <summary>A provider is an account, and a policy must be where its role is.</summary>
    private IEnumerable<string> Provider() => role.Item["provider"] is { } provider ? [$"provider = {provider.Written}", ""] : [];

    /// <summary>The whole lines of a part of a block, with the comment after it.</summary>
    private TextSpan Lines(TextSpan span)
    {
        var text = role.Item.File.Text.Text;
        var start = span.Start;
        while (start > 0 && text[start - 1] is ' ' or '\t') start--;
        var rest = RestOfLine().Match(text, span.End);
        return start > 0 && text[start - 1] == '\n' && rest.Success ? new(start, span.End + rest.Length) : span;
    }

    private static string LabelOf(string name) => NotOfLabel().Replace(name, "_").Trim('_');

    [GeneratedRegex(@"\G[ \t]*((#|//)[^\n]*)?\n|\G[ \t]*\r\n")]
    private static partial Regex RestOfLine();

    [GeneratedRegex("[^A-Za-z0-9_-]+")]
    private static partial Regex NotOfLabel();
}
