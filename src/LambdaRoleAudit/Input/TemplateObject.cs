using System.Management.Automation;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Input;

/// <summary>Recognizes functions and roles of templates, live or deserialized. They exist in no account yet.</summary>
internal static class TemplateObject
{
    /// <summary>Returns a problem if an object is declared in a template; null for any other object.</summary>
    public static Problem? Of(PSObject input)
    {
        var (file, name) = input.BaseObject switch
        {
            SharedLambdaRole role => ((role.Declaration ?? role.Functions.FirstOrDefault()?.Declaration)?.File, $"Role {role.RoleName}"),
            LambdaFunction function => (function.Declaration?.File, $"Function {function.FunctionName}"),
            LambdaRoleFinding finding => (finding.Declaration?.File, $"Function {finding.FunctionName}"),
            _ => Stored(input),
        };
        return file is null ? null : TemplateErrors.ObjectOfTemplate.About(input, ("name", name), ("path", file));
    }

    private static (string? File, string Name) Stored(PSObject input)
    {
        var place = Place(input) ?? PipelineTargets.Items(input, "Functions").Select(Place).FirstOrDefault(one => one is not null);
        var name = PipelineTargets.Text(input, "FunctionName") ?? PipelineTargets.Text(input, "RoleName") ?? "The object";
        return (place is null ? null : PipelineTargets.Text(place, "File") ?? PipelineTargets.Text(place, "Path"), name);
    }

    private static PSObject? Place(PSObject input)
    {
        if (input.BaseObject is System.Collections.IDictionary) return null;
        var value = input.Properties["Declaration"]?.Value;
        return value is null || PSObject.AsPSObject(value) is not { } place || place.Properties["Address"] is null ? null : place;
    }
}
