using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>What a process has loaded, in processes of their own: side by side with any other AWS module.</summary>
public class LoadingTests
{
    private const string LoadedSdks =
        "[AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { if ($_.GetName().Name -like 'AWSSDK*') { \"$($_.GetName().Name) "
        + "$($_.GetName().Version) $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name)\" } }";

    private static readonly string Import = $"Import-Module '{TestEnvironment.ModuleManifest}'";

    [Fact]
    public async Task Importing_loads_no_AWSSDK()
    {
        var (code, output, errors) = await RunAsync(Import, LoadedSdks, "(Get-Module LambdaRoleAudit).Version.ToString()");
        Assert.True(code == 0, errors);
        Assert.Equal(ManifestVersion, output.Trim());
    }

    [Fact]
    public async Task Reading_files_loads_no_AWSSDK()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(
                file,
                new[] { "f", "g" }.Select(name =>
                    $$"""{"FunctionName":"{{name}}","FunctionArn":"{{Functions.Arn(name)}}","Role":"{{Functions.RoleArn("r")}}"}"""),
                TestContext.Current.CancellationToken);
            var (code, output, errors) = await RunAsync(
                Import, $"(Get-SharedLambdaRole -Path '{file}').RoleName", LoadedSdks);
            Assert.True(code == 0, errors);
            Assert.Equal("r", output.Trim());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_older_SDK_in_the_default_context_first_then_an_audit()
    {
        await using var server = await Sandboxes.StartAsync();
        var (code, output, errors) = await RunAsync(
            "$null = [System.Reflection.Assembly]::LoadFrom($OldSdk); [Amazon.Runtime.BasicAWSCredentials]::new('a', "
            + "'b').GetCredentials().AccessKey",
            Import, Audit(server), LoadedSdks,
            "[Amazon.Runtime.BasicAWSCredentials]::new('a', 'b').GetType().Assembly.GetName().Version.ToString()");
        Assert.True(code == 0, errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("a", lines[0]);
        Assert.Equal("aws-lambda-full-access,order-events-role", lines[1]);
        Assert.Contains("AWSSDK.Core 3.3.0.0 Default", lines);
        Assert.Contains("AWSSDK.Core 4.0.0.0 LambdaRoleAudit.Aws", lines);
        Assert.Equal("3.3.0.0", lines[^1]);
    }

    [Fact]
    public async Task An_audit_first_then_an_older_SDK_in_the_default_context()
    {
        await using var server = await Sandboxes.StartAsync();
        var (code, output, errors) = await RunAsync(
            Import, Audit(server),
            "$null = [System.Reflection.Assembly]::LoadFrom($OldSdk); [Amazon.Runtime.BasicAWSCredentials]::new('a', "
            + "'b').GetCredentials().AccessKey",
            Audit(server));
        Assert.True(code == 0, errors);
        Assert.Equal(["aws-lambda-full-access,order-events-role", "a", "aws-lambda-full-access,order-events-role"], Lines(output));
    }

    [Fact]
    public async Task Credentials_of_an_older_SDK_cross_by_value()
    {
        await using var server = await Sandboxes.StartAsync();
        var credential = LambdaRoleAudit.Sandbox.State.SandboxCredential.Default;
        var (code, output, errors) = await RunAsync(
            "$null = [System.Reflection.Assembly]::LoadFrom($OldSdk)", Import,
            $"$credential = [Amazon.Runtime.BasicAWSCredentials]::new('{credential.AccessKey}', '{credential.SecretKey}')",
            $"(Get-SharedLambdaRole -EndpointUrl {server.Url} -Credential $credential).RoleName -join ','");
        Assert.True(code == 0, errors);
        Assert.Equal(["aws-lambda-full-access,order-events-role"], Lines(output));
    }

    [Fact]
    public async Task Import_remove_and_import_again_leave_no_trace()
    {
        await using var server = await Sandboxes.StartAsync();
        var (code, output, errors) = await RunAsync(
            Import, Audit(server), "Remove-Module LambdaRoleAudit", "@(Get-Command Get-SharedLambdaRole -ErrorAction Ignore).Count",
            Import, Audit(server), $"{Import} -Force", Audit(server), "@(Get-Module LambdaRoleAudit).Count");
        Assert.True(code == 0, errors);
        const string roles = "aws-lambda-full-access,order-events-role";
        Assert.Equal([roles, "0", roles, roles, "1"], Lines(output));
    }

    [Fact]
    public async Task The_module_shows_its_commands_and_nothing_else()
    {
        var (code, output, errors) = await RunAsync(
            Import, "(Get-Command -Module LambdaRoleAudit).Name", "(Get-Module LambdaRoleAudit).ExportedAliases.Count",
            "(Get-Command Get-SharedLambdaRole).OutputType.Name", "(Get-Command Get-SharedLambdaRole).DefaultParameterSet");
        Assert.True(code == 0, errors);
        Assert.Equal(
            [
                "Compare-LambdaExecutionRole", "Export-LambdaRoleReport", "Export-LambdaRoleTemplate", "Get-LambdaExecutionRole",
                "Get-LambdaRoleRepair", "Get-LambdaRoleRepairPlan", "Get-LambdaRoleUsage", "Get-SharedLambdaRole",
                "New-LambdaExecutionRole", "Repair-LambdaExecutionRole", "Set-LambdaExecutionRole", "Test-LambdaExecutionRole",
                "Undo-LambdaRoleRepair",
                "0", "LambdaRoleAudit.Model.SharedLambdaRole", "Account",
            ],
            Lines(output));
    }

    private static string ManifestVersion { get; } = System.Text.RegularExpressions.Regex
        .Match(
            File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "LambdaRoleAudit.psd1")),
            @"ModuleVersion\s*=\s*'([\d.]+)'").Groups[1].Value;

    private static string Audit(SandboxServer server) => $"(Get-SharedLambdaRole {ModuleSession.At(server)}).RoleName -join ','";

    private static string[] Lines(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] scripts) =>
        Programs.RunAsync(Programs.Dotnet, [TestEnvironment.TestHost, .. scripts]);
}
