using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>The audit over an organization's accounts, each through a role.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class OrganizationAuditTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public OrganizationAuditTests() => _session.SetLocation(_folder.FullName);

    [Fact]
    public async Task Each_account_is_read_through_its_role_and_one_that_cannot_be_does_not_lose_the_others()
    {
        var state = Estate.Rule();
        state.AllowedActions = [.. RunbookPolicy.ActionsOf("nightly-audit/policy.json"), .. RunbookPolicy.ActionsOf("organization-audit/policy.json")];
        foreach (var id in new[] { "111111111111", "222222222222", "333333333333" })
        {
            var account = OtherAccount.AddTo(state, id, "/", "lambda-role-audit", id == "333333333333" ? "what the runbook does not say" : null);
            foreach (var name in new[] { "one", "two" }) Estate.AddFunction(account, "eu-west-1", name, Estate.AddRole(account, "/", "shared"), inVpc: false);
        }

        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var credential = SandboxCredential.Default;
        var temporary = _folder.CreateSubdirectory("temporary");
        using var environment = new EnvironmentVariables(
            ("TMPDIR", temporary.FullName), ("AWS_ENDPOINT_URL", server.Url.ToString()), ("AWS_ACCESS_KEY_ID", credential.AccessKey), ("AWS_SECRET_ACCESS_KEY", credential.SecretKey), ("AWS_REGION", "us-east-1"));

        Assert.Equal("1", Run("'111111111111', '222222222222' |", ""));
        Assert.Equal(["111111111111", "222222222222"], Accounts());
        Assert.Equal("2", Run("", "-AccountId 111111111111, 333333333333, 222222222222"));
        Assert.Equal(["111111111111", "222222222222"], Accounts());
        Assert.Contains("The audit with account-333333333333 failed: ", _session.Screen, StringComparison.Ordinal);
        Assert.Equal("2", Run("", "-AccountId 333333333333"));
        Assert.Empty(temporary.EnumerateFiles());

        IEnumerable<string> Accounts()
        {
            using var json = JsonDocument.Parse(File.ReadAllText(_folder.GetDirectories("reports").Single().GetFiles("*.json").Single().FullName));
            return [.. json.RootElement.EnumerateArray().Select(finding => finding.GetProperty("RoleArn").GetString()!.Split(':')[4]).Distinct().Order()];
        }
    }

    [Fact]
    public void An_account_is_twelve_digits() =>
        Assert.Contains("An account is 12 digits; '12' is not.", _session.Run($"& '{Script}' -AccountId 12").AllErrors.Single().ToString(), StringComparison.Ordinal);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Script => Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", "organization-audit", "audit.ps1");

    private string Run(string input, string arguments) =>
        _session.Run($"{input} & '{Script}' {arguments} -ReportFolder reports; $LASTEXITCODE").Output[^1].ToString();
}
