using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The usage of the deployed functions that a template declares as one.</summary>
/// <param name="Usages">The usage objects.</param>
/// <param name="Issue">Why there are none.</param>
internal sealed record UsageMatch(IReadOnlyList<LambdaRoleUsage> Usages, PlanIssue? Issue)
{
    /// <summary>
    /// Finds usage by the function's name, or by the name that CloudFormation makes up: stack, logical id and a random part (CloudFormation
    /// user guide, "Name type").
    /// </summary>
    public static UsageMatch Of(DeclaredFunction function, IReadOnlyList<LambdaRoleUsage> usage)
    {
        var hasName = function.FunctionName != function.Declaration.Address;
        var middle = $"-{function.Declaration.Address}-";
        var found = usage.Where(one => one.FunctionName is { } name
            && (name == function.FunctionName || (!hasName && name.Contains(middle, StringComparison.Ordinal)))).ToList();
        return new(found, found.Count == 0 ? TemplateNarrowingIssues.UsageMissing(function.FunctionName) : null);
    }
}
