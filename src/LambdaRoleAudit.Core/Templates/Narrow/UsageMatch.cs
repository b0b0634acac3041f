using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The usage of the deployed functions that a template declares as one.</summary>
/// <param name="Usages">The usage objects.</param>
/// <param name="Issue">Why there are none.</param>
internal sealed record UsageMatch(IReadOnlyList<LambdaRoleUsage> Usages, PlanIssue? Issue)
{
    /// <summary>Finds usage by the name of the deployed function: <see cref="DeployedNames"/>.</summary>
    public static UsageMatch Of(DeclaredFunction function, IReadOnlyList<LambdaRoleUsage> usage)
    {
        var found = usage.Where(one => one.FunctionName is { } name && DeployedNames.Match(function, name)).ToList();
        return new(found, found.Count == 0 ? TemplateNarrowingIssues.UsageMissing(function.FunctionName) : null);
    }
}
