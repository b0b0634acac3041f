using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Functions of .tf files get roles that are narrowed to what they used.</summary>
public sealed class TerraformNarrowTests
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

        variable "arn" {}

        """;

    private const string Statement =
        "{ Effect = \"Allow\", Action = [\"sqs:AddPermission\", \"sqs:PurgeQueue\"], Resource = aws_sqs_queue.q.arn }";

    /// <summary>The forms that policies of a role are written in; each allows AddPermission and PurgeQueue.</summary>
    public static TheoryData<string, string, string> Forms() => new()
    {
        { "jsonencode", "", Policy($"jsonencode({{ Version = \"2012-10-17\", Statement = [{Statement}] }})") },
        {
            "heredoc", "", Policy("""
                <<-EOT
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:AddPermission", "sqs:PurgeQueue"],
                   "Resource": ["${aws_sqs_queue.q.arn}", "arn:aws:sqs:*:*:$${aws:PrincipalAccount}"]}]}
                EOT
                """)
        },
        {
            "policy document", "", Policy("data.aws_iam_policy_document.d.json") + """
                data "aws_iam_policy_document" "d" {
                  statement {
                    actions   = ["sqs:AddPermission", "sqs:PurgeQueue"]
                    resources = [var.arn, "${aws_sqs_queue.q.arn}/&{aws:PrincipalAccount}", "${var.arn}:x"]
                  }
                }
                """
        },
        {
            "inline policy block",
            $"inline_policy {{\n    name   = \"in\"\n    policy = jsonencode({{ Statement = [{Statement}] }})\n  }} # in\n  tags = {{}}", ""
        },
        {
            "managed policy", "", """
                resource "aws_iam_role_policy_attachment" "a" {
                  role       = aws_iam_role.shared.name
                  policy_arn = aws_iam_policy.p.arn
                }
                resource "aws_iam_policy" "p" {
                  name   = "${var.arn}-p"
                  policy = jsonencode({ Version = "2012-10-17", Statement = [STATEMENT] })
                }
                """.Replace("STATEMENT", Statement, StringComparison.Ordinal)
        },
        { "AWS managed policy", "managed_policy_arns = [\"arn:aws:iam::aws:policy/AmazonSQSFullAccess\"]", "" },
        { "attached AWS managed policy", "", Attached("arn:${data.aws_partition.p.partition}:iam::aws:policy/AmazonSQSFullAccess") },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Each_form_is_narrowed_grants_no_more_and_allows_what_was_used(string form, string inside, string beside)
    {
        using var folder = Folder(inside, beside, Narrowing.Used("first", "sqs:AddPermission"), Narrowing.Used("second", "sqs:PurgeQueue"));
        Assert.All(folder.Steps, step => Assert.Empty(step.Blockers));
        Assert.All(folder.Steps, step => Assert.Equal("Proven", step.Proof));
        var shared = RoleOf(folder.Stack, "shared");
        foreach (var (label, used, unused) in new[]
            { ("one_role", "sqs:AddPermission", "sqs:PurgeQueue"), ("two_role", "sqs:PurgeQueue", "sqs:AddPermission") })
        {
            var role = RoleOf(folder.After, label);
            Assert.Empty(role.Unknown);
            Assert.True(Narrowing.Allows(shared, unused), form);
            Assert.True(Narrowing.GrantsNoMore(role, shared), form);
            Assert.True(Narrowing.Allows(role, used), form);
            Assert.False(Narrowing.Allows(role, unused), form);
        }

        Assert.Empty(TerraformJsonReaderTests.SharedUses(folder.After));
    }

    [Fact]
    public void The_written_policy_names_what_the_shared_one_names()
    {
        using var folder = Folder("", Policy($"jsonencode({{ Version = \"2012-10-17\", Statement = [{Statement}] }})"), Usage);
        Assert.Contains(
            """
            resource "aws_iam_role_policy" "one_own" {
              name = "own"
              role = aws_iam_role.one_role.name

              policy = jsonencode({
                Version = "2012-10-17"
                Statement = [
                  {
                    Effect   = "Allow"
                    Action   = "sqs:AddPermission"
                    Resource = aws_sqs_queue.q.arn
                  },
                ]
              })
            }
            """.ReplaceLineEndings("\n"), folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_waits_for_a_policy_waits_for_the_narrowed_one()
    {
        using var folder = new PatchedFolder(
            Narrowing.Options(Usage),
            ("main.tf", Functions.Replace("\"first\"", "\"first\"\n  depends_on = [aws_iam_role_policy.own]", StringComparison.Ordinal)
                + "resource \"aws_iam_role\" \"shared\" {\n  assume_role_policy = \"{}\"\n}\n"
                + Policy($"jsonencode({{ Statement = [{Statement}] }})")));
        Assert.Contains("[aws_iam_role_policy.own, aws_iam_role_policy.one_own]", folder["main.tf"], StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Steps[0].Warnings, issue => issue.Id == "PolicyAttachedLater");
    }

    [Fact]
    public void A_narrowed_policy_for_which_the_function_does_not_wait_is_warned_of()
    {
        using var folder = new PatchedFolder(
            Narrowing.Options(Usage),
            ("main.tf", Functions + "resource \"aws_iam_role\" \"shared\" {\n  assume_role_policy = \"{}\"\n}\n"
                + Policy($"jsonencode({{ Statement = [{Statement}] }})")));
        Assert.Contains(
            "depends_on = [aws_iam_role_policy.one_own]",
            Assert.Single(folder.Steps[0].Warnings, issue => issue.Id == "PolicyAttachedLater").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file(\"p.json\")", "", "PolicyUnread")]
    [InlineData("jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"${var.arn}\", Resource = \"*\" }] })", "", "PolicyUnread")]
    [InlineData("jsonencode({ Statement = [STATEMENT] })", "count = var.arn == \"\" ? 0 : 1", "PolicyUnread")]
    [InlineData("jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"sqs:*\", Resource = aws_sqs_queue.q[\"a b\"].arn }] })", "",
        "NarrowedNotWritable")]
    public void What_cannot_be_narrowed_is_blocked(string policy, string setting, string issue)
    {
        var beside = Policy(policy.Replace("STATEMENT", Statement, StringComparison.Ordinal))
            .Replace("  policy =", $"  {setting}\n  policy =", StringComparison.Ordinal);
        using var folder = Folder("", beside, Usage);
        Assert.All(folder.Steps, step => Assert.Equal(issue, Assert.Single(step.Blockers).Id));
    }

    [Theory]
    [InlineData("\"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\"", true)]
    [InlineData("\"arn:aws:iam::aws:policy/AmazonSQSFullAccess\"", false)]
    public void A_list_of_roles_gets_the_new_one_if_the_policy_stays_as_it_is(string arn, bool isKept)
    {
        using var folder = Folder(
            "", $"resource \"aws_iam_policy_attachment\" \"all\" {{\n  name = \"all\"\n  roles = [aws_iam_role.shared.name]\n"
                + $"  policy_arn = {arn}\n}}\n", Usage);
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
        Assert.Equal(isKept, folder["iam.tf"].Contains("aws_iam_role.one_role.name", StringComparison.Ordinal));
        Assert.NotEqual(isKept, folder["lambda_roles.tf"].Contains("aws_iam_role_policy\"", StringComparison.Ordinal));
        Assert.DoesNotContain("aws_iam_role_policy_attachment", folder["lambda_roles.tf"], StringComparison.Ordinal);
        Assert.True(Narrowing.GrantsNoMore(RoleOf(folder.After, "one_role"), RoleOf(folder.Stack, "shared")));
    }

    [Fact]
    public void A_policy_of_an_unknown_document_is_blocked()
    {
        using var folder = Folder("", Attached("arn:aws:iam::123456789012:policy/own"), Usage);
        Assert.All(folder.Steps, step => Assert.Equal("PolicyUnread", Assert.Single(step.Blockers).Id));
    }

    [Fact]
    public void A_function_without_usage_is_blocked()
    {
        using var folder = Folder("", Policy($"jsonencode({{ Statement = [{Statement}] }})"), Usage[0]);
        Assert.True(folder.Steps[0].CanApply);
        Assert.Equal("UsageMissing", Assert.Single(folder.Steps[1].Blockers).Id);
    }

    [Fact]
    public void A_module_that_is_used_twice_is_blocked()
    {
        using var folder = new PatchedFolder(
            Narrowing.Options(Usage),
            ("main.tf", "module \"a\" {\n  source = \"./m\"\n  name = \"first\"\n}\n"
                + "module \"b\" {\n  source = \"./m\"\n  name = \"second\"\n}\n"),
            ("m/main.tf", "variable \"name\" {}\n" + Functions.Replace("\"first\"", "var.name", StringComparison.Ordinal)
                .Replace("\"second\"", "\"${var.name}-2\"", StringComparison.Ordinal)
                + "resource \"aws_iam_role\" \"shared\" {\n  assume_role_policy = \"{}\"\n}\n"));
        Assert.NotEmpty(folder.Steps);
        Assert.All(folder.Steps, step => Assert.Equal("NarrowedNotWritable", Assert.Single(step.Blockers).Id));
    }

    private static LambdaRoleUsage[] Usage =>
        [Narrowing.Used("first", "sqs:AddPermission"), Narrowing.Used("second", "sqs:PurgeQueue")];

    private static DeclaredRole RoleOf(DeclaredStack stack, string label) =>
        stack.Roles.Single(role => role.Address == $"aws_iam_role.{label}");

    private static PatchedFolder Folder(string inside, string beside, params LambdaRoleUsage[] usage) =>
        new(Narrowing.Options(usage), ("main.tf", Functions), ("iam.tf", $$"""
            resource "aws_iam_role" "shared" {
              name               = "shared"
              assume_role_policy = "{}"
              {{inside}}
            }

            resource "aws_sqs_queue" "q" {}

            {{beside}}

            """.ReplaceLineEndings("\n")));

    private static string Policy(string expression) =>
        $"resource \"aws_iam_role_policy\" \"own\" {{\n  role   = aws_iam_role.shared.id\n  policy = {expression}\n}}\n";

    private static string Attached(string arn) => $"resource \"aws_iam_role_policy_attachment\" \"a\" {{\n"
        + $"  role       = aws_iam_role.shared.name\n  policy_arn = \"{arn}\"\n}}\n";
}
