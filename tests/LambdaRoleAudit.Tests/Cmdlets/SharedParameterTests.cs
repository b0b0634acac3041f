using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>
/// Every cmdlet with every parameter that several have, in every form: what happens is the same in each, and nothing is ever
/// ignored.
/// </summary>
public sealed class SharedParameterTests : IDisposable
{
    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:cc-sqs-poller";
    private const string RoleArn = "arn:aws:iam::123456789012:role/aws-lambda-full-access";

    /// <summary>
    /// A command, how many objects it gives of the three functions cc-sqs-poller, cc-s3-logging, s3-get-object on their role, and
    /// the id of an error of a name that nothing has.
    /// </summary>
    private static readonly Dictionary<string, (string Function, string Role)> Selecting = new()
    {
        ["Get-SharedLambdaRole"] = ("FunctionNotFound", "RoleNotFound"),
        ["Get-LambdaExecutionRole"] = ("FunctionNotFound", "RoleNotFound"),
        ["Test-LambdaExecutionRole -Rule Lambda-006"] = ("FunctionNotFound", "RoleNotFound"),
        ["Get-LambdaRoleRepairPlan"] = ("FunctionNotFound", "RoleNotFound"),
        ["Repair-LambdaExecutionRole -WhatIf"] = ("FunctionNotFound", "RoleNotFound"),
        ["Get-LambdaRoleRepair"] = ("RepairNotFound", "RepairNotFound"),
        ["Undo-LambdaRoleRepair -WhatIf"] = ("RepairNotFound", "RepairNotFound"),
    };

    private readonly ModuleSession _session = new();

    public static TheoryData<string> Commands => [.. Selecting.Keys];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_name_that_nothing_has_is_an_error_in_every_form(string command)
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        var before = RepairObserver.Snapshot(server.State);
        foreach (var text in new[] { "nobody", "nobody*", "arn:aws:lambda:us-east-1:123456789012:function:nobody" })
            AssertOnly(Selecting[command].Function, $"{command} -FunctionName {text} {at}");
        foreach (var text in new[] { "nobody", "nobody*", "arn:aws:iam::123456789012:role/nobody" })
            AssertOnly(Selecting[command].Role, $"{command} -RoleName {text} {at}");
        AssertOnly("InvalidFunction", $"{command} -FunctionName 'no name' {at}");
        AssertOnly("InvalidRole", $"{command} -RoleName 'no name' {at}");
        AssertOnly(
            "UnknownRegion", $"{command.Replace(" -WhatIf", " -FunctionName cc-* -WhatIf", StringComparison.Ordinal)} -Region mars-1 {at}");
        AssertOnly(
            "NoRegionMatches",
            $"{command.Replace(" -WhatIf", " -FunctionName cc-* -WhatIf", StringComparison.Ordinal)} -Region mars-* {at}");
        Assert.Equal(before, RepairObserver.Snapshot(server.State));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Null_and_empty_are_errors_and_an_empty_pipeline_is_nothing(string command)
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        foreach (var parameter in new[] { "FunctionName", "RoleName", "Region" })
            foreach (var value in new[] { "$null", "''", "@()" })
                AssertOnly("ParameterArgumentValidationError", $"{command} -{parameter} {value} {at}");
        AssertOnly("InputNull", $"$null | {command} {at}");
        AssertOnly("InputNull", $"{command} -InputObject $null {at}");
        var nothing = _session.Run($"@() | {command} {at}").AssertClean();
        Assert.Empty(nothing.Output);
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData("Get-SharedLambdaRole", 1)]
    [InlineData("Get-LambdaExecutionRole", 1)]
    [InlineData("Test-LambdaExecutionRole -Rule Lambda-006", 1)]
    [InlineData("Get-LambdaRoleRepairPlan", 1)]
    public async Task Names_wildcards_and_ARNs_choose_and_together_they_narrow(string command, int each)
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        var isOfRoles = command.StartsWith("Get-Shared", StringComparison.Ordinal)
            || command.StartsWith("Get-LambdaExecution", StringComparison.Ordinal);
        var three = isOfRoles ? 1 : 3;
        foreach (var one in new[] { "cc-sqs-poller", "CC-SQS-poller", "cc-sqs*", Arn, "123456789012:function:cc-sqs-poller" })
            Assert.Equal(each, Count($"{command} -FunctionName {one} {at}"));
        Assert.Equal(three, Count($"{command} -FunctionName cc-sqs-poller, cc-s3-*, s3-get-object {at}"));
        foreach (var one in new[] { "aws-lambda-full-access", "AWS-lambda-*", RoleArn })
            Assert.Equal(three, Count($"{command} -RoleName {one} {at}"));
        Assert.Equal(each, Count($"{command} -RoleName {RoleArn} -FunctionName cc-s3-logging {at}"));
        Assert.Equal(0, Count($"{command} -RoleName {RoleArn} -FunctionName order-intake {at}"));
        Assert.Equal(three, Count($"{command} -RoleName aws-* -Region us-east-1 {at}"));
        Assert.Equal(three, Count($"{command} -RoleName aws-* -Region us-east-1, eu-* {at}"));
        if (command.StartsWith("Get-Shared", StringComparison.Ordinal)) return;
        Assert.Equal(three, Count($"Get-SharedLambdaRole {at} | {command} {at} -RoleName aws-*"));
        Assert.Equal(each, Count($"Get-SharedLambdaRole {at} | {command} {at} -FunctionName cc-s3-logging"));
    }

    /// <summary>A hashtable of the session's and the scope's parameters goes with every command.</summary>
    [Theory]
    [InlineData("Get-SharedLambdaRole")]
    [InlineData("Get-SharedLambdaRole -Path {0}")]
    [InlineData("Get-LambdaExecutionRole")]
    [InlineData("Test-LambdaExecutionRole")]
    [InlineData("Test-LambdaExecutionRole -Path {0} -Rule Lambda-006")]
    [InlineData("Get-LambdaRoleRepairPlan")]
    [InlineData("Get-LambdaRoleRepair")]
    [InlineData("Repair-LambdaExecutionRole -All -WhatIf")]
    [InlineData("Undo-LambdaRoleRepair -All -WhatIf")]
    [InlineData("New-LambdaExecutionRole made -Feature Basic -WhatIf")]
    [InlineData("Set-LambdaExecutionRole image-resize order-events-role -AllowShared -WhatIf")]
    [InlineData("Compare-LambdaExecutionRole aws-lambda-full-access order-events-role")]
    [InlineData("Compare-LambdaExecutionRole -ReferencePolicy '{{}}' -DifferencePolicy '{{}}'")]
    public async Task One_hashtable_fits_all(string command)
    {
        await using var server = await Sandboxes.StartAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            """{"Functions":[{"FunctionName":"f1","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1","Role":"arn:aws:iam::123456789012:role/r"}]}""", TestContext.Current.CancellationToken);
        try
        {
            var table =
                $"$all = @{{ EndpointUrl = '{server.Url}'; AccessKey = '{Sandbox.State.SandboxCredential.Default.AccessKey}'; SecretKey = "
                + $"'{Sandbox.State.SandboxCredential.Default.SecretKey}'; Region = 'us-*'; TimeoutSec = 20; AllowUnknown = $true }}";
            var result = _session.Run($"{table}; {string.Format(System.Globalization.CultureInfo.InvariantCulture, command, file)} @all");
            Assert.DoesNotContain(result.ErrorIds, id => id.Contains("Parameter", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _session.Dispose();

    private int Count(string command) => _session.Run(command).AssertClean().Output.Count;

    private void AssertOnly(string errorId, string command)
    {
        var result = _session.Run(command);
        Assert.True(result.ErrorIds.SequenceEqual([errorId]), $"{command}: {string.Join(", ", result.ErrorIds)}");
        Assert.Empty(result.Output);
    }
}
