using System.Text.Json.Nodes;
using LambdaRoleAudit.Tests.Core.Templates;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>Patched .tf files, read by HashiCorp's own parser.</summary>
public sealed class HclMenderPeerTests
{
    [Fact]
    public async Task Patched_files_are_valid_and_each_function_names_its_own_role()
    {
        using var folder = new PatchedFolder(("functions.tf", TerraformMenderTests.Shared), ("iam.tf", TerraformMenderTests.Role));
        var read = await HclJson.ReadAsync([folder["functions.tf"], folder["lambda_roles.tf"], TerraformMenderTests.Role]);
        Assert.DoesNotContain(null, read);
        var functions = read[0]!["resource"]!["aws_lambda_function"]!.AsObject();
        var added = read[1]!["resource"]!;
        var before = read[2]!["resource"]!;
        Assert.Equal(["one", "two"], functions.Select(function => function.Key).Order());
        foreach (var (name, blocks) in functions)
        {
            Assert.Equal($"${{aws_iam_role.{name}_role.arn}}", (string?)blocks![0]!["role"]);
            AssertCopied(before["aws_iam_role"]!["shared"], added["aws_iam_role"]![$"{name}_role"], "name", "name_prefix");
            AssertCopied(before["aws_iam_role_policy"]!["own"], added["aws_iam_role_policy"]![$"{name}_own"], "role");
            const string Attachment = "aws_iam_role_policy_attachment";
            AssertCopied(before[Attachment]!["logs"], added[Attachment]![$"{name}_logs"], "role");
        }
    }

    [Theory]
    [InlineData("count = 2\n  role = aws_iam_role.r.arn", "")]
    [InlineData("role = \"arn:aws:iam::1:role/x\"", "")]
    [InlineData("role = aws_iam_role.r.arn", "count = 1")]
    public async Task Snippets_are_valid(string function, string role)
    {
        using var folder = new PatchedFolder(("main.tf", $$"""
            resource "aws_lambda_function" "f" {
              {{function}}
            }
            resource "aws_lambda_function" "g" {
              {{function}}
            }
            resource "aws_iam_role" "r" {
              {{role}}
              name = "r"
            }
            resource "aws_iam_role_policy" "p" {
              role = aws_iam_role.r.name
            }
            """.Replace("r.arn", role.Length > 0 ? "r[0].arn" : "r.arn", StringComparison.Ordinal)));
        var snippets = folder.Steps.Select(step => step.Snippet!).ToList();
        Assert.NotEmpty(snippets);
        Assert.All(await HclJson.ReadAsync(snippets), read => Assert.NotNull(read!["resource"]!["aws_iam_role"]));
    }

    private static void AssertCopied(JsonNode? before, JsonNode? after, params string[] changed)
    {
        var (one, other) = (before![0]!.DeepClone().AsObject(), after![0]!.DeepClone().AsObject());
        Assert.NotEqual(changed.Select(name => (string?)one[name]), changed.Select(name => (string?)other[name]));
        foreach (var name in changed)
        {
            one.Remove(name);
            other.Remove(name);
        }

        Assert.True(JsonNode.DeepEquals(one, other), $"{one}\n{other}");
    }
}
