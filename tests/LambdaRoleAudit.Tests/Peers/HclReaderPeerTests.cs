using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The reader of .tf files beside HashiCorp's own parser: the same blocks, attributes, texts and expressions.</summary>
public sealed class HclReaderPeerTests
{
    private static readonly string[] Kinds =
    [
        "a = 1\n",
        "a = \"x\"",
        "resource \"t\" \"n\" {\n  a = \"x${var.a}y\" # comment }\n  b = var.x // c {\n  c = /* } */ 2\n}\n",
        "resource t n {}\n",
        "x { a = 1 }\ny {}\n",
        "a = \"\\\"q\\\" \\n \\t \\\\ \\u00e9 \\U0001F600\"\n",
        "a = \"$${x} %%{y} $x %y $$ %%\"\n",
        "a = \"$$${x}\"\n",
        "a = \"${jsonencode({ a = \"}\", b = \"${\"nested\"}\" })}\"\n",
        "a = \"%{if var.x}yes%{else}no%{endif}\"\nb = 1\n",
        "a = <<E\nline ${var.x}\n  E is not the end\nE\nb = 2\n",
        "a = <<-E\n    four\n      six ${var.x}\n\n    four\n  E\n",
        "a = <<-E\n  ${var.x} first\n    second\n  E\n",
        "a = f(<<E\n{ \"a\": [1, \"}\"] }\nE\n)\n",
        "a = <<E\nE\n",
        "a = [1, \"b\", [true, null], { c = d.e }, ]\n",
        "a = {\n  b = 1, \"c\" : 2\n\n  d : 3 # x\n}\n",
        "a = var.x == \"y\" ? f(1) : [for s in var.l : upper(s) if s != \"\"]\n",
        "a = { for k, v in var.m : k => v... }\n",
        "a = r.many[\"a.b]\"].x\nb = r.many[each.key].x\nc = r.many[*].x\nd = r.many.*.x[0]\ne = r.many.0.x\n",
        "a = (1 + 2) * -3\nb = !var.x\nc = -1.5e3\n",
        "a = provider::aws::arn_parse(var.x)\n",
        "resource \"t\" \"n\" {\n  dynamic \"b\" {\n    for_each = toset([\"x\"])\n    content {\n      c = b.value\n    }\n  }\n"
            + "  b {}\n  b {\n    c = 1\n  }\n}\n",
        "# only a comment",
        "/* a\n b */ a = 1 /* c\n d */\n",
        "a\t=\t1\r\nb = <<E\r\nx\r\nE\r\nc {\r\n}\r\n",
        "e\u0301 = 1\né = \"ü😀\"\nx-y_z = a-b.c-d\n",
        // Not valid.
        "a = \n", "a = \"x\n\"\n", "a = [1\n", "a {\n", "a = 1 }\n", "a = <<E\nx\n",
        "= 1\n", "a = (1]\n", "a = 1\na = 2\n", "}\n", "a = ${x}\n",
        "a = \"${x\"\n", "a \"b\n", "/* x\n", "a = \"${x}\n",
    ];

    [Fact]
    public async Task The_same_is_read_of_every_kind()
    {
        var answers = await HclJson.ReadAsync(Kinds);
        var differences = Kinds.Zip(answers).Select(pair => Difference(pair.First, pair.Second)).OfType<string>().ToList();
        Assert.True(differences.Count == 0, string.Join("\n----\n", differences));
        Assert.True(answers.Count(answer => answer is null) >= 12);
    }

    [Fact]
    public async Task The_same_is_read_of_generated_files()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 300).Select(_ => new HclTexts(random).File()).ToList();
        var answers = await HclJson.ReadAsync(texts);
        var differences = texts.Zip(answers).Select(pair => Difference(pair.First, pair.Second)).OfType<string>().ToList();
        Assert.True(differences.Count == 0, $"Seed {seed}, {differences.Count}: {string.Join("\n----\n", differences.Take(3))}");
        Assert.True(answers.Count(answer => answer is not null) > 250, $"Seed {seed}: {answers.Count(answer => answer is null)} not valid");
    }

    private static string? Difference(string text, JsonNode? expected)
    {
        HclBody? body = null;
        string reason = "";
        try
        {
            body = HclReader.Read(TemplateText.Of("/main.tf", Encoding.UTF8.GetBytes(text)));
        }
        catch (ProblemException e)
        {
            reason = e.Problem.Message;
        }

        if (body is null || expected is null)
        {
            // A text that is read although it is not valid is Terraform's to refuse; but what it reads must be read.
            return body is null == expected is null || (expected is null && IsTolerated(text))
                ? null
                : $"{text}\n→ {reason}\nbut {expected?.ToJsonString() ?? "not valid"}";
        }

        var ours = HclShape.Of(body, text);
        return JsonNode.DeepEquals(ours, expected) ? null : $"{text}\n→ {ours.ToJsonString()}\nbut {expected.ToJsonString()}";
    }

    /// <summary>Only what is between the places that are patched is checked, not expressions themselves.</summary>
    private static bool IsTolerated(string text) => text == "a = ${x}\n";
}
