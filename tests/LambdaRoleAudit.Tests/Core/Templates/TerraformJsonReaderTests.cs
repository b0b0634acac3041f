using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>
/// Plans and states as <c>terraform show -json</c> writes them. The references of expressions are those that Terraform 1.11 wrote for
/// the same expressions.
/// </summary>
public sealed class TerraformJsonReaderTests
{
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    private const string Arn = "arn:aws:iam::123456789012:role/shared";

    [Fact]
    public void In_a_state_one_ARN_is_one_role()
    {
        var stack = State(
            Resource("aws_iam_role.shared", new { arn = Arn, name = "shared", path = "/", assume_role_policy = Trust }),
            Resource("aws_lambda_function.a", new { function_name = "one", role = Arn, runtime = "python3.13" }),
            Resource("aws_lambda_function.b", new { function_name = "two", role = Arn }),
            Resource("aws_lambda_function.c", new { function_name = "three", role = Arn + "-other" }));
        Assert.True(stack.IsComplete);
        Assert.Equal(["one", "two", "three"], stack.Functions.Select(function => function.FunctionName));
        Assert.Equal(["one", "two"], Sharing(stack));
        Assert.Equal((RoleTie.Declared, Arn, "aws_iam_role.shared"), Use(stack, "one"));
        Assert.Equal((RoleTie.Imported, Arn + "-other", null), Use(stack, "three"));
        Assert.Equal("/s.json aws_lambda_function.a", stack.Functions[0].Declaration.ToString());
        var role = Assert.Single(stack.Roles);
        Assert.Equal(("aws_iam_role.shared", "shared", Trust), (role.Address, role.RoleName, role.TrustPolicy));
        Assert.Empty(role.Unknown);
    }

    [Fact]
    public void Modules_and_instances_have_their_own_addresses()
    {
        var inner = Module("""module.m["a"].module.n[0]""", [Resource("aws_lambda_function.f[1]", new { role = Arn }, 1)]);
        var stack = State(
            [Resource("""aws_lambda_function.f["x.y"]""", new { role = Arn }, "x.y")], [Module("""module.m["a"]""", [], [inner])]);
        Assert.Equal(
            ["""aws_lambda_function.f["x.y"]""", """module.m["a"].module.n[0].aws_lambda_function.f[1]"""],
            stack.Functions.Select(function => function.Declaration.Address));
        Assert.Equal(2, Sharing(stack).Count);
    }

    [Fact]
    public void A_deposed_object_is_not_the_function()
    {
        var stack = State(
            Resource("aws_lambda_function.f", new { function_name = "f", role = Arn }),
            """{"address":"aws_lambda_function.f","mode":"managed","type":"aws_lambda_function","name":"f","deposed_key":"1a2b3c4d","values":{"role":"x"}}""");
        Assert.Single(stack.Functions);
    }

    [Theory]
    // aws_iam_role.r.arn
    [InlineData("""["aws_iam_role.r.arn","aws_iam_role.r"]""", "aws_iam_role.r")]
    [InlineData("""["aws_iam_role.many[\"a\"].arn","aws_iam_role.many[\"a\"]","aws_iam_role.many"]""", """aws_iam_role.many["a"]""")]
    // aws_iam_role.counted[*].arn, and with [1]
    [InlineData("""["aws_iam_role.counted"]""", null)]
    [InlineData("""["aws_iam_role.counted[1].arn","aws_iam_role.counted[1]","aws_iam_role.counted"]""", "aws_iam_role.counted[1]")]
    // one(aws_iam_role.single[*].arn)
    [InlineData("""["aws_iam_role.single"]""", "aws_iam_role.single[0]")]
    // var.create ? aws_iam_role.r.arn : var.role
    [InlineData("""["var.create","aws_iam_role.r.arn","aws_iam_role.r","var.role"]""", "aws_iam_role.r")]
    // local.create ? ..., and local.role
    [InlineData("""["local.create","aws_iam_role.r.arn","aws_iam_role.r"]""", null)]
    [InlineData("""["local.role"]""", null)]
    // try(aws_iam_role.none[0].arn, aws_iam_role.r.arn): no instance of aws_iam_role.none
    [InlineData(
        """["aws_iam_role.none[0].arn","aws_iam_role.none[0]","aws_iam_role.none","aws_iam_role.r.arn","aws_iam_role.r"]""", "aws_iam_role.r")]
    [InlineData(
        """["aws_iam_role.r.arn","aws_iam_role.r","aws_iam_role.single[0].arn","aws_iam_role.single[0]","aws_iam_role.single"]""", null)]
    // module.m["p"].own, module.given.given (which passes its variable on), and module.m[each.key].own
    [InlineData("""["module.m[\"p\"].own","module.m[\"p\"]"]""", """module.m["p"].aws_iam_role.own""")]
    [InlineData("""["module.given.given","module.given"]""", "aws_iam_role.r")]
    [InlineData("""["module.m","each.key"]""", """module.m["p"].aws_iam_role.own""")]
    [InlineData("""["module.m"]""", null)]
    // aws_iam_role.many[each.key].arn and each.value
    [InlineData("""["aws_iam_role.many","each.key"]""", """aws_iam_role.many["p"]""")]
    [InlineData("""["each.value.arn","each.value"]""", """aws_iam_role.many["p"]""")]
    public void In_a_plan_the_references_say_where_a_role_that_is_not_known_comes_from(string references, string? address)
    {
        var roles = new[]
        {
            Resource("aws_iam_role.r", new { name = "r" }),
            Resource("aws_iam_role.single[0]", new { name = "s" }, 0),
            Resource("aws_iam_role.counted[0]", new { }, 0),
            Resource("aws_iam_role.counted[1]", new { }, 1),
            Resource("""aws_iam_role.many["a"]""", new { }, "a"),
            Resource("""aws_iam_role.many["p"]""", new { }, "p"),
            Resource("""aws_lambda_function.f["p"]""", new { function_name = "f" }, "p"),
        };
        var children = new[]
        {
            Module("""module.m["p"]""", [Resource("aws_iam_role.own", new { })]),
            Module("""module.m["q"]""", [Resource("aws_iam_role.own", new { })]),
        };
        const string Outputs = """
            "outputs":{"own":{"expression":{"references":["aws_iam_role.own.arn","aws_iam_role.own"]}},
                       "key":{"expression":{"references":["var.key"]}}}
            """;
        var configuration = """
            {"resources":[{"address":"aws_lambda_function.f","mode":"managed","type":"aws_lambda_function","name":"f",
               "expressions":{"role":{"references":@references}},"for_each_expression":{"references":["aws_iam_role.many"]}}],
             "module_calls":{
               "m":{"source":"./m","expressions":{"key":{"references":["each.key"]}},"module":{ @Outputs }},
               "given":{"source":"./g","expressions":{"role":{"references":["aws_iam_role.r.arn","aws_iam_role.r"]}},
                 "module":{"outputs":{"given":{"expression":{"references":["var.role"]}}},"variables":{"role":{}}}}}}
            """.Replace("@references", references, StringComparison.Ordinal).Replace("@Outputs", Outputs, StringComparison.Ordinal);
        var use = Assert.Single(Plan(roles, children, configuration).Functions).Roles.Single();
        if (address is null)
        {
            Assert.Equal(RoleTie.Unknown, use.Tie);
            Assert.False(string.IsNullOrEmpty(use.Reason));
        }
        else
        {
            Assert.Equal((RoleTie.Declared, address, address), (use.Tie, use.Key, use.RoleAddress));
        }
    }

    [Fact]
    public void A_variable_of_a_module_leads_to_the_role_of_its_caller()
    {
        const string Function = """
            {"address":"aws_lambda_function.f","expressions":{"role":{"references":["var.create","aws_iam_role.own[0].arn","aws_iam_role.own[0]",
              "aws_iam_role.own","var.role"]}}}
            """;
        const string Role = """{"references":["aws_iam_role.r.arn","aws_iam_role.r"]}""";
        var stack = Plan(
            [Resource("aws_iam_role.r", new { })],
            [
                Module("module.a", [Resource("aws_lambda_function.f", new { })]),
                Module("module.b", [Resource("aws_lambda_function.f", new { })]),
                Module("module.c", [Resource("aws_lambda_function.f", new { }), Resource("aws_iam_role.own[0]", new { }, 0)]),
            ],
            """
            {"module_calls":{
              "a":{"expressions":{"role":@Role,"create":{"constant_value":false}},"module":{"resources":[@Function]}},
              "b":{"expressions":{"role":@Role,"create":{"constant_value":false}},"module":{"resources":[@Function]}},
              "c":{"expressions":{},"module":{"resources":[@Function]}}}}
            """.Replace("@Role", Role, StringComparison.Ordinal).Replace("@Function", Function, StringComparison.Ordinal));
        Assert.Equal(
            ["aws_iam_role.r", "aws_iam_role.r", "module.c.aws_iam_role.own[0]"],
            stack.Functions.Select(function => function.Roles[0].Key));
    }

    [Theory]
    [InlineData("""["data.aws_iam_role.d.arn","data.aws_iam_role.d"]""", "data.aws_iam_role.d.arn")]
    // A condition that is not known, beside roles that are.
    [InlineData("""["data.aws_iam_role.d.arn","data.aws_iam_role.d","aws_iam_role.known.arn","aws_iam_role.known"]""", null)]
    public void A_data_source_that_is_read_later_is_a_role_made_somewhere_else(string references, string? key)
    {
        var stack = Plan(
            [
                Resource("aws_iam_role.known", new { arn = Arn }), Resource("data.aws_iam_role.d", new { name = "x" }),
                Resource("aws_lambda_function.f", new { }),
            ],
            [],
            """{"resources":[{"address":"aws_lambda_function.f","expressions":{"role":{"references":@references}}}]}""".Replace("@references", references, StringComparison.Ordinal));
        var use = stack.Functions[0].Roles[0];
        Assert.Equal((key is null ? RoleTie.Unknown : RoleTie.Imported, key ?? ""), (use.Tie, use.Key));
    }

    [Fact]
    public void A_value_that_is_known_is_not_where_an_unknown_one_comes_from()
    {
        var stack = Plan(
            [
                Resource("aws_iam_role.known", new { arn = Arn }), Resource("aws_iam_role.r", new { }),
                Resource("aws_lambda_function.f", new { }),
            ],
            [],
            """
            {"resources":[{"address":"aws_lambda_function.f","expressions":{"role":{"references":["var.create",
              "aws_iam_role.known.arn","aws_iam_role.known","aws_iam_role.r.arn","aws_iam_role.r"]}}}]}
            """);
        Assert.Equal("aws_iam_role.r", stack.Functions[0].Roles[0].RoleAddress);
    }

    [Fact]
    public void A_role_that_is_written_as_an_ARN_is_the_role_of_that_name_that_the_plan_creates()
    {
        var stack = Plan(
            [
                Resource("aws_iam_role.r", new { name = "shared", path = "/" }),
                Resource("aws_lambda_function.f", new { role = Arn }), Resource("aws_lambda_function.g", new { }),
                Resource("aws_lambda_function.h", new { role = Arn.Replace("role/", "role/other/", StringComparison.Ordinal) }),
            ],
            [],
            """{"resources":[{"address":"aws_lambda_function.g","expressions":{"role":{"references":["aws_iam_role.r.arn","aws_iam_role.r"]}}}]}""");
        Assert.Equal(["aws_lambda_function.f", "aws_lambda_function.g"], Sharing(stack));
    }

    [Fact]
    public void A_role_has_the_policies_that_other_resources_attach()
    {
        var stack = Plan(
            [
                Resource("aws_iam_role.r", new { name = "r", path = "/p/", assume_role_policy = Trust, permissions_boundary = "arn:b",
                    inline_policy = new[] { new { name = "i", policy = "{1}" } } }),
                Resource("aws_iam_role.s", new { assume_role_policy = Trust, inline_policy = new object[] { new { } } }),
                Resource("aws_iam_policy.p", new { policy = "{2}" }),
                Resource("aws_iam_policy.later", new { name = "later" }),
                Resource("aws_iam_role_policy.by_name", new { name = "n", role = "r", policy = "{3}" }),
                Resource("aws_iam_role_policy.by_reference", new { name = "m", policy = "{4}" }),
                Resource("aws_iam_role_policy_attachment.known", new { role = "r", policy_arn = "arn:aws:iam::aws:policy/X" }),
                Resource("aws_iam_role_policy_attachment.declared", new { role = "r" }),
                Resource("aws_iam_policy_attachment.both", new { name = "b", policy_arn = "arn:aws:iam::aws:policy/Y" }),
                Resource("aws_iam_role_policy_attachment.later", new { }),
            ],
            [],
            """
            {"resources":[
              {"address":"aws_iam_role_policy.by_reference","expressions":{"role":{"references":["aws_iam_role.s.id","aws_iam_role.s"]}}},
              {"address":"aws_iam_role_policy_attachment.declared","expressions":{"policy_arn":{"references":["aws_iam_policy.p.arn","aws_iam_policy.p"]}}},
              {"address":"aws_iam_policy_attachment.both","expressions":{"roles":{"references":["aws_iam_role.r.name","aws_iam_role.r","aws_iam_role.s.name","aws_iam_role.s"]}}},
              {"address":"aws_iam_policy.later","expressions":{"policy":{"references":["aws_s3_bucket.b.arn","aws_s3_bucket.b"]}}},
              {"address":"aws_iam_role_policy_attachment.later","expressions":{"role":{"references":["aws_iam_role.s.id","aws_iam_role.s"]},
                "policy_arn":{"references":["aws_iam_policy.later.arn","aws_iam_policy.later"]}}}]}
            """);
        var r = stack.Roles[0];
        Assert.Equal(("/p/", "arn:b", Trust), (r.Path, r.PermissionsBoundaryArn, r.TrustPolicy));
        Assert.Equal([new("i", "{1}"), new("n", "{3}")], r.InlinePolicies);
        // The name of r is known, so the attachment of both cannot be unknown because of it; s has no name yet.
        Assert.Equal(["arn:aws:iam::aws:policy/X"], r.ManagedPolicyArns.Where(arn => arn.EndsWith('X')));
        Assert.Equal([new("aws_iam_policy.p", "{2}")], r.DeclaredPolicies);
        Assert.Empty(r.Unknown);
        var s = stack.Roles[1];
        Assert.Equal([new("m", "{4}")], s.InlinePolicies);
        Assert.Equal(["arn:aws:iam::aws:policy/Y"], s.ManagedPolicyArns);
        Assert.Equal(["policy of aws_iam_policy.later is not known before the plan is applied."], s.Unknown);
    }

    [Fact]
    public void A_policy_of_a_role_that_is_not_known_can_be_of_any_role()
    {
        var stack = Plan(
            [
                Resource("aws_iam_role.r", new { assume_role_policy = Trust }),
                Resource("aws_iam_role_policy.p", new { name = "n", policy = "{}" }),
            ],
            [], """{"resources":[{"address":"aws_iam_role_policy.p","expressions":{"role":{"references":["local.r"]}}}]}""");
        Assert.Contains("aws_iam_role_policy.p", Assert.Single(Assert.Single(stack.Roles).Unknown), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format_version":"1.2","complete":false,"planned_values":{}}""", "TerraformPlanIncomplete")]
    [InlineData("""{"format_version":"1.2","errored":true,"planned_values":{}}""", "TerraformPlanIncomplete")]
    [InlineData("""
        {"format_version":"1.0","values":{"root_module":{"resources":[{"address":"aws_cloudformation_stack.s","mode":"managed",
        "type":"aws_cloudformation_stack","name":"s","values":{}}]}}}
        """, "TerraformNestedTemplate")]
    public void What_can_declare_more_functions_is_said(string json, string error)
    {
        var stack = Read(json);
        Assert.False(stack.IsComplete);
        Assert.Equal(error, Assert.Single(stack.Problems).ErrorId);
    }

    [Theory]
    [InlineData("""{"format_version":"2.0","values":{}}""", "TerraformVersionUnsupported")]
    [InlineData("""{"format_version":"1.0","values":{"root_module":""", "TemplateInvalid")]
    [InlineData("""{"format_version":"\ud800"}""", "TemplateInvalid")]
    public void A_file_that_cannot_be_read_is_an_error(string json, string error) =>
        Assert.Equal(error, Assert.Throws<ProblemException>(() => Read(json)).Problem.ErrorId);

    [Fact]
    public void Arguments_that_multiply_are_bounded()
    {
        // Each module passes two variables on, both from both of its own.
        var configuration = """{"resources":[{"address":"aws_lambda_function.f","expressions":{"role":{"references":["var.a"]}}}]}""";
        var address = "module.m";
        const string Both = """{"references":["var.a","var.b"]}""";
        for (var level = 0; level < 35; level++)
        {
            configuration = $"{{\"module_calls\":{{\"m\":{{\"expressions\":{{\"a\":{Both},\"b\":{Both}}},\"module\":{configuration}}}}}}}";
            if (level > 0) address += ".module.m";
        }

        var stack = Plan([], [Module(address, [Resource("aws_lambda_function.f", new { })])], configuration);
        Assert.Equal(RoleTie.Unknown, Assert.Single(stack.Functions).Roles[0].Tie);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var deep = $$"""{"format_version":"1.0","values":{{string.Concat(Enumerable.Repeat("[", 100_000))}} """;
        Assert.Equal("TemplateInvalid", Assert.Throws<ProblemException>(() => Read(deep)).Problem.ErrorId);
    }

    [Theory]
    [InlineData("""{"format_version":"1.0","values":1,"planned_values":[],"complete":"x"}""")]
    [InlineData("""
        {"format_version":"0.1","values":{"root_module":{"resources":[1,null,{},{"address":1,"type":"aws_lambda_function","name":"x"}],
        "child_modules":[{}]}}}
        """)]
    [InlineData("""[]""")]
    public void Other_kinds_of_values_are_passed_over(string json)
    {
        if (json.StartsWith('[')) Assert.Throws<ProblemException>(() => Read(json));
        else Assert.Empty(Read(json).Functions);
    }

    [Theory]
    [InlineData("""{"format_version":"1.0","terraform_version":"1.1.0"}""", true)]
    [InlineData("""{"format_version":"1.2","planned_values":{}}""", true)]
    [InlineData("""{"format_version":"0.1","values":{}}""", true)]
    [InlineData("""{"format_version":"1.0"}""", true)]
    [InlineData("""{"format_version":"1.0","provider_schemas":{}}""", false)]
    [InlineData("""{"version":4,"terraform_version":"1.1.0"}""", false)]
    [InlineData("""{"AWSTemplateFormatVersion":"2010-09-09"}""", false)]
    [InlineData("[1]", false)]
    public void Plans_and_states_are_recognized(string json, bool expected)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(expected, TerraformJsonReader.IsTerraform(document.RootElement));
    }

    internal static IReadOnlyList<string> Sharing(DeclaredStack stack) => stack.Functions
        .SelectMany(function => function.Roles.Select(role => (function.FunctionName, role)))
        .Where(use => use.role.Tie != RoleTie.Unknown).GroupBy(use => use.role.Key).Where(group => group.Count() > 1)
        .SelectMany(group => group.Select(use => use.FunctionName)).ToList();

    [Fact]
    public void A_policy_with_a_key_twice_is_not_read()
    {
        var stack = State(
            Resource("aws_iam_role.r", new { name = "r", arn = "arn:aws:iam::123456789012:role/r", assume_role_policy = "{}" }),
            Resource("aws_iam_role_policy.p", new { name = "n", role = "r", policy = "{\"Statement\":[],\"Statement\":[]}" }));
        var role = Assert.Single(stack.Roles);
        Assert.Empty(role.InlinePolicies);
        Assert.Contains(role.Unknown, reason => reason.Contains("aws_iam_role_policy.p", StringComparison.Ordinal));
    }

    internal static List<(DeclaredFunction Function, RoleUse Role)> SharedUses(DeclaredStack stack)
    {
        var uses = stack.Functions.SelectMany(function => function.Roles.Select(role => (Function: function, Role: role)))
            .Where(use => use.Role.Tie != RoleTie.Unknown).ToList();
        var keys = uses.GroupBy(use => use.Role.Key).Where(group => group.DistinctBy(use => use.Function).Count() > 1)
            .Select(group => group.Key).ToHashSet();
        return uses.Where(use => keys.Contains(use.Role.Key)).DistinctBy(use => use.Function).ToList();
    }

    private static (RoleTie Tie, string Key, string? Address) Use(DeclaredStack stack, string name)
    {
        var use = Assert.Single(stack.Functions.Single(function => function.FunctionName == name).Roles);
        return (use.Tie, use.Key, use.RoleAddress);
    }

    private static DeclaredStack Read(string json) => TerraformJsonReader.Read(Encoding.UTF8.GetBytes(json), "/s.json");

    private static DeclaredStack State(params string[] resources) => State(resources, []);

    private static DeclaredStack State(string[] resources, string[] modules) => Read(
        $$$"""{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{{{Content(resources, modules)}}}}}""");

    private static DeclaredStack Plan(string[] resources, string[] modules, string configuration) => Read(
        $$$"""
        {"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{{{Content(resources, modules)}}}},
         "configuration":{"root_module":{{{configuration}}}},"complete":true,"errored":false}
        """);

    private static string Content(string[] resources, string[] modules) =>
        $"{{\"resources\":[{string.Join(',', resources)}],\"child_modules\":[{string.Join(',', modules)}]}}";

    private static string Module(string address, string[] resources, string[]? modules = null)
    {
        var prefix = JsonSerializer.Serialize(address + ".")[..^1];
        var inside = resources.Select(text => text.Replace("\"address\":\"", $"\"address\":{prefix}", StringComparison.Ordinal)).ToArray();
        return $"{{\"address\":{prefix[..^1]}\",{Content(inside, modules ?? [])[1..]}";
    }

    private static string Resource(string address, object values, object? index = null)
    {
        var steps = address.Split('[')[0].Split('.');
        var isData = steps[0] == "data";
        var written = index is null ? "" : $"\"index\":{JsonSerializer.Serialize(index)},";
        return $"{{\"address\":{JsonSerializer.Serialize(address)},\"mode\":\"{(isData ? "data" : "managed")}\",\"type\":\"{steps[^2]}\","
            + $"\"name\":\"{steps[^1]}\",{written}\"values\":{JsonSerializer.Serialize(values)}}}";
    }
}
