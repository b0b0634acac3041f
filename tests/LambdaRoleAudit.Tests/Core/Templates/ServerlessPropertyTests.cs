using System.Text;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>
/// Services in many styles: after the edits no repaired function shares a role, and nothing else in the file means anything else.
/// </summary>
public sealed class ServerlessPropertyTests
{
    private static readonly string[] Damage =
    [
        "${self:functions}", "&x ", "*base", "!If", "null", "[", ": ", "\n", "~", "${file(a.yml)}", "- ", "<<: *base", "\"", "'", "{",
        "\t",
    ];

    private static readonly string[] Added = ["role", "iam", "iamRoleStatements", "iamRoleStatementsInherit", "iamRoleStatementsName"];

    [Fact]
    public void Any_style_is_repaired_and_nothing_else_changes()
    {
        var applied = 0;
        for (var seed = 0; seed < 250; seed++)
        {
            var text = Make(new Random(seed));
            var bytes = Encoding.UTF8.GetBytes((seed % 5 == 0 ? "\ufeff" : "") + text);
            var before = ServerlessSample.Read(bytes);
            var steps = ServerlessMenderTests.Plan(before);
            var edits = steps.SelectMany(step => step.Edits).ToList();
            var after = ServerlessMenderTests.Apply(text, steps);
            var read = ServerlessSample.Read(before.Text!.Encode(after));
            var why = $"seed {seed}\n{text}\n---\n{after}";

            // The functions with a step have a role of their own.
            var repaired = steps.Where(step => step.CanApply).Select(step => step.Declaration.Address).ToHashSet();
            applied += repaired.Count;
            foreach (var group in read.Functions.GroupBy(function => function.Roles[0].Key).Where(group => group.Count() > 1))
                Assert.False(group.Any(function => repaired.Contains(function.Declaration.Address)), why);
            foreach (var step in steps.Where(step => step.CanApply))
            {
                Assert.True(read.RoleOf(step.Declaration.Address).Key == $"${{{step.TargetRole}.Arn}}", why);
                Assert.True(step.Proof is "Proven", $"{step.ProofReason} {why}");
            }

            // Lines end as the file's do, and the rest of the meaning is the same.
            if (text.Contains("\r\n", StringComparison.Ordinal))
                Assert.True(
                    edits.All(edit => !edit.NewText.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal)),
                    why);
            Assert.True(Meaning(text, []) == Meaning(after, [.. steps.Select(step => step.TargetRole ?? "")]), why);
            // A step that is blocked leaves no trace.
            Assert.All(steps, step => Assert.NotEqual(step.Blockers.Count > 0, step.Edits.Count > 0));
        }

        Assert.True(applied > 500, $"{applied}");
    }

    [Fact]
    public void A_damaged_file_is_an_error_or_is_read()
    {
        var read = 0;
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(Make(random));
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                else text.Insert(at, Damage[random.Next(Damage.Length)]);
            }

            try
            {
                var file = TemplateText.Of("/service/serverless.yml", Encoding.UTF8.GetBytes(text.ToString()));
                var root = new NodeReader(() => new YamlParser()).Read(file) as MappingNode;
                if (root is null || !ServerlessReader.IsServerless(root)) continue;
                var stack = ServerlessReader.Read(file, root);
                var steps = ServerlessMenderTests.Plan(stack);
                var after = ServerlessMenderTests.Apply(file.Text, steps);
                var again = ServerlessSample.Read(after);
                foreach (var step in steps.Where(step => step.CanApply))
                {
                    Assert.True(
                        again.RoleOf(step.Declaration.Address).Key == $"${{{step.TargetRole}.Arn}}", $"seed {seed}\n{text}\n---\n{after}");
                }

                read++;
            }
            catch (LambdaRoleAudit.Model.ProblemException e) when (e.Problem.ErrorId == "TemplateInvalid")
            {
                // What is not YAML is said with its place.
            }
        }

        Assert.True(read > 200, $"{read}");
    }

    /// <summary>What a file says, without the settings that a repair adds, and without the roles of the given logical ids.</summary>
    private static string Meaning(string text, HashSet<string> made)
    {
        var root = (MappingNode)new NodeReader(() => new YamlParser()).Read(TemplateText.Of("/t.yml", Encoding.UTF8.GetBytes(text)));
        var result = new StringBuilder();
        foreach (var entry in root.Entries.Where(entry => entry.Key.Value != "resources"))
            Write(entry.Key.Value, entry.Value.Target, entry.Key.Value == "functions" ? 2 : 0);
        var resources = root["resources"];
        var parts = resources is SequenceNode list ? list.Items : resources is null ? [] : [resources];
        foreach (var part in parts)
        {
            if (part.Target is not MappingNode mapping)
            {
                if (part is not ScalarNode { IsNull: true }) Write("resources", part.Target, 0);
                continue;
            }

            foreach (var entry in mapping.Entries)
            {
                if (entry.Key.Value != "Resources") Write(entry.Key.Value, entry.Value.Target, 0);
                else
                    foreach (var one in (entry.Value.Target as MappingNode)?.Entries ?? [])
                        if (!made.Contains(one.Key.Value)) Write(one.Key.Value, one.Value.Target, 0);
            }
        }

        return result.ToString();

        void Write(string path, TemplateNode node, int functions)
        {
            switch (node)
            {
                case MappingNode mapping:
                    foreach (var entry in mapping.AllEntries.Where(entry => functions != 1 || !Added.Contains(entry.Key.Value)))
                        Write($"{path}/{entry.Key.Value}", entry.Value.Target, functions - 1);
                    break;
                case SequenceNode items:
                    for (var i = 0; i < items.Items.Count; i++) Write($"{path}/{i}", items.Items[i].Target, 0);
                    break;
                case ScalarNode scalar:
                    result.Append(path).Append('=').Append(node.Tag).Append(scalar.Value).Append('\n');
                    break;
            }
        }
    }

    private static string Make(Random random)
    {
        var lines = new List<string> { "# a service", "service: demo # its name" };
        var version = Pick("", "frameworkVersion: '3'", "frameworkVersion: ^4.30.0");
        if (version.Length > 0) lines.Add(version);
        var plugin = version != "frameworkVersion: ^4.30.0" && random.Next(3) == 0;
        if (plugin)
            lines.AddRange(Pick(
                "plugins: [serverless-offline, serverless-iam-roles-per-function]",
                "plugins:\n  - serverless-iam-roles-per-function").Split('\n'));
        lines.AddRange(["provider:", "  name: aws", "  runtime: nodejs20.x   "]);
        switch (random.Next(5))
        {
            case 0:
                lines.AddRange(["  iam:", "    role:", "      statements: # all", "        - Effect: Allow", "          Action: 's3:*'",
                    "          Resource: !Sub 'arn:aws:s3:::${AWS::AccountId}\tx/*'"]);
                break;
            case 1: lines.Add("  iamRoleStatements: [{Effect: Allow, Action: ['sqs:*', \"sns:*\"], Resource: !GetAtt Q.Arn}]"); break;
            case 2: lines.AddRange(["  iam: {role: Mine}"]); break;
            case 3:
                lines.AddRange(["  iam:", "    role:", "      managedPolicies:", "      - arn:aws:iam::aws:policy/X", "      path: /p/"]);
                break;
        }

        if (random.Next(4) == 0) lines.Add("  tracing: {lambda: true}");
        lines.AddRange(["custom:", "  base: &base", "    handler: h.base", "    timeout: 3", "", "  text: |", "    \tone # no comment",
            "    two", ""]);
        var indent = Pick("  ", "    ");
        lines.Add("functions:");
        var count = random.Next(2, 6);
        for (var i = 0; i < count; i++)
        {
            var name = $"{"abcdef"[i]}{Pick("", "-x", "_y", "Fn")}";
            var role = random.Next(5) == 0 ? Pick("Mine", "!GetAtt Mine.Arn", "'Mine'", "{'Fn::GetAtt': [Mine, Arn]}") : "";
            switch (random.Next(6))
            {
                case 0:
                    lines.Add($"{indent}{name}: {{handler: h.{i}{(role.Length > 0 ? $", role: {role}" : "")}}} # flow");
                    break;
                case 1:
                    lines.AddRange([$"{indent}{name}:", $"{indent}  <<: *base"]);
                    if (role.Length > 0) lines.Add($"{indent}  role: {role}   # own");
                    break;
                case 2:
                    lines.AddRange([$"{indent}{name}:   # comment", "", $"{indent}    # before", $"{indent}    description: >-",
                        $"{indent}      some {i}", $"{indent}      text", "", $"{indent}    handler: h.{i}"]);
                    if (role.Length > 0) lines.Add($"{indent}    role: {role}");
                    break;
                case 3:
                    lines.AddRange([$"{indent}\"{name}\":", $"{indent}   handler: 'h.{i}' # here", $"{indent}   events:",
                        $"{indent}   - sqs: !GetAtt Q.Arn"]);
                    if (role.Length > 0) lines.AddRange([$"{indent}   role:", $"{indent}      {role}"]);
                    break;
                case 4:
                    lines.AddRange([$"{indent}{name}: {{", $"{indent}   handler: h.{i},", $"{indent}   timeout: 3}}"]);
                    break;
                default:
                    lines.AddRange([$"{indent}{name}:", $"{indent}  handler: h.{i}", $"{indent}  environment:",
                        $"{indent}    A: \"\\t☃😀\"", $"{indent}    B: {{c: '{{'}}", "# odd comment"]);
                    if (role.Length > 0) lines.Add($"{indent}  role: {role}");
                    break;
            }
        }

        const string Mine = "Mine: {Type: 'AWS::IAM::Role', Properties: {RoleName: mine, AssumeRolePolicyDocument: {Version: 2012-10-17}}}";
        switch (random.Next(6))
        {
            case 0:
                lines.AddRange(["resources:", "  Resources:", "    # first", $"    {Mine}", "    Q:", "      Type: AWS::SQS::Queue"]);
                break;
            case 1: lines.AddRange(["resources:", "  - Resources:", $"      {Mine}", "  - Outputs: {X: {Value: y}}"]); break;
            case 2: lines.AddRange(["resources:", "- Outputs: {X: {Value: y}}", "- Resources:", $"    {Mine}"]); break;
            case 3: lines.Add($"resources: {{Resources: {{{Mine}, Q: {{Type: 'AWS::SQS::Queue'}}}}}}"); break;
            case 4: lines.AddRange(["resources:", "  Outputs: {X: {Value: y}}", "  Resources:", $"    {Mine}", ""]); break;
            default:
                lines.AddRange(["resources:", "    Resources:", "        Q: # queue", "            Type: AWS::SQS::Queue",
                    $"        {Mine}"]);
                break;
        }

        lines.AddRange(Pick("", "# the end", "\n\npackage: {individually: true}").Split('\n'));
        return string.Join(random.Next(3) == 0 ? "\r\n" : "\n", lines) + Pick("", "\n");

        string Pick(params string[] values) => values[random.Next(values.Length)].ReplaceLineEndings("\n");
    }
}
