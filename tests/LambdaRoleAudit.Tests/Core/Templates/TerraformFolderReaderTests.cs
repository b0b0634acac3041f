using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Folders of .tf files: which function has which role, as far as it is written.</summary>
public sealed class TerraformFolderReaderTests
{
    private const string Roles = """
        resource "aws_iam_role" "r" {
          name               = "shared"
          assume_role_policy = data.aws_iam_policy_document.trust.json
        }
        resource "aws_iam_role" "each" {
          for_each = toset(["a", "b"])
        }
        resource "aws_iam_role" "any" {
          for_each = var.names
        }
        resource "aws_iam_role" "maybe" {
          count = var.create ? 1 : 0
        }
        resource "aws_iam_role" "two" {
          count = 2
        }
        data "aws_iam_policy_document" "trust" {
          statement {
            actions = ["sts:AssumeRole"]
            principals {
              type        = "Service"
              identifiers = ["lambda.amazonaws.com"]
            }
          }
        }
        locals {
          role = aws_iam_role.r.arn
          roles = { x = aws_iam_role.r.arn, y = aws_iam_role.each["a"].arn }
          loop = local.loop
          names = { a = 1, b = 2 }
          hidden = upper(var.x)
        }

        """;

    [Theory]
    [InlineData("aws_iam_role.r.arn", "aws_iam_role.r")]
    [InlineData("\"${aws_iam_role.r.arn}\"", "aws_iam_role.r")]
    [InlineData("(aws_iam_role.r.arn)", "aws_iam_role.r")]
    [InlineData("local.role", "aws_iam_role.r")]
    [InlineData("local.roles.y", """aws_iam_role.each["a"]""")]
    [InlineData("local.roles[\"x\"]", "aws_iam_role.r")]
    [InlineData("aws_iam_role.each[\"b\"].arn", """aws_iam_role.each["b"]""")]
    [InlineData("aws_iam_role.two[1].arn", "aws_iam_role.two[1]")]
    [InlineData("aws_iam_role.maybe[0].arn", "aws_iam_role.maybe[0]")]
    [InlineData("one(aws_iam_role.maybe[*].arn)", "aws_iam_role.maybe[0]")]
    [InlineData("join(\"\", aws_iam_role.maybe.*.arn)", "aws_iam_role.maybe[0]")]
    [InlineData("true ? aws_iam_role.r.arn : var.x", "aws_iam_role.r")]
    public void A_reference_to_a_resource_is_followed(string expression, string address)
    {
        var use = Assert.Single(Assert.Single(Read(Roles + Function("f", expression)).Functions).Roles);
        Assert.Equal((RoleTie.Declared, address, address), (use.Tie, use.Key, use.RoleAddress));
    }

    [Theory]
    [InlineData("\"arn:aws:iam::123456789012:role/x\"", "arn:aws:iam::123456789012:role/x")]
    [InlineData("var.role_arn", "var.role_arn")]
    [InlineData("data.aws_iam_role.d.arn", "data.aws_iam_role.d.arn")]
    [InlineData("local.hidden2", "local.hidden2")]
    [InlineData("\"arn:aws:iam::${var.account}:role/x\"", "arn:aws:iam::${var.account}:role/x")]
    public void What_is_made_somewhere_else_is_named_by_its_text(string expression, string key)
    {
        var stack = Read(Roles + Function("f", expression) + Function("g", expression));
        Assert.All(stack.Functions, function => Assert.Equal((RoleTie.Imported, key), (function.Roles[0].Tie, function.Roles[0].Key)));
        Assert.Equal(["f", "g"], TerraformJsonReaderTests.Sharing(stack));
    }

    [Theory]
    [InlineData("aws_iam_role.missing.arn")]
    [InlineData("aws_iam_role.each[var.k].arn")]
    [InlineData("aws_iam_role.each[*].arn")]
    [InlineData("aws_iam_role.any[\"a\"].arn")]
    [InlineData("aws_iam_role.r.unique_id")]
    [InlineData("lookup(local.roles, \"x\")")]
    [InlineData("\"arn:aws:iam::1:role/${aws_iam_role.r.name}\"")]
    [InlineData("local.hidden")]
    [InlineData("local.roles[var.k]")]
    [InlineData("try(aws_iam_role.r.arn, \"\")")]
    [InlineData("null")]
    public void What_Terraform_computes_is_unknown_with_a_reason(string expression)
    {
        var use = Assert.Single(Assert.Single(Read(Roles + Function("f", expression)).Functions).Roles);
        Assert.Equal(RoleTie.Unknown, use.Tie);
        Assert.Contains("'", use.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count = 2", "aws_iam_role.r.arn", "f[0] aws_iam_role.r|f[1] aws_iam_role.r")]
    [InlineData("count = 2", "aws_iam_role.two[count.index].arn", "f[0] aws_iam_role.two[0]|f[1] aws_iam_role.two[1]")]
    [InlineData("count = 0", "aws_iam_role.r.arn", "")]
    [InlineData("count = var.create ? 1 : 0", "aws_iam_role.r.arn", "f[0] aws_iam_role.r var.create=True")]
    [InlineData("count = var.create ? 0 : 1", "aws_iam_role.r.arn", "f[0] aws_iam_role.r var.create=False")]
    [InlineData("count = !var.create ? 1 : 0", "aws_iam_role.r.arn", "f[0] aws_iam_role.r var.create=False")]
    [InlineData("count = !var.a && var.b ? 1 : 0", "aws_iam_role.r.arn", "f[0] aws_iam_role.r !var.a && var.b=True")]
    [InlineData("count = var.n", "aws_iam_role.r.arn", "f[count.index] ?")]
    [InlineData("count = var.create ? 3 : 1", "aws_iam_role.r.arn", "f[count.index] ?")]
    [InlineData("for_each = toset([\"a\", \"b\"])", "aws_iam_role.r.arn", "f[\"a\"] aws_iam_role.r|f[\"b\"] aws_iam_role.r")]
    [InlineData("for_each = toset([\"a\", \"b\"])", "aws_iam_role.each[each.key].arn",
        "f[\"a\"] aws_iam_role.each[\"a\"]|f[\"b\"] aws_iam_role.each[\"b\"]")]
    [InlineData("for_each = toset([\"a\", \"b\"])", "aws_iam_role.each[each.value].arn",
        "f[\"a\"] aws_iam_role.each[\"a\"]|f[\"b\"] aws_iam_role.each[\"b\"]")]
    [InlineData("for_each = local.names", "aws_iam_role.each[each.key].arn",
        "f[\"a\"] aws_iam_role.each[\"a\"]|f[\"b\"] aws_iam_role.each[\"b\"]")]
    [InlineData("for_each = local.names", "aws_iam_role.each[each.value].arn", "f[\"a\"] ?|f[\"b\"] ?")]
    [InlineData("for_each = { a = aws_iam_role.r.arn, b = var.x }", "each.value", "f[\"a\"] aws_iam_role.r|f[\"b\"] var.x")]
    [InlineData("for_each = { a = { role = aws_iam_role.r.arn } }", "each.value.role", "f[\"a\"] aws_iam_role.r")]
    [InlineData("for_each = var.names", "aws_iam_role.any[each.key].arn", "f[each.key] aws_iam_role.any[each.key]")]
    [InlineData("for_each = var.others", "aws_iam_role.any[each.key].arn", "f[each.key] ?")]
    [InlineData("for_each = var.names", "aws_iam_role.r.arn", "f[each.key] ?")]
    [InlineData("", "var.own ? aws_iam_role.r.arn : \"arn\"", "f aws_iam_role.r var.own=True|f arn var.own=False")]
    [InlineData("", "!var.own ? aws_iam_role.r.arn : \"arn\"", "f aws_iam_role.r var.own=False|f arn var.own=True")]
    [InlineData("", "var.x ? (var.x ? aws_iam_role.r.arn : \"a\") : \"b\"", "f aws_iam_role.r var.x=True|f b var.x=False")]
    public void Instances_are_listed_if_the_text_says_which_there_are(string repeated, string role, string expected)
    {
        var stack = Read(Roles + $"resource \"aws_lambda_function\" \"f\" {{\n  {repeated}\n  role = {role}\n}}\n");
        Assert.Equal(expected, string.Join('|', stack.Functions.SelectMany(function => function.Roles.Select(use => string.Join(' ',
            new[] { function.Declaration.Address["aws_lambda_function.".Length..], use.Tie == RoleTie.Unknown ? "?" : use.Key }
                .Concat(use.Conditions.Select(condition => $"{condition.Key}={condition.Value}")))))));
    }

    [Fact]
    public void A_function_has_its_name_and_its_place()
    {
        var function = Read("""
            # first
              resource "aws_lambda_function" "f" {
              function_name = "one"
              role          = var.r
            }
            """).Functions[0];
        Assert.Equal("one", function.FunctionName);
        Assert.Equal((2, 3), (function.Declaration.Line, function.Declaration.Column));
        Assert.EndsWith("main.tf", function.Declaration.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_in_the_folder_are_read_with_their_arguments_and_outputs()
    {
        var stack = Read(
            ("main.tf", """
                module "one" {
                  source = "./m"
                  role   = aws_iam_role.r.arn
                }
                module "two" {
                  source = "./m"
                  role   = module.iam.arn
                }
                module "many" {
                  source   = "./m"
                  for_each = toset(["x", "y"])
                  role     = "arn-${each.key}"
                }
                module "iam" {
                  source = "./iam"
                }
                module "any" {
                  source   = "./m"
                  for_each = var.any
                  role     = aws_iam_role.r.arn
                }
                resource "aws_iam_role" "r" {}
                """),
            ("m/main.tf", """
                variable "role" {}
                resource "aws_lambda_function" "f" { role = var.role }
                resource "aws_lambda_function" "own" { role = aws_iam_role.own.arn }
                resource "aws_iam_role" "own" {}
                """),
            ("iam/iam.tf", "resource \"aws_iam_role\" \"r\" {}\noutput \"arn\" { value = aws_iam_role.r.arn }\n"));
        var roles = stack.Functions.ToDictionary(
            function => function.Declaration.Address.Replace(".aws_lambda_function", "", StringComparison.Ordinal),
            function => function.Roles[0].Tie == RoleTie.Unknown ? "?" : function.Roles[0].Key);
        Assert.Equal("aws_iam_role.r", roles["module.one.f"]);
        Assert.Equal("module.iam.aws_iam_role.r", roles["module.two.f"]);
        Assert.Equal("?", roles["module.any[each.key].f"]);
        Assert.Equal("module.any[each.key].aws_iam_role.own", roles["module.any[each.key].own"]);
        Assert.Equal("?", roles["module.many[\"x\"].f"]);
        Assert.Equal("module.many[\"x\"].aws_iam_role.own", roles["module.many[\"x\"].own"]);
        Assert.NotEqual(roles["module.one.own"], roles["module.two.own"]);
        Assert.True(stack.IsComplete);
    }

    [Fact]
    public void A_value_of_for_each_is_read_where_it_is_written()
    {
        var stack = Read(
            ("main.tf", """
                resource "aws_iam_role" "r" {}
                module "m" {
                  source = "./m"
                  roles  = { a = aws_iam_role.r.arn, b = local.b }
                  names  = local.names
                }
                """),
            ("other.tf", "locals {\n  b = \"arn:b\"\n  names = [\"x\"]\n}\n"),
            ("m/main.tf", """
                variable "roles" {}
                resource "aws_iam_role" "r" {}
                resource "aws_lambda_function" "f" {
                  for_each = var.roles
                  role     = each.value
                }
                resource "aws_lambda_function" "g" {
                  for_each = toset(var.names)
                  role     = "arn:${each.value}"
                }
                resource "aws_lambda_function" "h" {
                  for_each = toset(var.names)
                  role     = each.value
                }
                """));
        Assert.Equal(
            ["aws_iam_role.r", "arn:b", "", "x"], stack.Functions.Select(function => Assert.Single(function.Roles).Key));
    }

    [Theory]
    [InlineData("module \"m\" {\n  source = \"terraform-aws-modules/lambda/aws\"\n}\n", "TerraformModuleNotRead")]
    [InlineData("module \"m\" {\n  source = \"./none\"\n}\n", "TerraformModuleNotRead")]
    [InlineData("module \"m\" {\n  source = \"./\"\n}\n", "TerraformModuleNotRead")]
    [InlineData("module \"m\" {\n  source = \"../m\"\n}\n", "TemplateOutsideFolder")]
    [InlineData("module \"m\" {\n  source = \"./link\"\n}\n", "TemplateOutsideFolder")]
    [InlineData("resource \"aws_cloudformation_stack\" \"s\" {}\n", "TerraformNestedTemplate")]
    public void What_is_not_read_is_said(string text, string error)
    {
        using var folder = new TestFolder(("in/main.tf", text + Function("f", "module.m.arn")), ("m/main.tf", Function("hidden", "var.x")));
        Directory.CreateSymbolicLink(folder.At("in/link"), folder.At("m"));
        var stack = TerraformFolderReader.Read(folder.At("in"));
        Assert.False(stack.IsComplete);
        Assert.Equal(error, Assert.Single(stack.Problems).ErrorId);
        Assert.Single(stack.Functions);
    }

    [Theory]
    [InlineData("more.tf.json", "{}")]
    [InlineData("more.tofu", "")]
    [InlineData("more.tofu.json", "{}")]
    [InlineData("x_override.tf", "resource \"aws_lambda_function\" \"f\" {\n  role = var.other\n}\n")]
    public void A_file_that_is_not_understood_is_said(string name, string text)
    {
        var stack = Read(("main.tf", Function("f", "var.x")), (name, text));
        Assert.Equal("TerraformFileNotRead", Assert.Single(stack.Problems).ErrorId);
        Assert.False(stack.IsComplete);
    }

    [Fact]
    public void Modules_that_multiply_are_bounded()
    {
        var files = Enumerable.Range(0, 15).Select(level =>
        {
            var source = $"{(level == 0 ? "./" : "../")}m{level + 1}";
            var calls = Enumerable.Range(0, 4).Select(i => $"module \"c{i}\" {{\n  source = \"{source}\"\n}}\n");
            return ($"{(level == 0 ? "" : $"m{level}/")}main.tf", string.Concat(calls));
        });
        var stack = Read(files.ToArray());
        Assert.False(stack.IsComplete);
    }

    [Fact]
    public void A_role_has_its_policies_as_documents()
    {
        var role = Read("""
            resource "aws_iam_role" "r" {
              name                 = "r"
              path                 = "/p/"
              permissions_boundary = "arn:b"
              managed_policy_arns  = ["arn:aws:iam::aws:policy/X", aws_iam_policy.p.arn]
              assume_role_policy   = jsonencode({
                Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
              })
              inline_policy {
                name   = "i"
                policy = <<-EOT
                  { "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "${aws_s3_bucket.b.arn}/*" }] }
                EOT
              }
            }
            resource "aws_iam_policy" "p" {
              policy = jsonencode({ Statement = [] })
            }
            resource "aws_iam_role_policy" "q" {
              name   = "q"
              role   = aws_iam_role.r.id
              policy = data.aws_iam_policy_document.d.json
            }
            resource "aws_iam_role_policy_attachment" "a" {
              for_each   = toset(["arn:1", "arn:2"])
              role       = aws_iam_role.r.name
              policy_arn = each.value
            }
            resource "aws_iam_policy_attachment" "b" {
              name       = "b"
              roles      = ["r", aws_iam_role.other.name]
              policy_arn = data.aws_iam_policy.d.arn
            }
            resource "aws_iam_role" "other" { assume_role_policy = file("x.json") }
            data "aws_iam_policy_document" "d" {
              statement {
                sid       = "S"
                actions   = ["s3:GetObject"]
                resources = ["arn:aws:s3:::b/&{aws:username}/*", aws_s3_bucket.b.arn]
                condition {
                  test     = "StringEquals"
                  variable = "aws:SourceVpc"
                  values   = [var.vpc]
                }
              }
            }
            """).Roles[0];
        Assert.Equal(("r", "/p/", "arn:b"), (role.RoleName, role.Path, role.PermissionsBoundaryArn));
        Assert.Equal(
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com"}}]}""",
            role.TrustPolicy);
        Assert.Equal(["i", "q"], role.InlinePolicies.Select(policy => policy.PolicyName));
        Assert.Contains(
            "\"Resource\": \"${aws_s3_bucket.b.arn}/*\"", Symbol.Shown(role.InlinePolicies[0].Document), StringComparison.Ordinal);
        Assert.Equal(
            """{"Version":"2012-10-17","Statement":[{"Sid":"S","Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::b/${aws:username}/*","${aws_s3_bucket.b.arn}"],"Condition":{"StringEquals":{"aws:SourceVpc":["${var.vpc}"]}}}]}""",
            Symbol.Shown(role.InlinePolicies[1].Document.Replace("\\uE000", "\uE000", StringComparison.OrdinalIgnoreCase)
                .Replace("\\uE001", "\uE001", StringComparison.OrdinalIgnoreCase)
                .Replace("\\uE002", "\uE002", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(
            ["arn:aws:iam::aws:policy/X", "arn:1", "arn:2", "${data.aws_iam_policy.d.arn}"], role.ManagedPolicyArns.Select(Symbol.Shown));
        Assert.Equal([new InlinePolicy("aws_iam_policy.p", """{"Statement":[]}""")], role.DeclaredPolicies);
        Assert.Empty(role.Unknown);
    }

    [Theory]
    [InlineData("resource \"aws_iam_role\" \"r\" { assume_role_policy = file(\"x\") }\n", "assume_role_policy")]
    [InlineData(
        "resource \"aws_iam_role\" \"r\" {\n  assume_role_policy = jsonencode({})\n}\n"
        + "resource \"aws_iam_role_policy\" \"q\" {\n  role = f(1)\n  policy = \"{}\"\n}\n", "aws_iam_role_policy.q")]
    [InlineData(
        "resource \"aws_iam_role\" \"r\" {\n  assume_role_policy = jsonencode({})\n  managed_policy_arns = concat(var.a, [])\n}\n",
        "concat")]
    [InlineData(
        "resource \"aws_iam_role\" \"r\" {\n  assume_role_policy = jsonencode({ Statement = var.list })\n}\n", "assume_role_policy")]
    public void What_cannot_be_determined_of_a_role_is_said(string text, string reason) =>
        Assert.Contains(reason, Assert.Single(Assert.Single(Read(text).Roles).Unknown), StringComparison.Ordinal);

    [Theory]
    [InlineData("a = [1\n", "line 1, column 5")]
    [InlineData("resource \"a\" \"b\" {\n", "line 1, column 18")]
    public void An_invalid_file_is_an_error_with_its_place(string text, string place)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(text)).Problem;
        Assert.Equal("TemplateInvalid", problem.ErrorId);
        Assert.Contains(place, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", "")]
    [InlineData("[", "")]
    [InlineData("\"${", "")]
    [InlineData("b {\n", "")]
    [InlineData("!", "x")]
    [InlineData("f(", "x")]
    [InlineData("x ? y : ", "z")]
    public void Nesting_is_bounded(string open, string close)
    {
        var text = (open[0] == 'b' ? "" : "a = ") + string.Concat(Enumerable.Repeat(open, 20_000)) + close + "\n";
        Assert.Equal("TemplateInvalid", Assert.Throws<ProblemException>(() => Read(text)).Problem.ErrorId);
    }

    [Theory]
    [InlineData("\"${local.a#}${local.a#}\"", "policy")]
    [InlineData("[local.a#, local.a#]", "policy")]
    [InlineData("var.x ? local.a# : local.a#", "role")]
    [InlineData("\"${local.a#}x\"", "policy")]
    public void Values_that_multiply_are_bounded(string value, string use)
    {
        var locals = string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"  a{i} = {value.Replace("#", $"{i + 1}", StringComparison.Ordinal)}\n"));
        // The last one is the first one again.
        var text = $"locals {{\n{locals}  a60 = local.a0\n}}\n" + (use == "role"
            ? Function("f", "local.a0")
            : Function("f", "var.x")
                + "resource \"aws_iam_role\" \"r\" {\n  assume_role_policy = jsonencode({ x = local.a0 })\n  name = local.a0\n}\n");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var stack = Read(text);
        Assert.Single(stack.Functions);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.True(use == "role" ? stack.Functions[0].Roles.Any(one => one.Tie == RoleTie.Unknown) : stack.Roles[0].Unknown.Count > 0);
    }

    [Fact]
    public void A_folder_is_recognized_by_its_files()
    {
        using var folder = new TestFolder(("a/main.tf", ""), ("b/main.tf.json", ""));
        Assert.True(TerraformFolderReader.IsTerraform(folder.At("a")));
        Assert.False(TerraformFolderReader.IsTerraform(folder.At("b")));
        Assert.False(TerraformFolderReader.IsTerraform(folder.At("c")));
    }

    internal static string Function(string name, string role) =>
        $"resource \"aws_lambda_function\" \"{name}\" {{\n  function_name = \"{name}\"\n  role          = {role}\n}}\n";

    private static DeclaredStack Read(string text) => Read(("main.tf", text));

    private static DeclaredStack Read(params (string Path, string Text)[] files)
    {
        using var folder = new TestFolder(files);
        return TerraformFolderReader.Read(folder.At(""));
    }
}
