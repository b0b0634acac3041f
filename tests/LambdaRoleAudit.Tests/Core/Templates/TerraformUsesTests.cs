using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>What names a role in .tf files beside the functions on it, what belongs to it, and what is not created at all.</summary>
public sealed class TerraformUsesTests
{
    private const string Functions = """
        resource "aws_lambda_function" "one" {
          function_name = "first"
          role          = aws_iam_role.shared.arn
        }

        resource "aws_lambda_function" "two" {
          function_name = "second"
          role          = aws_iam_role.shared.arn
        }

        """;

    private static readonly LambdaRoleUsage[] Usage =
    [
        Narrowing.Used("first", "sqs:AddPermission"), Narrowing.Used("second", "sqs:AddPermission"),
    ];

    private static readonly string Policy = Resource("aws_iam_role_policy", "p", """
        role   = aws_iam_role.shared.id
          policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:AddPermission", "sqs:PurgeQueue"], Resource = "*" }] })
        """);

    [Theory]
    [InlineData("\"shared\"", "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/shared", true)]
    [InlineData("\"shared\"", "arn:aws:iam::123456789012:role/path/shared", true)]
    [InlineData("\"shared\"", "arn:aws:sts::123456789012:assumed-role/shared/*", true)]
    [InlineData("\"shared\"", "arn:aws:iam::*:role/sha*", true)]
    [InlineData("\"${var.p}-shared\"", "arn:aws:iam::123456789012:role/${var.p}-shared", true)]
    [InlineData("var.name", "arn:aws:iam::123456789012:role/${var.name}", true)]
    [InlineData("\"shared\"", "arn:aws:iam::123456789012:role/shared2", false)]
    [InlineData("\"shared\"", "arn:aws:iam::123456789012:role/*", false)]
    [InlineData("\"shared\"", "arn:aws:iam::123456789012:role/${aws_iam_role.other.name}", false)]
    [InlineData("\"shared\"", "arn:aws:iam::123456789012:user/shared", false)]
    public void A_policy_that_names_the_role_by_text_is_told(string name, string principal, bool isTold)
    {
        using var folder = new PatchedFolder(("main.tf", Functions + Role($"name = {name}") + Resource(
            "aws_s3_bucket_policy", "b", $"policy = jsonencode({{ Statement = [{{ Principal = {{ AWS = \"{principal}\" }} }}] }})")));
        Assert.Equal(2, folder.Steps.Count);
        Assert.All(folder.Steps, step =>
        {
            Assert.True(step.CanApply);
            Assert.Equal(isTold, step.Warnings.Any(one =>
                one.Id == "SharedRoleNamed" && one.Message.Contains("aws_s3_bucket_policy.b", StringComparison.Ordinal)));
        });
    }

    [Fact]
    public void What_uses_the_role_of_a_function_is_told_with_that_function()
    {
        using var folder = new PatchedFolder(("main.tf", Functions + Role("name = \"shared\"") + Resource(
            "aws_s3_bucket_policy", "b", "policy = jsonencode({ Principal = { AWS = aws_lambda_function.one.role } })")));
        var issue = Assert.Single(folder.Steps[0].Warnings, one => one.Id == "RoleOfFunctionNamed");
        Assert.Contains("aws_s3_bucket_policy.b", issue.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Steps[1].Warnings, one => one.Id == "RoleOfFunctionNamed");
    }

    [Theory]
    [InlineData("aws_lambda_function.one.function_name", "\"3\"", true)]
    [InlineData("\"first\"", "var.v", true)]
    [InlineData("aws_lambda_function.one.function_name", "aws_lambda_function.one.version", false)]
    [InlineData("aws_lambda_function.one.function_name", "\"$LATEST\"", false)]
    [InlineData("\"other\"", "\"3\"", false)]
    public void An_alias_of_a_version_of_before_is_told(string function, string version, bool isTold)
    {
        using var folder = new PatchedFolder(("main.tf", Functions + Role("name = \"shared\"") + Resource(
            "aws_lambda_alias", "live", $"name = \"live\"\n  function_name = {function}\n  function_version = {version}")));
        Assert.Equal(isTold, folder.Steps[0].Warnings.Any(one => one.Id == "VersionsKeepRole"));
    }

    /// <summary>A provider is an account.</summary>
    [Fact]
    public void A_narrowed_policy_has_the_provider_of_its_role()
    {
        using var folder = new PatchedFolder(
            Narrowing.Options(Usage), ("main.tf", Functions + Role("provider = aws.x")
                + Policy.Replace("role   =", "provider = aws.x\n  role   =", StringComparison.Ordinal)));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
        var blocks = folder["lambda_roles.tf"].Split("resource ");
        Assert.Equal(4, blocks.Length - 1);
        Assert.All(blocks.Skip(1), block => Assert.Contains("provider = aws.x", block, StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_with_another_provider_than_its_role_is_not_narrowed()
    {
        using var folder = new PatchedFolder(Narrowing.Options(Usage), ("main.tf", Functions + Role("provider = aws.x") + Policy));
        Assert.All(folder.Steps, step => Assert.Equal("PolicyAttachmentUnclear", Assert.Single(step.Blockers).Id));
    }

    [Theory]
    [InlineData("[aws_iam_role_policy.p.name]", "[aws_iam_role_policy.one_p.name]")]
    [InlineData("[aws_iam_role_policy.p[0].name]", "[aws_iam_role_policy.one_p[0].name]")]
    [InlineData("aws_iam_role_policy.p[*].name", "aws_iam_role_policy.one_p[*].name")]
    [InlineData("[aws_iam_role_policy . p . name]", null)]
    [InlineData("[\"known\"]", "[\"known\"]")]
    [InlineData("local.names", null)]
    [InlineData("[var.name]", null)]
    [InlineData("[aws_iam_role_policy.elsewhere.name]", null)]
    public void A_copied_list_of_exclusive_policies_names_the_copies(string names, string? copied)
    {
        using var folder = new PatchedFolder(("main.tf", Functions + Role("name = \"shared\"") + Policy + Resource(
            "aws_iam_role_policies_exclusive", "e", $"role_name = aws_iam_role.shared.name\n  policy_names = {names}")));
        if (copied is not null) Assert.Contains($"policy_names = {copied}", folder["lambda_roles.tf"], StringComparison.Ordinal);
        else Assert.All(folder.Steps, step => Assert.Equal("PolicyAttachmentUnclear", Assert.Single(step.Blockers).Id));
    }

    /// <summary>https://opentofu.org/docs/language/meta-arguments/enabled/.</summary>
    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("local.no", false)]
    [InlineData("var.x", true)]
    public void A_function_that_is_not_enabled_is_not_created(string enabled, bool isShared)
    {
        using var folder = new PatchedFolder(("main.tf", Role("name = \"shared\"") + "locals { no = false }\n"
            + Functions.Replace("\"first\"", $"\"first\"\n  lifecycle {{ enabled = {enabled} }}", StringComparison.Ordinal)));
        Assert.Equal(isShared ? 2 : 0, folder.Steps.Count);
    }

    [Fact]
    public void A_policy_that_is_perhaps_not_enabled_is_not_narrowed()
    {
        using var folder = new PatchedFolder(Narrowing.Options(Usage), ("main.tf", Functions + Role("name = \"shared\"")
            + Policy.Replace("role   =", "lifecycle { enabled = var.x }\n  role   =", StringComparison.Ordinal)));
        Assert.All(folder.Steps, step => Assert.Equal("PolicyUnread", Assert.Single(step.Blockers).Id));
    }

    /// <summary>A schedule, or a destination of asynchronous calls: the records of the function do not have these calls.</summary>
    [Fact]
    public void What_a_setting_calls_with_the_role_stays()
    {
        var usage = Usage.Select(one => one with
        {
            Coverage = [.. new[]
                {
                    ("sqs", null), ("lambda", null), ("lambda", "AWS::Lambda::Function"), ("s3", null), ("s3", "AWS::S3::Object"),
                    ("events", (string?)null),
                }
                .Select(seen => new ServiceCoverage(seen.Item1, seen.Item2, CoverageStatus.Seen, "", 2, 1, null))],
        });
        using var folder = new PatchedFolder(Narrowing.Options([.. usage]), ("main.tf", Functions + Role("name = \"shared\"")
            + Policy.Replace("\"sqs:PurgeQueue\"", "\"sqs:PurgeQueue\", \"lambda:InvokeFunction\", \"lambda:GetFunction\", "
                + "\"s3:GetObject\", \"s3:PutObject\", \"s3:ListBucket\", \"events:PutEvents\", \"events:PutRule\"", StringComparison.Ordinal)));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
        var written = folder["lambda_roles.tf"];
        foreach (var kept in new[] { "lambda:InvokeFunction", "s3:PutObject", "s3:ListBucket", "events:PutEvents", "sqs:AddPermission" })
            Assert.Contains($"\"{kept}\"", written, StringComparison.Ordinal);
        foreach (var gone in new[] { "lambda:GetFunction", "s3:GetObject", "events:PutRule", "sqs:PurgeQueue" })
            Assert.DoesNotContain($"\"{gone}\"", written, StringComparison.Ordinal);
    }

    /// <summary>JSON can write some characters of a reference in two ways.</summary>
    [Theory]
    [InlineData("aws_sqs_queue.q[\"a+b\"].arn")]
    [InlineData("aws_sqs_queue.q[\"é<'&\"].arn")]
    public void A_reference_with_any_character_is_narrowed(string reference)
    {
        using var folder = new PatchedFolder(Narrowing.Options(Usage), ("main.tf", Functions + Role("name = \"shared\"")
            + Policy.Replace("Resource = \"*\"", $"Resource = \"${{{reference}}}\"", StringComparison.Ordinal)));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply, string.Join(' ', step.Blockers)));
        Assert.Contains(reference, folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    /// <summary>Terraform language, "Filesystem and workspace info": relative paths begin where Terraform runs.</summary>
    [Theory]
    [InlineData("p.json")]
    [InlineData("${path.root}/p.json")]
    [InlineData("${path.module}/../p.json")]
    public void A_file_of_a_module_is_the_same_for_narrowing(string path)
    {
        const string Allow = "{\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":";
        using var folder = new PatchedFolder(
            Narrowing.Options(Usage), ("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n"),
            ("p.json", Allow + "[\"sqs:AddPermission\",\"sqs:PurgeQueue\"]}]}"), ("m/p.json", Allow + "\"*\"}]}"),
            ("m/main.tf", Functions + Role("name = \"shared\"") + Resource(
                "aws_iam_role_policy", "p", $"role = aws_iam_role.shared.id\n  policy = file(\"{path}\")")));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
        var written = folder["m/lambda_roles.tf"];
        Assert.Contains("\"sqs:AddPermission\"", written, StringComparison.Ordinal);
        Assert.DoesNotContain("NotAction", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"Statement\":[{\"Effect\":\"Deny\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}")]
    [InlineData("{\"Statement\":[],\"Statement\":[]}")]
    [InlineData("{\"Statement\":[null]}")]
    [InlineData("{\"Version\":5,\"Statement\":[]}")]
    [InlineData("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:\\ud800\",\"Resource\":\"*\"}]}")]
    public void A_policy_that_is_not_valid_is_not_narrowed(string policy)
    {
        using var folder = new PatchedFolder(Narrowing.Options(Usage), ("main.tf", Functions + Role("name = \"shared\"")
            + Resource("aws_iam_role_policy", "p", $"role = aws_iam_role.shared.id\n  policy = <<EOT\n{policy}\nEOT")));
        Assert.Equal(2, folder.Steps.Count);
        Assert.All(folder.Steps, step => Assert.Equal("PolicyUnread", Assert.Single(step.Blockers).Id));
    }

    [Theory]
    [InlineData("awscc_iam_role_policy", "role_name = aws_iam_role.shared.name")]
    [InlineData("awscc_iam_managed_policy", "roles = [aws_iam_role.shared.name]")]
    public void A_policy_of_another_provider_is_not_left_out(string type, string attribute)
    {
        using var folder = new PatchedFolder(("main.tf", Functions + Role("name = \"shared\"") + Resource(type, "x", attribute)));
        Assert.All(folder.Steps, step => Assert.Equal("PolicyAttachmentUnclear", Assert.Single(step.Blockers).Id));
        Assert.Contains(folder.Stack.Roles.Single().Unknown, reason => reason.Contains($"{type}.x", StringComparison.Ordinal));
    }

    private static string Role(string line) =>
        Resource("aws_iam_role", "shared", $"{line}\n  assume_role_policy = jsonencode({{ Statement = [{{ Effect = \"Allow\" }}] }})");

    private static string Resource(string type, string label, string lines) => $"resource \"{type}\" \"{label}\" {{\n  {lines}\n}}\n\n";
}
