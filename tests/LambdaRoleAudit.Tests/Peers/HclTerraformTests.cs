using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Tests.Core.Templates;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>
/// What the readers say of a plan and of .tf files, beside the state that Terraform makes of them. Terraform's built-in resource
/// terraform_data stands for roles (its id for the ARN) and for functions (its input for the role), so no provider is needed.
/// </summary>
public sealed partial class HclTerraformTests
{
    private const string Main = """
        locals {
          r      = terraform_data.shared.id
          m      = { x = terraform_data.shared.id, y = terraform_data.counted[1].id }
          create = false
        }
        resource "terraform_data" "shared" {}
        resource "terraform_data" "many" {
          for_each = toset(["a", "b"])
        }
        resource "terraform_data" "counted" {
          count = 2
        }
        resource "terraform_data" "single" {
          count = 1
        }
        resource "terraform_data" "none" {
          count = 0
        }
        resource "terraform_data" "f1" {
          input = terraform_data.shared.id
        }
        resource "terraform_data" "f2" {
          input = local.r
        }
        resource "terraform_data" "f3" {
          for_each = toset(["a", "b"])
          input    = terraform_data.many[each.key].id
        }
        resource "terraform_data" "f4" {
          input = terraform_data.many["a"].id
        }
        resource "terraform_data" "f5" {
          count = 2
          input = terraform_data.counted[count.index].id
        }
        resource "terraform_data" "f6" {
          input = terraform_data.counted[1].id
        }
        resource "terraform_data" "f7" {
          input = "${terraform_data.shared.id}"
        }
        resource "terraform_data" "f8" {
          input = terraform_data.counted.*.id[0]
        }
        resource "terraform_data" "f9" {
          input = local.create ? terraform_data.shared.id : terraform_data.counted[0].id
        }
        resource "terraform_data" "f10" {
          input = element(terraform_data.single[*].id, 0)
        }
        resource "terraform_data" "f11" {
          input = one(terraform_data.single[*].id)
        }
        resource "terraform_data" "f12" {
          for_each = { a = terraform_data.shared.id, b = terraform_data.counted[0].id }
          input    = each.value
        }
        resource "terraform_data" "f13" {
          input = local.m.y
        }
        resource "terraform_data" "f14" {
          for_each = terraform_data.many
          input    = each.value.id
        }
        resource "terraform_data" "f15" {
          input = module.m["p"].own
        }
        resource "terraform_data" "f16" {
          for_each = toset(["p", "q"])
          input    = module.m[each.key].own
        }
        resource "terraform_data" "f17" {
          input = module.n.given
        }
        resource "terraform_data" "f18" {
          count = 2
          input = terraform_data.shared.id
        }
        resource "terraform_data" "f19" {
          input = try(terraform_data.none[0].id, terraform_data.single[0].id)
        }
        resource "terraform_data" "f20" {
          input = join("", terraform_data.single.*.id)
        }
        module "m" {
          source   = "./m"
          for_each = toset(["p", "q"])
          role     = terraform_data.shared.id
        }
        module "n" {
          source = "./m"
          role   = module.m["p"].own
          create = false
        }
        """;

    private const string Module = """
        variable "role" {}
        variable "create" {
          default = true
        }
        resource "terraform_data" "own" {}
        resource "terraform_data" "extra" {
          count = var.create ? 1 : 0
        }
        resource "terraform_data" "f1" {
          input = var.role
        }
        resource "terraform_data" "f2" {
          input = var.create ? terraform_data.extra[0].id : var.role
        }
        output "own" {
          value = terraform_data.own.id
        }
        output "given" {
          value = var.role
        }
        """;

    [Fact]
    public async Task The_plan_and_the_files_say_what_the_state_shows()
    {
        using var folder = new TestFolder(
            ("main.tf", Main), ("m/main.tf", Module), ("aws/main.tf", AsAws(Main)), ("aws/m/main.tf", AsAws(Module)));
        await RequireAsync(folder);
        await RunAsync(folder, "init");
        await RunAsync(folder, "plan", "-out=plan");
        var plan = await ReadAsync(folder, "plan");
        await RunAsync(folder, "apply", "plan");
        var state = await ReadAsync(folder, "terraform.tfstate");
        var files = TerraformFolderReader.Read(folder.At("aws"));

        var truth = state.Functions.ToDictionary(function => function.Declaration.Address, function => function.Roles[0].RoleAddress);
        Assert.Equal(32, truth.Count);
        Assert.DoesNotContain(null, truth.Values);
        // A plan has neither local values, nor the output or the index that an expression picks by a key, nor its choice among several.
        Assert.Equal(
            [
                "f12[\"a\"]", "f12[\"b\"]", "f13", "f16[\"p\"]", "f16[\"q\"]", "f2", "f8", "f9", "module.m[\"p\"].f2", "module.m[\"q\"].f2",
            ],
            Unknown(plan, truth));
        // The files do not say which keys a resource has that for_each names, and functions are not evaluated.
        Assert.Equal(["f14[each.key]", "f19"], Unknown(files, truth));
    }

    /// <summary>The functions whose role is not known; all others must have the role that the state shows.</summary>
    private static List<string> Unknown(DeclaredStack stack, Dictionary<string, string?> truth)
    {
        var unknown = new List<string>();
        foreach (var function in stack.Functions)
        {
            var address = function.Declaration.Address;
            var use = Assert.Single(function.Roles);
            if (use.Tie == RoleTie.Unknown) unknown.Add(address.Replace("aws_lambda_function.", "", StringComparison.Ordinal));
            else Assert.True(truth[address] == use.RoleAddress, $"{address}: {use.RoleAddress}, and not {truth[address]}");
        }

        return [.. unknown.Order(StringComparer.Ordinal)];
    }

    private static async Task RequireAsync(TestFolder folder)
    {
        try
        {
            await Programs.RunAsync("terraform", ["version"], folder: folder.At(""));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.Skip($"terraform is needed: {e.Message}");
        }
    }

    private static async Task<string> RunAsync(TestFolder folder, params string[] arguments)
    {
        var offline = new Dictionary<string, string?> { ["CHECKPOINT_DISABLE"] = "1", ["TF_IN_AUTOMATION"] = "1" };
        var (code, output, errors) = await Programs.RunAsync("terraform", arguments, offline, folder.At(""));
        Assert.True(code == 0, $"{output}\n{errors}");
        return output;
    }

    private static async Task<DeclaredStack> ReadAsync(TestFolder folder, string file)
    {
        var json = JsonNode.Parse(await RunAsync(folder, "show", "-json", file))!;
        Rename(json);
        return TerraformJsonReader.Read(Encoding.UTF8.GetBytes(AsAws(json.ToJsonString())), folder.At(file));
    }

    /// <summary>Gives the values and expressions of resources the names that they have for roles and functions.</summary>
    private static void Rename(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Rename(item);
        }
        else if (node is JsonObject properties)
        {
            if ((string?)(properties["name"] as JsonValue) is { } name && (string?)(properties["type"] as JsonValue) == "terraform_data")
            {
                var isFunction = Function().IsMatch(name);
                properties["type"] = isFunction ? "aws_lambda_function" : "aws_iam_role";
                foreach (var part in new[] { "values", "expressions" })
                    if (properties[part] is JsonObject values) Rename(values, isFunction ? "input" : "id", isFunction ? "role" : "arn");
            }

            foreach (var (_, value) in properties.ToList()) Rename(value);
        }
    }

    private static void Rename(JsonObject values, string from, string to)
    {
        if (values[from] is not { } value) return;
        values.Remove(from);
        values[to] = value;
    }

    private static string AsAws(string text)
    {
        text = FunctionReference().Replace(text, "aws_lambda_function.$1");
        text = FunctionBlock().Replace(text, "\"aws_lambda_function\" \"$1\"");
        text = Attribute().Replace(Input().Replace(text, "role"), ".arn");
        return text.Replace("terraform_data", "aws_iam_role", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^f\d+$")]
    private static partial Regex Function();

    [GeneratedRegex(@"terraform_data\.(f\d+)")]
    private static partial Regex FunctionReference();

    [GeneratedRegex("\"terraform_data\" \"(f\\d+)\"")]
    private static partial Regex FunctionBlock();

    [GeneratedRegex(@"\binput(?= +=)")]
    private static partial Regex Input();

    [GeneratedRegex(@"\.id\b")]
    private static partial Regex Attribute();
}
