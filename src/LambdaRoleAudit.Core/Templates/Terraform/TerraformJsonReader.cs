using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads what <c>terraform show -json</c> writes, or <c>tofu show -json</c>: a plan or a state ("JSON Output Format" on
/// developer.hashicorp.com, format versions 0.1 to 1.x). In a state each role is an ARN. In a plan, the ARN of a role that does not exist
/// yet is not known, and the configuration in the file says where it comes from.
/// </summary>
public static class TerraformJsonReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = NodeWeight.MostLevels };

    /// <summary>The types of resources that create functions of their own in a way that a plan does not show.</summary>
    private static readonly HashSet<string> Nested = new(StringComparer.Ordinal)
    {
        "aws_cloudformation_stack", "aws_cloudformation_stack_set", "aws_serverlessapplicationrepository_cloudformation_stack",
    };

    /// <summary>True if a resource of a type deploys a template of its own, which can declare functions.</summary>
    internal static bool DeploysTemplate(string type) => Nested.Contains(type);

    /// <summary>True if JSON is a plan or a state as <c>terraform show -json</c> writes it.</summary>
    public static bool IsTerraform(JsonElement root) => TerraformJson.Text(root, "format_version") is not null
        && (TerraformJson.Text(root, "terraform_version") is not null
            || TerraformJson.Of(root, "planned_values").ValueKind == JsonValueKind.Object
            || TerraformJson.Of(root, "values").ValueKind == JsonValueKind.Object
            // An empty state has nothing but its version.
            || root.EnumerateObject().Count() == 1);

    /// <summary>Reads a plan or a state.</summary>
    /// <param name="json">The JSON, as UTF-8.</param>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="ProblemException">
    /// The JSON is not valid (<c>TemplateInvalid</c>), or is of a version that is not supported (<c>TerraformVersionUnsupported</c>).
    /// </exception>
    public static DeclaredStack Read(ReadOnlyMemory<byte> json, string path)
    {
        if (json.Span.StartsWith("\uFEFF"u8)) json = json[3..];
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement, path);
        }
        catch (JsonException e)
        {
            var reason = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is > 0 and var end ? e.Message[..end] : e.Message;
            throw Invalid(path, e, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, reason);
        }
        catch (TemplateProblem e)
        {
            throw Invalid(path, e, e.Line, e.Column, e.Message);
        }
    }

    private static DeclaredStack Read(JsonElement root, string path)
    {
        var version = TerraformJson.Text(root, "format_version") ?? "";
        if (version.Split('.')[0] is not ("0" or "1"))
            throw new ProblemException(TerraformErrors.TerraformVersionUnsupported.About(path, ("path", path), ("version", version)));
        var planned = TerraformJson.Of(root, "planned_values");
        var isPlan = TerraformJson.IsThere(planned);
        var resources = TerraformResources.Read(
            isPlan ? planned : TerraformJson.Of(root, "values"),
            isPlan ? TerraformJson.At(root, "configuration", "root_module") : default);
        var origins = new TerraformOrigins(resources);
        var settings = new TerraformJsonSettings(resources, origins);
        var problems = Problems(root, resources, path).ToList();
        return new()
        {
            Path = path,
            Format = TemplateFormat.Terraform,
            Functions = resources.OfType("aws_lambda_function")
                .Select(function => FunctionOf(function, resources, origins, path, settings.Of(function))).ToList(),
            Shapes = TerraformShapes.Of(resources),
            Roles = TerraformJsonRoles.Read(resources, origins, path),
            Problems = problems,
            IsComplete = problems.Count == 0,
        };
    }

    private static IEnumerable<Problem> Problems(JsonElement root, TerraformResources resources, string path)
    {
        // False if resources are deferred, or the plan was made with -target (Terraform 1.8 and later).
        if (TerraformJson.Of(root, "complete").ValueKind == JsonValueKind.False
            || TerraformJson.Of(root, "errored").ValueKind == JsonValueKind.True)
            yield return TerraformErrors.TerraformPlanIncomplete.About(path, ("path", path));
        foreach (var nested in resources.All.Where(one => !one.IsData && Nested.Contains(one.Type)))
        {
            yield return TerraformErrors.TerraformNestedTemplate.About(
                nested.Address, ("path", path), ("address", nested.Address));
        }
    }

    private static DeclaredFunction FunctionOf(
        TerraformResource function, TerraformResources resources, TerraformOrigins origins, string path, DeclaredSettings settings) =>
        new()
        {
            FunctionName = function.Text("function_name") is { Length: > 0 } name ? name : function.Address,
            Declaration = new() { Format = TemplateFormat.Terraform, Path = path, Address = function.Address },
            Roles = [RoleOf(function, resources, origins)],
            SettingsIn = _ => [settings],
        };

    private static RoleUse RoleOf(TerraformResource function, TerraformResources resources, TerraformOrigins origins)
    {
        if (function.Text("role") is { Length: > 0 } arn)
        {
            return resources.RoleWithArn(arn) is { } known
                ? Declared(known)
                : new() { Tie = RoleTie.Imported, Key = arn };
        }

        if (!function.IsUnknown("role")) return Unknown($"The file does not have the role of {function.Address}.");
        return origins.Of(function, "role") switch
        {
            { Resource: { Type: "aws_iam_role" } role } => Declared(role),
            { Imported: { } imported } => new() { Tie = RoleTie.Imported, Key = imported },
            var origin => Unknown(origin.Reason ?? $"It comes from {origin.Resource!.Address}, which is not a role."),
        };
    }

    /// <summary>The key is the ARN where it is known, so that it is one with a role that is written as an ARN.</summary>
    private static RoleUse Declared(TerraformResource role) =>
        new() { Tie = RoleTie.Declared, Key = role.Text("arn") ?? role.Address, RoleAddress = role.Address };

    // The texts that show a reason end it with a period of their own.
    private static RoleUse Unknown(string reason) => new() { Tie = RoleTie.Unknown, Key = "", Reason = reason.TrimEnd('.') };

    private static ProblemException Invalid(string path, Exception cause, int line, int column, string reason) =>
        new(TemplateErrors.TemplateInvalid.About(
            path, cause, ("path", path), ("line", line), ("column", column), ("reason", reason)));
}
