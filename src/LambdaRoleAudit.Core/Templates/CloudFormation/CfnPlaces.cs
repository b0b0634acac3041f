using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Where the resources of one file are declared.</summary>
internal sealed class CfnPlaces(string path, TemplateFormat format)
{
    /// <summary>Returns the place of a resource's logical id.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="address">The address, if it is not the resource's own: a role that SAM makes for a function.</param>
    public Declaration Of(CfnResource resource, string? address = null) => new()
    {
        Format = format,
        Path = path,
        Line = resource.Key.Line,
        Column = resource.Key.Column,
        Address = address ?? resource.LogicalId,
        ConstructPath = resource.ConstructPath,
    };
}
