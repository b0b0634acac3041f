using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>The functions that a command changes or creates roles for, one by one: by name, ARN or wildcard, or as objects.</summary>
internal static class FunctionLocations
{
    /// <summary>Returns functions by name, ARN or wildcard. A text that is none of these is reported.</summary>
    public static IEnumerable<FunctionLocation> Of(IEnumerable<string> texts, Action<Problem> report)
    {
        foreach (var text in texts)
        {
            if (WildcardPattern.ContainsWildcardCharacters(text))
                yield return new FunctionLocation(new FunctionReference(text, null, null, null), null)
                {
                    Pattern = NameTests.Function(text, report)!.Matches
                };
            else if (FunctionReference.TryParse(text, out var function)) yield return new FunctionLocation(function, null);
            else report(AssignmentErrors.InvalidFunction.About(text, ("function", text)));
        }
    }

    /// <summary>Returns the function that an object is or names; null if it does not name one.</summary>
    public static FunctionLocation? Of(PSObject input, Action<Problem> report)
    {
        var text = input.BaseObject as string ?? PipelineTargets.Text(input, "FunctionArn") ?? PipelineTargets.Text(input, "FunctionName");
        if (text is null) return null;
        if (FunctionReference.TryParse(text, out var function))
            return new FunctionLocation(function, PipelineTargets.Text(input, "Region"));
        report(AssignmentErrors.InvalidFunction.About(text, ("function", text)));
        return null;
    }
}
