using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>An instance of a resource in a plan or a state.</summary>
internal sealed class TerraformResource
{
    /// <summary>The complete address, as Terraform writes it.</summary>
    public required string Address { get; init; }

    /// <summary>The type, such as <c>aws_iam_role</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The name in its module.</summary>
    public required string Name { get; init; }

    /// <summary>True for a data source.</summary>
    public required bool IsData { get; init; }

    /// <summary>The index of the instance, as part of a path. Empty if the resource has neither count nor for_each.</summary>
    public required string Index { get; init; }

    /// <summary>The module that it is in.</summary>
    public required TerraformScope Scope { get; init; }

    /// <summary>The values that are known.</summary>
    public required JsonElement Values { get; init; }

    /// <summary>The address in the module without the index.</summary>
    public string LocalAddress => $"{(IsData ? "data." : "")}{Type}.{Name}";

    /// <summary>The resource in the configuration; undefined in a state.</summary>
    public JsonElement Configuration => Scope.Resource(LocalAddress);

    /// <summary>Returns the expression of an attribute; undefined if the configuration does not have it, and in a state.</summary>
    public JsonElement Expression(string attribute) => TerraformJson.At(Configuration, "expressions", attribute);

    /// <summary>Returns a value that is a text; null if it is not known.</summary>
    public string? Text(string attribute) => TerraformJson.Text(Values, attribute);

    /// <summary>True if the configuration sets an attribute whose value is not known before the plan is applied.</summary>
    public bool IsUnknown(string attribute) =>
        TerraformJson.Of(Values, attribute).ValueKind == JsonValueKind.Undefined && TerraformJson.IsThere(Expression(attribute));
}
