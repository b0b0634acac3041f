using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads a template of AWS CloudFormation or AWS SAM, as it is written by hand or by <c>cdk synth</c>: its functions, and their roles as
/// far as the template determines them.
/// </summary>
public static class CloudFormationReader
{
    /// <summary>
    /// True for a CloudFormation template: it has <c>AWSTemplateFormatVersion</c> or <c>Transform</c>, or resources with a <c>Type</c>.
    /// </summary>
    public static bool IsTemplate(MappingNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return root["AWSTemplateFormatVersion"] is not null
            || (root["Transform"] is not null && root["Resources"] is not null)
            || (root["Resources"] is MappingNode resources
                && resources.AllEntries.Any(entry => entry.Value.Target is MappingNode resource && resource["Type"] is ScalarNode));
    }

    /// <summary>Returns what the template declares. What cannot be read is in <see cref="DeclaredStack.Problems"/>.</summary>
    public static DeclaredStack Read(TemplateText text, MappingNode root)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(root);
        if (CfnCircle.Find(text, root) is var (names, line, column))
        {
            var reason = $"Resources refer to each other in a circle, which CloudFormation rejects: {string.Join(" → ", names.Take(10))}.";
            throw new ProblemException(TemplateErrors.TemplateInvalid.About(
                text.Path, ("path", text.Path), ("line", line), ("column", column), ("reason", reason)));
        }

        var (template, unknown) = Open(root);
        var format = template.IsSam ? TemplateFormat.Sam : TemplateFormat.CloudFormation;
        var places = new CfnPlaces(text.Path, format);
        var conditions = new CfnConditions(template);
        var keys = new CfnRoleKeys(template);
        var functions = new CfnFunctionReader(template, conditions, keys, places).Read().ToList();
        var reader = new CfnRoleReader(template, places);
        var roles = reader.Read();
        if (template.Budget.IsSpent) unknown.Add("it stands for more than CloudFormation accepts");
        return new()
        {
            Path = text.Path,
            Format = format,
            Functions = CfnImportedArns.Unify(functions),
            Roles = roles,
            CanHold = conditions.CanHold,
            OpenAttachments = reader.OpenAttachments,
            ResourcePolicies = new(() => CfnResourcePolicies.Of(template)),
            Nested = [.. CfnNested.Of(template, keys, text.Path)],
            Outputs = [.. CfnExports.Outputs(template, keys)],
            Exports = [.. CfnExports.Roles(template)],
            Shapes = CfnShapes.Of(template),
            Problems = [.. unknown.Distinct().Select(reason => Unread(text.Path, reason))],
            IsComplete = unknown.Count == 0,
            Text = text,
            Root = root,
        };
    }

    /// <summary>Returns a template with its resources, and why there can be more of them.</summary>
    internal static (CfnTemplate Template, List<string> Unknown) Open(MappingNode root)
    {
        var template = new CfnTemplate(root);
        var (resources, unknown) = CfnResources.List(template);
        template.Resources = resources.ToDictionary(resource => resource.LogicalId, StringComparer.Ordinal);
        template.IsSam = template.Transforms.Contains(CfnTemplate.SamTransform)
            || resources.Any(resource => resource.Type.StartsWith(CfnTemplate.SamPrefix, StringComparison.Ordinal));
        foreach (var function in resources.Where(SamRoles.MakesRole))
            template.GeneratedRoles.TryAdd(SamRoles.AddressOf(function), function);
        return (template, unknown);
    }

    private static Problem Unread(string path, string reason) =>
        TemplateErrors.ResourcesUnknown.About(path, ("path", path), ("reason", reason));
}
