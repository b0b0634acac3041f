using System.Management.Automation;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Completion from what is on this machine: no credentials are needed, so no call can be made.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class CompletionTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public void Regions_are_completed()
    {
        var texts = Complete("Get-SharedLambdaRole -Region eu-we");
        Assert.Equal(["eu-west-1", "eu-west-2", "eu-west-3"], texts);
        Assert.Contains("us-gov-west-1", Complete("Get-SharedLambdaRole -Region us-gov"));
        Assert.Contains("cn-north-1", Complete("Get-SharedLambdaRole -Region cn"));
    }

    [Fact]
    public void Profiles_are_completed_and_quoted()
    {
        File.WriteAllText(TestEnvironment.AwsConfigFile, """
            [profile audit]
            aws_access_key_id = AKIA
            aws_secret_access_key = s
            [profile my audit's]
            aws_access_key_id = AKIA
            aws_secret_access_key = s
            """);
        Assert.Equal(["audit"], Complete("Get-SharedLambdaRole -ProfileName au"));
        Assert.Equal(["'my audit''s'"], Complete("Get-SharedLambdaRole -ProfileName my"));
    }

    [Fact]
    public void Rules_are_completed()
    {
        Assert.Equal(["LRA-301", "LRA-302"], Complete("Test-LambdaExecutionRole -Rule lra-3"));
        Assert.Equal(["Lambda-006"], Complete("Test-LambdaExecutionRole -ExcludeRule Lam"));
        Assert.Equal(["Critical"], Complete("Test-LambdaExecutionRole -FailOn Cr"));
    }

    /// <summary>From the account, with the session parameters that are on the line; without an account, nothing.</summary>
    [Fact]
    public async Task Repairs_are_completed()
    {
        await using var server = await Sandboxes.StartAsync(quotas: false);
        var at = ModuleSession.At(server);
        var id = _session.Run($"(Repair-LambdaExecutionRole -FunctionName order-intake {at} -Confirm:$false).RepairId")
            .AssertClean().Output.Single().ToString();
        Assert.Equal([id], Complete($"Undo-LambdaRoleRepair {at} -RepairId {id![..2]}"));
        Assert.Equal([id], Complete($"Get-LambdaRoleRepair {at} -RepairId "));
        Assert.Empty(Complete("Undo-LambdaRoleRepair -EndpointUrl http://127.0.0.1:1 -AccessKey a -SecretKey b -TimeoutSec 1 -RepairId "));
    }

    public void Dispose()
    {
        File.WriteAllText(TestEnvironment.AwsConfigFile, "");
        _session.Dispose();
    }

    private string[] Complete(string text)
    {
        using var shell = _session.Shell("");
        shell.Commands.Clear();
        return [.. CommandCompletion.CompleteInput(text, text.Length, null, shell).CompletionMatches.Select(match => match.CompletionText)];
    }
}
