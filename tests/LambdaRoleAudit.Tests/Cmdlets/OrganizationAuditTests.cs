using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>
/// The audit over an organization's accounts, each through a role. In a process of its own: the SDK reads once in a process where
/// STS is.
/// </summary>
public sealed class OrganizationAuditTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public async Task Each_account_is_read_through_its_role_and_one_that_cannot_be_does_not_lose_the_others()
    {
        var state = Estate.Rule();
        state.AllowedActions = [
            .. RunbookPolicy.ActionsOf("nightly-audit/policy.json"), .. RunbookPolicy.ActionsOf("organization-audit/policy.json")];
        foreach (var id in new[] { "111111111111", "222222222222", "333333333333" })
        {
            var account =
                OtherAccount.AddTo(state, id, "/", "lambda-role-audit", id == "333333333333" ? "what the runbook does not say" : null);
            foreach (var name in new[] { "one", "two" })
                Estate.AddFunction(account, "eu-west-1", name, Estate.AddRole(account, "/", "shared"), inVpc: false);
        }

        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var temporary = _folder.CreateSubdirectory("temporary");

        Assert.Equal("1", await RunAsync("'111111111111', '222222222222' |", ""));
        Assert.Equal(["111111111111", "222222222222"], Accounts());
        // As Organizations lists them: State, of older answers Status; an account that is closing is left out.
        const string listed =
            "[pscustomobject]@{ Id = '111111111111'; State = 'ACTIVE'; Status = '' }, [pscustomobject]@{ Id = '222222222222'; Status = "
            + "'ACTIVE' }, [pscustomobject]@{ Id = '333333333333'; State = 'SUSPENDED'; Status = 'ACTIVE' } |";
        Assert.Equal("1", await RunAsync(listed, "-Region us-*, eu-*"));
        Assert.Equal(["111111111111", "222222222222"], Accounts());
        Assert.Equal("2", await RunAsync("", "-AccountId 111111111111, 333333333333, 222222222222"));
        Assert.Equal(["111111111111", "222222222222"], Accounts());
        Assert.Equal("2", await RunAsync("", "-AccountId 333333333333"));
        Assert.Empty(temporary.EnumerateFiles());

        async Task<string> RunAsync(string input, string arguments)
        {
            var credential = SandboxCredential.Default;
            var (_, output, _) = await Programs.RunAsync(
                Programs.Dotnet,
                [TestEnvironment.TestHost, $"Import-Module '{TestEnvironment.ModuleManifest}'",
                    $"[IO.Directory]::SetCurrentDirectory('{_folder.FullName}'); {input} & '{Script}' {arguments} -ReportFolder "
                    + $"'{_folder.FullName}/reports'; $LASTEXITCODE"],
                new Dictionary<string, string?>
                {
                    ["TMPDIR"] = temporary.FullName, ["AWS_ENDPOINT_URL"] = server.Url.ToString(), ["AWS_REGION"] = "us-east-1",
                    ["AWS_ACCESS_KEY_ID"] = credential.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = credential.SecretKey,
                });
            return output.TrimEnd().Split('\n')[^1];
        }

        IEnumerable<string> Accounts()
        {
            using var json =
                JsonDocument.Parse(File.ReadAllText(_folder.GetDirectories("reports").Single().GetFiles("*.json").Single().FullName));
            return [
                .. json.RootElement.EnumerateArray().Select(finding => finding.GetProperty("RoleArn").GetString()!.Split(':')[4]).Distinct()
                    .Order()];
        }
    }

    [Fact]
    public void An_account_is_twelve_digits() =>
        Assert.Contains(
            "An account is 12 digits; '12' is not.", _session.Run($"& '{Script}' -AccountId 12").AllErrors.Single().ToString(),
            StringComparison.Ordinal);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Script => Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", "organization-audit", "audit.ps1");
}
