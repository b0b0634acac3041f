using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Whatever is wrong with one role's documents is that role's Unknown: told once, and no command ends by it.</summary>
public sealed class DefectiveDocumentTests : IDisposable
{
    private const string Role = "order-events-role";

    private readonly ModuleSession _session = new();

    public static TheoryData<string, string> Documents() => new()
    {
        { "half a character", Allow("""{"StringEquals":{"aws:PrincipalTag/t":"\ud800"}}""") },
        { "half a character in a name", Allow("""{"StringEquals":{"\udfff":"x"}}""") },
        { "a year that no date has", Allow("""{"DateLessThan":{"aws:CurrentTime":"9999999-01-01T00:00:00Z"}}""") },
        { "the last second, and one more", Allow("""{"DateLessThan":{"aws:CurrentTime":["9999-12-31T23:59:59Z","253402300800"]}}""") },
        { "no address", Allow("""{"IpAddress":{"aws:SourceIp":["10.1","300.0.0.1/8","::/129"]}}""") },
        { "no number", Allow("""{"NumericLessThan":{"aws:MultiFactorAuthAge":"ten"}}""") },
        { "no JSON", "{" },
        { "no statement", """{"Version":"2012-10-17"}""" },
        { "a statement of a later language",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","When":"always"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task One_roles_document_is_one_roles_unknown(string what, string document)
    {
        await using var healthy = await Sandboxes.StartAsync(Estate.Rule());
        await using var server = await Sandboxes.StartAsync(With(document));
        var (before, after) = (ModuleSession.At(healthy), ModuleSession.At(server));

        var tested = _session.Run($"Test-LambdaExecutionRole {after}");
        Assert.Null(tested.Terminating);
        Assert.True(tested.AllErrors.Count() <= 1, string.Join('\n', tested.AllErrors));
        Assert.All(tested.AllErrors, error => Assert.Contains(Role, error.ToString(), StringComparison.Ordinal));
        Assert.Equal(Others(_session.Run($"Test-LambdaExecutionRole {before}")), Others(tested));
        Assert.Contains(
            Findings(tested),
            finding => finding.Status == FindingStatus.Unknown && IsOfRole(finding.RoleArn) && finding.RuleId == "LRA-202");

        var compared = _session.Run($"Compare-LambdaExecutionRole {Role} aws-lambda-full-access {after}");
        Assert.Null(compared.Terminating);
        Assert.Equal(1, compared.AllErrors.Count() + compared.Output.Count);
        Assert.All(compared.Output, comparison => Assert.NotEqual(RoleRelation.Equal, ((RoleComparison)comparison.BaseObject).Relation));

        var planned = _session.Run($"Get-LambdaRoleRepairPlan {after}");
        Assert.Null(planned.Terminating);
        Assert.Empty(planned.AllErrors);
        var steps = planned.Output.Select(step => (LambdaRoleRepairStep)step.BaseObject).ToList();
        Assert.Equal(5, steps.Count);
        Assert.All(
            steps.Where(step => !IsOfRole(step.SourceRoleArn)),
            step => Assert.True(step.CanApply && step.Proof == "Proven", $"{what}: {string.Join(' ', step.Blockers)}"));
        // A copy of what is not understood is the same, whatever it means; what is no policy, nobody can copy.
        Assert.All(
            steps.Where(step => IsOfRole(step.SourceRoleArn)),
            step =>
                Assert.True(
                    step.Proof == "Proven" || step.Blockers.Count(blocker => blocker.Id == "NotProven") == 1,
                    $"{what}: {step.Proof} {string.Join(' ', step.Blockers)}"));
    }

    public void Dispose() => _session.Dispose();

    private static SandboxState With(string document)
    {
        var state = Estate.Rule();
        state.Accounts.Values.Single().Roles[Role].InlinePolicies["orders"] = document;
        return state;
    }

    private static string Allow(string condition) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}}]}""";

    private static bool IsOfRole(string? arn) => arn?.EndsWith($"/{Role}", StringComparison.Ordinal) == true;

    private static IEnumerable<LambdaRoleFinding> Findings(RunResult run) =>
        run.Output.Select(item => item.BaseObject).OfType<LambdaRoleFinding>();

    private static List<string> Others(RunResult run) =>
        [.. Findings(run).Where(finding => !IsOfRole(finding.RoleArn))
            .Select(finding => $"{finding.RuleId} {finding.Status} {finding.FunctionName}")];
}
