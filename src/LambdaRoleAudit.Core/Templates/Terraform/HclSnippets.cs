using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What to write by hand for a function whose text cannot be changed safely.</summary>
internal static class HclSnippets
{
    private const string Trust = """
          assume_role_policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
          })
        """;

    /// <summary>Returns a copy of a role of the folder, with the place to put it.</summary>
    public static string OfFolder(HclRole role, HclFunction function, HclRoleCopy copy)
    {
        var repeated = function.Instance is { Index.Length: > 0, Repeated: { } expression }
            ? (Line: $"{(function.Item["count"] is null ? "for_each" : "count")} = {expression}",
                Index: function.Item["count"] is null ? "[each.key]" : "[count.index]")
            : ((string Line, string Index)?)null;
        var attached = role.Attached.Where(one => one.Item.Block.Label(0) != "aws_iam_policy_attachment").ToList();
        var blocks = copy.Blocks(attached, repeated?.Line, repeated?.Index ?? "");
        var text = new StringBuilder();
        text.Append("# Beside ").Append(role.Address).Append(", in ").Append(role.Item.File.Text.Path).Append(":\n");
        text.AppendJoin("\n\n", blocks.Select(block => block.Replace("\r\n", "\n", StringComparison.Ordinal))).Append("\n\n");
        foreach (var one in role.Attached.Except(attached))
            text.Append("# Add aws_iam_role.").Append(copy.Label).Append(repeated?.Index).Append(".name to the roles of ")
                .Append(one.Item.Block.Label(0)).Append('.').Append(one.Item.Name).Append(".\n");
        var value = $"aws_iam_role.{copy.Label}{repeated?.Index}.arn";
        return text.Append(Then(function.Address, value, role.Scope == function.Scope)).ToString();
    }

    /// <summary>Returns a role without permissions, for a role that is not declared.</summary>
    public static string OfImported(string label, string address, string source) =>
        $"resource \"aws_iam_role\" \"{label}\" {{\n{Trust}\n}}\n\n# Attach the policies of {source} that the function needs.\n"
        + Then(address, $"aws_iam_role.{label}.arn", true);

    /// <summary>Returns a role that is made of the values of a plan or a state.</summary>
    public static string OfValues(string label, string address, DeclaredRole role)
    {
        var text = new StringBuilder();
        text.Append("resource \"aws_iam_role\" \"").Append(label).Append("\" {\n");
        if (role.Path != "/") text.Append("  path = ").Append(Quoted(role.Path)).Append('\n');
        if (role.PermissionsBoundaryArn is { } boundary) text.Append("  permissions_boundary = ").Append(Value(boundary)).Append('\n');
        text.Append("  assume_role_policy = ").Append(role.TrustPolicy is { } trust ? Heredoc(trust) : "null # not known in the file\n")
            .Append("}\n");
        var number = 0;
        foreach (var policy in role.InlinePolicies)
        {
            text.Append("\nresource \"aws_iam_role_policy\" \"").Append(label).Append('_').Append(++number).Append("\" {\n  name = ")
                .Append(Quoted(policy.PolicyName)).Append("\n  role = aws_iam_role.").Append(label).Append(".name\n  policy = ")
                .Append(Heredoc(policy.Document)).Append("}\n");
        }

        // A resource of another module cannot be named from here.
        var inside = role.DeclaredPolicies.Where(policy => policy.PolicyName.StartsWith("module.", StringComparison.Ordinal)).ToList();
        var named = role.DeclaredPolicies.Except(inside).Select(policy => $"{policy.PolicyName}.arn");
        foreach (var arn in role.ManagedPolicyArns.Select(Value).Concat(named))
        {
            text.Append("\nresource \"aws_iam_role_policy_attachment\" \"").Append(label).Append('_').Append(++number)
                .Append("\" {\n  role = aws_iam_role.").Append(label).Append(".name\n  policy_arn = ").Append(arn).Append("\n}\n");
        }

        foreach (var policy in inside) text.Append("\n# Attach ").Append(OneLine(policy.PolicyName)).Append(", too.");
        foreach (var reason in role.Unknown) text.Append("\n# Check: ").Append(OneLine(reason));
        if (inside.Count + role.Unknown.Count > 0) text.Append('\n');
        return text.Append('\n').Append(Then(address, $"aws_iam_role.{label}.arn", true)).ToString();
    }

    /// <summary>Returns a name that Terraform accepts as a label.</summary>
    public static string LabelOf(string address)
    {
        var name = TerraformSteps.Of(address).LastOrDefault(step => !TerraformSteps.IsIndex(step)) ?? "function";
        return $"{string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c is '_' or '-'))}_role";
    }

    private static string Then(string address, string value, bool isSameModule) =>
        $"# Then set the role of {OneLine(address)} to {value}{(isSameModule ? "" : ", passed as an argument of its module")}.\n";

    private static string Value(string text) => text.Length > 2 && Symbol.IsIn(text) && Symbol.Shown(text) is var shown
        && shown.StartsWith("${", StringComparison.Ordinal) && shown.EndsWith('}') ? shown[2..^1] : Quoted(text);

    private static string Quoted(string text) => TerraformSteps.Written(TerraformSteps.Key(text))[1..^1];

    /// <summary>A document on lines of its own. In a heredoc only <c>${</c> and <c>%{</c> have a meaning.</summary>
    private static string Heredoc(string document) =>
        $"<<-EOT\n    {Escaped(OneLine(document))}\n  EOT\n";

    private static string Escaped(string text) =>
        text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
