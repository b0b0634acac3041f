using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>Selects steps of an existing plan by scope and names.</summary>
public static class ChosenSteps
{
    /// <summary>Returns the selected steps. Names that match no step are reported.</summary>
    /// <param name="steps">The plan.</param>
    /// <param name="selection">The functions and the source roles.</param>
    /// <param name="keep">Functions that keep their roles; null for none.</param>
    /// <param name="scope">The regions.</param>
    /// <param name="onProblem">Receives names that match no step.</param>
    /// <exception cref="ProblemException">A function that should keep its role is not in any step. A typo must not cause the function to be
    /// changed.</exception>
    public static IReadOnlyList<LambdaRoleRepairStep> Of(
        IReadOnlyList<LambdaRoleRepairStep> steps, Selection selection, IReadOnlyList<NameTest<LambdaFunction>>? keep,
        RegionSelection scope, Action<Problem> onProblem)
    {
        foreach (var twice in steps.GroupBy(step => step.FunctionArn, StringComparer.Ordinal).Where(group => group.Count() > 1))
            onProblem(RepairErrors.SeveralStepsForFunction.About(
                twice.First().FunctionName, ("count", twice.Count()), ("function", twice.First().FunctionName)));
        var functions = steps.DistinctBy(step => step.FunctionArn, StringComparer.Ordinal)
            .Select(step => (Step: step, Function: FunctionOf(step))).ToList();
        foreach (var name in keep ?? [])
            if (!functions.Exists(one => name.Matches(one.Function)))
                throw new ProblemException(LookupProblems.KeptFunctionNotFound(name.Text, []));
        foreach (var name in selection.Functions ?? [])
            if (!functions.Exists(one => name.Matches(one.Function))) onProblem(LookupProblems.FunctionNotFound(name.Text, []));
        foreach (var name in selection.Roles ?? [])
            if (!functions.Exists(one => name.Matches(one.Function.Role))) onProblem(LookupProblems.RoleNotFound(name.Text, []));
        return [
            .. functions.Where(one =>
                selection.Has(one.Function) && scope.Matches(one.Step.Region) && keep?.Any(name => name.Matches(one.Function)) != true)
                .Select(one => one.Step)];
    }

    private static LambdaFunction FunctionOf(LambdaRoleRepairStep step) => new()
    {
        FunctionName = step.FunctionName,
        FunctionArn = step.FunctionArn,
        Role = step.SourceRoleArn,
        Region = step.Region,
        AccountId = Arn.TryParse(step.FunctionArn, out var arn) ? arn.AccountId : "",
        Version = LambdaFunction.Latest,
    };
}
