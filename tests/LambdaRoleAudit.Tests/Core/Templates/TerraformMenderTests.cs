using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Folders of .tf files in which functions share a role, and what the patch makes of them.</summary>
public sealed class TerraformMenderTests
{
    internal const string Shared = """
        # The functions.
        resource "aws_lambda_function" "one" {
          function_name = "first"
          role          = aws_iam_role.shared.arn # shared
          depends_on    = [aws_iam_role_policy_attachment.logs]
        }

        resource "aws_lambda_function" "two" {
          function_name = "${var.stage}-second"
          role          = local.role
        }

        locals { role = aws_iam_role.shared.arn }

        """;

    internal const string Role = """
        resource "aws_iam_role" "shared" {
          name               = "shared" # the name
          path               = "/p/"
          assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow" }] })
          tags               = { name = "shared" }
        }

        resource "aws_iam_role_policy_attachment" "logs" {
          for_each   = toset(["arn:1", "arn:2"])
          role       = aws_iam_role.shared.name
          policy_arn = each.value
        }

        resource "aws_iam_role_policy" "own" {
          role   = aws_iam_role.shared.id
          policy = jsonencode({ Statement = [], Note = "${var.stage} $${x}" })
        }

        resource "aws_iam_role_policies_exclusive" "only" {
          role_name    = aws_iam_role.shared.name
          policy_names = [aws_iam_role_policy.own.name]
        }

        resource "aws_iam_policy_attachment" "all" {
          name       = "all"
          roles      = [aws_iam_role.other.name, aws_iam_role.shared.name]
          policy_arn = "arn:3"
        }

        resource "aws_iam_role" "other" {
          assume_role_policy = "{}"
        }

        """;

    [Fact]
    public void Each_function_gets_a_copy_of_the_role_and_of_what_attaches_policies_to_it()
    {
        using var folder = new PatchedFolder(("functions.tf", Shared), ("iam.tf", Role));
        Assert.Equal(["aws_iam_role.one_role", "aws_iam_role.two_role"], folder.Steps.Select(step => step.TargetRole));
        Assert.All(folder.Steps, step => Assert.True(
            step is { CanApply: true, Proof: "Proven", SourceRole: "aws_iam_role.shared", Snippet: null }));
        Assert.Equal(
            Shared.Replace("aws_iam_role.shared.arn # shared", "aws_iam_role.one_role.arn # shared", StringComparison.Ordinal)
                .Replace("[aws_iam_role_policy_attachment.logs]",
                    "[aws_iam_role_policy_attachment.logs, aws_iam_role_policy_attachment.one_logs]", StringComparison.Ordinal)
                .Replace("= local.role", "= aws_iam_role.two_role.arn", StringComparison.Ordinal),
            folder["functions.tf"]);
        Assert.Equal(
            Role.Replace("aws_iam_role.shared.name]",
                "aws_iam_role.shared.name, aws_iam_role.one_role.name, aws_iam_role.two_role.name]", StringComparison.Ordinal),
            folder["iam.tf"]);
        Assert.StartsWith(
            """
            resource "aws_iam_role" "one_role" {
              name               = "first-role" # the name
              path               = "/p/"
              assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow" }] })
              tags               = { name = "shared" }
            }

            resource "aws_iam_role_policy_attachment" "one_logs" {
              for_each   = toset(["arn:1", "arn:2"])
              role       = aws_iam_role.one_role.name
              policy_arn = each.value
            }

            resource "aws_iam_role_policy" "one_own" {
              role   = aws_iam_role.one_role.name
              policy = jsonencode({ Statement = [], Note = "${var.stage} $${x}" })
            }

            resource "aws_iam_role_policies_exclusive" "one_only" {
              role_name    = aws_iam_role.one_role.name
              policy_names = [aws_iam_role_policy.one_own.name]
            }

            resource "aws_iam_role" "two_role" {
              name_prefix        = "two-" # the name
            """,
            folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void After_the_patch_no_role_is_shared_and_each_has_the_policies_of_the_old_one()
    {
        using var folder = new PatchedFolder(("functions.tf", Shared), ("iam.tf", Role));
        Assert.Equal(2, TerraformJsonReaderTests.Sharing(folder.Stack).Count);
        Assert.Empty(TerraformJsonReaderTests.Sharing(folder.After));
        var before = folder.Stack.Roles.Single(role => role.Address == "aws_iam_role.shared");
        foreach (var step in folder.Steps)
        {
            var role = folder.After.Roles.Single(one => one.Address == step.TargetRole);
            Assert.Equal(before.TrustPolicy, role.TrustPolicy);
            Assert.Equal(before.InlinePolicies.Select(policy => policy.Document), role.InlinePolicies.Select(policy => policy.Document));
            Assert.Equal(before.ManagedPolicyArns.Order(), role.ManagedPolicyArns.Order());
            Assert.Equal(["arn:1", "arn:2", "arn:3"], role.ManagedPolicyArns.Order());
            Assert.Equal(before.Path, role.Path);
        }
    }

    [Fact]
    public void The_last_step_says_that_no_function_is_left_on_the_role()
    {
        using var folder = new PatchedFolder(("functions.tf", Shared), ("iam.tf", Role));
        Assert.DoesNotContain(folder.Steps[0].Warnings, issue => issue.Id == "SharedRoleUnused");
        Assert.Contains(folder.Steps[1].Warnings, issue => issue.Id == "SharedRoleUnused");
        // The local value still names the old role.
        var named = Assert.Single(folder.Steps[0].Warnings, issue => issue.Id == "SharedRoleNamed");
        Assert.Contains("by locals.", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_keeps_the_role_is_left_alone()
    {
        using var folder = new PatchedFolder(
            new TemplateRepairOptions { Keeps = function => function.FunctionName == "first" }, ("functions.tf", Shared), ("iam.tf", Role));
        Assert.Equal("aws_iam_role.two_role", Assert.Single(folder.Steps).TargetRole);
        Assert.DoesNotContain(folder.Steps[0].Warnings, issue => issue.Id == "SharedRoleUnused");
        Assert.Contains("aws_iam_role.shared.arn # shared", folder["functions.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_taken_are_not_taken_again()
    {
        using var folder = new PatchedFolder(
            ("main.tf", Functions("aws_iam_role.r.arn")
                + "resource \"aws_iam_role\" \"r\" {\n  name = \"a-role\"\n}\nresource \"aws_iam_role\" \"a_role\" {}\n"),
            ("lambda_roles.tf", ""));
        Assert.Equal("aws_iam_role.a_role_2", folder.Steps[0].TargetRole);
        Assert.Contains("name = \"a-own-role\"", folder["lambda_roles_2.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_name_is_shortened_and_stays_different()
    {
        var name = new string('n', 63);
        var text = $"resource \"aws_iam_role\" \"r\" {{\n  name = \"x\"\n}}\n" + string.Concat("ab".Select(c =>
            $"resource \"aws_lambda_function\" \"{c}\" {{\n  function_name = \"{name}{c}\"\n  role = aws_iam_role.r.arn\n}}\n"));
        using var folder = new PatchedFolder(("main.tf", text));
        var names = folder.After.Roles.Select(role => role.RoleName).ToList();
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, one => Assert.InRange(one!.Length, 1, 64));
    }

    [Fact]
    public void A_name_prefix_makes_names_that_differ_and_stays()
    {
        using var folder = new PatchedFolder(
            ("main.tf", Functions("aws_iam_role.r.arn") + "resource \"aws_iam_role\" \"r\" {\n  name_prefix = \"x-\"\n}\n"));
        Assert.Contains("\"a_role\" {\n  name_prefix = \"x-\"\n}\n", folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_and_a_byte_order_mark_stay()
    {
        var text = "\uFEFF" + (Functions("aws_iam_role.r.arn") + "resource \"aws_iam_role\" \"r\" {\n}\n").ReplaceLineEndings("\r\n");
        using var folder = new PatchedFolder(("main.tf", text));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
        var both = (folder["main.tf"] + folder["lambda_roles.tf"]).Replace("\r\n", "", StringComparison.Ordinal);
        Assert.DoesNotContain("\n", both, StringComparison.Ordinal);
        Assert.Empty(TerraformJsonReaderTests.Sharing(folder.After));
    }

    [Fact]
    public void A_module_that_is_used_twice_is_changed_once()
    {
        using var folder = new PatchedFolder(
            ("main.tf", "module \"x\" {\n  source = \"./m\"\n}\nmodule \"y\" {\n  source = \"./m\"\n}\n"),
            ("m/main.tf", Functions("aws_iam_role.r.arn") + "resource \"aws_iam_role\" \"r\" {}\n"));
        Assert.Equal(["module.x.aws_iam_role.a_role", "module.x.aws_iam_role.b_role"], folder.Steps.Select(step => step.TargetRole));
        var again = Assert.Single(folder.Steps[0].Warnings, issue => issue.Id == "ModuleUsedAgain");
        Assert.Contains("module.y", again.Message, StringComparison.Ordinal);
        Assert.Equal(4, TerraformJsonReaderTests.Sharing(folder.Stack).Count);
        Assert.Empty(TerraformJsonReaderTests.Sharing(folder.After));
        Assert.Contains("aws_iam_role\" \"b_role", folder["m/lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("role = \"arn:aws:iam::1:role/x\"", "", "", "RoleImported", "resource \"aws_iam_role\" \"f_role\" {\n  assume_role_policy")]
    [InlineData("count = 2\n  role = aws_iam_role.r.arn", "", "", "FunctionRepeated",
        "resource \"aws_iam_role\" \"f_role\" {\n  count = 2\n")]
    [InlineData("for_each = toset([\"a\", \"b\"])\n  role = aws_iam_role.r.arn", "", "", "FunctionRepeated",
        "aws_iam_role.f_role[each.key].arn")]
    [InlineData("role = aws_iam_role.r[0].arn", "count = 1", "[0]", "RoleRepeated", "resource \"aws_iam_role\" \"f_role\"")]
    [InlineData("role = var.x ? aws_iam_role.r.arn : \"arn\"", "", "", "RoleConditional", "aws_iam_role.f_role.arn")]
    public void What_has_no_text_of_its_own_gets_a_snippet(string function, string role, string index, string issue, string snippet)
    {
        using var folder = new PatchedFolder(("main.tf", $$"""
            resource "aws_lambda_function" "f" {
              {{function}}
            }
            resource "aws_lambda_function" "g" {
              role = {{(issue == "RoleImported" ? "\"arn:aws:iam::1:role/x\"" : $"aws_iam_role.r{index}.arn")}}
            }
            resource "aws_iam_role" "r" {
              {{role}}
            }
            """));
        var step = folder.Steps[0];
        Assert.Equal(issue, Assert.Single(step.Blockers).Id);
        Assert.Empty(step.Edits);
        Assert.Null(step.TargetRole);
        Assert.Contains(snippet, step.Snippet, StringComparison.Ordinal);
        Assert.Equal("Unknown", step.Proof);
    }

    [Theory]
    [InlineData("resource \"aws_iam_role_policy\" \"p\" {\n  for_each = toset([\"x\"])\n"
        + "  role = { x = aws_iam_role.r.name }[each.key]\n}\n")]
    [InlineData("resource \"aws_iam_role_policy\" \"p\" {\n  role = upper(var.x)\n}\n")]
    [InlineData("resource \"aws_iam_policy_attachment\" \"p\" {\n  roles = local.roles\n  policy_arn = \"x\"\n}\n"
        + "locals { roles = [aws_iam_role.r.name] }\n")]
    [InlineData("resource \"aws_iam_role_policy_attachment\" \"p\" {\n"
        + "  role = var.x ? aws_iam_role.r.name : \"y\"\n  policy_arn = \"x\"\n}\n")]
    public void An_attachment_that_is_not_clear_blocks_the_copy(string attachment)
    {
        using var folder = new PatchedFolder(
            ("main.tf", Functions("aws_iam_role.r.arn") + "resource \"aws_iam_role\" \"r\" {}\n" + attachment));
        Assert.All(folder.Steps, step => Assert.Equal("PolicyAttachmentUnclear", Assert.Single(step.Blockers).Id));
    }

    [Fact]
    public void An_attachment_by_the_name_of_the_role_is_copied()
    {
        using var folder = new PatchedFolder(("main.tf", Functions("aws_iam_role.r.arn")
            + "resource \"aws_iam_role\" \"r\" {\n  name = \"n\"\n}\n"
            + "resource \"aws_iam_role_policy_attachment\" \"p\" {\n  role = \"n\"\n  policy_arn = \"x\"\n}\n"));
        Assert.Contains("role = aws_iam_role.a_role.name", folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_of_another_module_is_not_changed()
    {
        using var folder = new PatchedFolder(
            ("main.tf", "resource \"aws_iam_role\" \"r\" {}\nmodule \"x\" {\n  source = \"./m\"\n  role = aws_iam_role.r.arn\n}\n"),
            ("m/main.tf", "variable \"role\" {}\n" + Functions("var.role")));
        Assert.All(folder.Steps, step => Assert.Equal("RoleInOtherModule", Assert.Single(step.Blockers).Id));
        Assert.Contains("passed as an argument of its module", folder.Steps[0].Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_names_its_own_role_is_warned_of()
    {
        using var folder = new PatchedFolder(("main.tf", Functions("aws_iam_role.r.arn") + "resource \"aws_iam_role\" \"r\" {}\n"
            + "resource \"aws_iam_role_policy\" \"p\" {\n  role = aws_iam_role.r.id\n"
            + "  policy = jsonencode({ Statement = [{ Effect = \"Allow\", Resource = aws_iam_role.r.arn }] })\n}\n"
            + "resource \"aws_iam_role_policy\" \"q\" {\n  role = aws_iam_role.r.id\n  policy = \"{}\"\n}\n"));
        var named = Assert.Single(folder.Steps[0].Warnings, issue => issue.Id == "SharedRoleNamed");
        Assert.Contains("by aws_iam_role_policy.p.", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_that_narrows_is_not_available()
    {
        using var folder = new PatchedFolder(
            new TemplateRepairOptions { Strategy = RepairStrategy.Used },
            ("main.tf", Functions("aws_iam_role.r.arn") + "resource \"aws_iam_role\" \"r\" {}\n"));
        Assert.All(folder.Steps, step => Assert.Equal("StrategyNotSupported", Assert.Single(step.Blockers).Id));
    }

    [Fact]
    public void A_function_in_a_VPC_is_warned_of()
    {
        using var folder = new PatchedFolder(("main.tf", Functions("aws_iam_role.r.arn").Replace("function_name = \"a\"",
            "function_name = \"a\"\n  vpc_config {\n  }", StringComparison.Ordinal) + "resource \"aws_iam_role\" \"r\" {}\n"));
        Assert.Contains(folder.Steps[0].Warnings, issue => issue.Id == "VpcFunction");
        Assert.DoesNotContain(folder.Steps[1].Warnings, issue => issue.Id == "VpcFunction");
    }

    [Fact]
    public void A_policy_for_which_the_function_does_not_wait_is_warned_of()
    {
        const string Policy = "resource \"aws_iam_role_policy\" \"p\" {\n  role = aws_iam_role.r.name\n  policy = \"{}\"\n}\n";
        using var folder = new PatchedFolder(("main.tf", Functions("aws_iam_role.r.arn").Replace("function_name = \"a\"",
            "function_name = \"a\"\n  depends_on = [aws_iam_role_policy.p]", StringComparison.Ordinal)
            + "resource \"aws_iam_role\" \"r\" {}\n" + Policy));
        Assert.DoesNotContain(folder.Steps[0].Warnings, issue => issue.Id == "PolicyAttachedLater");
        Assert.Contains(
            "depends_on = [aws_iam_role_policy.b_p]",
            Assert.Single(folder.Steps[1].Warnings, issue => issue.Id == "PolicyAttachedLater").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_attaches_a_policy_is_waited_for_too()
    {
        using var folder = new PatchedFolder(("main.tf", Functions("aws_iam_role.r.arn") + "resource \"aws_iam_role\" \"r\" {}\n"
            + "resource \"aws_iam_policy_attachment\" \"p\" {\n  roles = [aws_iam_role.r.name]\n  policy_arn = \"x\"\n}\n"));
        Assert.All(folder.Steps, step => Assert.Contains(
            "depends_on = [aws_iam_policy_attachment.p]",
            Assert.Single(step.Warnings, issue => issue.Id == "PolicyAttachedLater").Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_state_has_only_snippets_made_of_its_values()
    {
        const string Function = """{"mode":"managed","type":"aws_lambda_function","values":{"role":"arn:r"},"name":""";
        var stack = TerraformJsonReader.Read(System.Text.Encoding.UTF8.GetBytes($$$"""
            {"format_version":"1.0","values":{"root_module":{"resources":[
              {"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","values":{"arn":"arn:r","name":"r","path":"/p/",
                "assume_role_policy":"{\"a\":\"${b}\"}","managed_policy_arns":["arn:m"],"inline_policy":[{"name":"i","policy":"{}"}]}},
              {{{Function}}}"a","address":"aws_lambda_function.a"},{{{Function}}}"b","address":"module.m.aws_lambda_function.b[\"k\"]"}] } } }
            """), "/state.json");
        var steps = new TerraformMender().Plan(stack, TerraformJsonReaderTests.SharedUses(stack), new());
        Assert.All(steps, step => Assert.Equal("TerraformNotText", Assert.Single(step.Blockers).Id));
        Assert.Equal("""
            resource "aws_iam_role" "b_role" {
              path = "/p/"
              assume_role_policy = <<-EOT
                {"a":"$${b}"}
              EOT
            }

            resource "aws_iam_role_policy" "b_role_1" {
              name = "i"
              role = aws_iam_role.b_role.name
              policy = <<-EOT
                {}
              EOT
            }

            resource "aws_iam_role_policy_attachment" "b_role_2" {
              role = aws_iam_role.b_role.name
              policy_arn = "arn:m"
            }

            # Then set the role of module.m.aws_lambda_function.b["k"] to aws_iam_role.b_role.arn.

            """.ReplaceLineEndings("\n"), steps[1].Snippet);
    }

    [Fact]
    public void A_snippet_of_values_says_what_they_lack()
    {
        const string Function = """{"mode":"managed","type":"aws_lambda_function","values":{"role":"arn:r"},"name":""";
        const string Role =
            """{"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","values":{"arn":"arn:r","name":"r"}}""";
        const string Policy = """{"address":"module.m.aws_iam_policy.p","mode":"managed","type":"aws_iam_policy","name":"p","values":""";
        const string Attachment =
            """{"address":"aws_iam_role_policy_attachment.a","mode":"managed","type":"aws_iam_role_policy_attachment","name":"a","values":""";
        var stack = TerraformJsonReader.Read(System.Text.Encoding.UTF8.GetBytes(
            "{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"resources\":["
            + $"{Role},{Policy}{{\"arn\":\"arn:p\",\"policy\":\"{{}}\"}}}},{Attachment}{{\"role\":\"r\",\"policy_arn\":\"arn:p\"}}}},"
            + $"{Function}\"a\",\"address\":\"aws_lambda_function.a\"}},{Function}\"b\",\"address\":\"aws_lambda_function.b\"}}]}}}}}}"), "/s");
        var step = new TerraformMender().Plan(stack, TerraformJsonReaderTests.SharedUses(stack), new())[0];
        Assert.Equal("""
            resource "aws_iam_role" "a_role" {
              assume_role_policy = null # not known in the file
            }

            # Attach module.m.aws_iam_policy.p, too.
            # Check: assume_role_policy of aws_iam_role.r is not known before the plan is applied.

            # Then set the role of aws_lambda_function.a to aws_iam_role.a_role.arn.

            """.ReplaceLineEndings("\n"), step.Snippet);
    }

    private static string Functions(string role) =>
        TerraformFolderReaderTests.Function("a", role) + TerraformFolderReaderTests.Function("b", role);
}
