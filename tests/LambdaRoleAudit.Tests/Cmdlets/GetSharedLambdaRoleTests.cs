using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

public sealed class GetSharedLambdaRoleTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public void A_name_that_nothing_has_is_told_and_one_that_is_not_shared_is_not()
    {
        _session.SetVariable(
            "functions", new object[] { Functions.On("shared", "f1"), Functions.On("shared", "f2"), Functions.On("alone", "f3") });
        _session.Run("$functions | Get-SharedLambdaRole -RoleName SHARED, alone -FunctionName F1, f3").AssertClean();
        Assert.Equal(
            ["FunctionNotFound", "RoleNotFound"],
            _session.Run("$functions | Get-SharedLambdaRole -RoleName nope* -FunctionName nope*").ErrorIds);
        var result = _session.Run("$functions | Get-SharedLambdaRole -RoleName shared, shard -FunctionName f1, f9");
        Assert.Equal(["FunctionNotFound", "RoleNotFound"], result.ErrorIds);
        Assert.Single(result.Output);
    }

    [Fact]
    public async Task An_account_is_read_over_all_its_regions()
    {
        await using var server = await Sandboxes.StartAsync();
        var result = _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)}").AssertClean();
        Assert.Equal(["aws-lambda-full-access", "order-events-role"], result.Roles.Select(role => role.RoleName));
        Assert.Equal(
            ["cc-s3-logging", "cc-sqs-poller", "s3-get-object"], result.Roles[0].Functions.Select(function => function.FunctionName));
        Assert.All(result.Roles, role => Assert.True(role.IsComplete));
        Assert.Equal(Estate.DefaultRegions.Count, server.Calls.Keys.Count(call => call.Operation == "ListFunctions"));
    }

    [Fact]
    public async Task Regions_are_chosen_by_name_and_wildcard()
    {
        await using var server = await Sandboxes.StartAsync();
        _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -Region eu-w*, US-EAST-1").AssertClean();
        Assert.Equal(
            ["eu-west-1", "eu-west-2", "eu-west-3", "us-east-1"],
            server.Calls.Keys.Where(call => call.Operation == "ListFunctions").Select(call => call.Region).Order());
    }

    [Fact]
    public async Task Filters_show_less_and_compare_everything()
    {
        await using var server = await Sandboxes.StartAsync();
        var role =
            Assert.Single(_session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -FunctionName order-a*").AssertClean().Roles);
        Assert.Equal(["order-archive", "order-intake"], role.Functions.Select(function => function.FunctionName));
        Assert.Equal(
            "aws-lambda-full-access",
            Assert.Single(_session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -RoleName AWS-*").Roles).RoleName);
        Assert.Single(_session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -MinimumFunctionCount 3").Roles);
    }

    [Fact]
    public async Task Versions_are_compared_where_they_are_asked_for()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var intake = account.Region("us-east-1").Find("order-intake")!;
        Estate.Publish(account, "us-east-1", intake);
        intake.Set("Role", Estate.AddRole(account, "/", "order-intake-role").Arn);
        await using var server = await Sandboxes.StartAsync(state);
        Assert.DoesNotContain(
            _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)}").Roles, role => role.RoleName == "order-events-role");
        var shared = Assert.Single(
            _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -IncludeVersion").AssertClean().Roles,
            role => role.RoleName == "order-events-role");
        Assert.Equal(["order-archive", "order-intake:1"], shared.Functions.Select(function => function.ToString()));
    }

    [Fact]
    public void Objects_of_any_kind_come_from_the_pipeline_without_a_call()
    {
        _session.SetVariable("tools", new[]
        {
            new ToolsFunction("f1", Functions.Arn("f1"), Functions.RoleArn("r")),
            new ToolsFunction("f2", Functions.Arn("f2", "eu-west-1"), Functions.RoleArn("r")),
        });
        var result = _session.Run($$"""
            @($tools)
            [pscustomobject]@{ FunctionName = 'f3'; Role = '{{Functions.RoleArn("r")}}'; Region = 'us-east-2' }
            @{ FunctionArn = '{{Functions.Arn("f4")}}'; Role = '{{Functions.RoleArn("r")}}' }
            [pscustomobject]@{ Configuration = $tools[0]; Code = 1 }
            """);
        _session.SetVariable("objects", result.Output);
        var role = Assert.Single(_session.Run("$objects | Get-SharedLambdaRole").AssertClean().Roles);
        Assert.Equal(["f2", "f1", "f4", "f3"], role.Functions.Select(function => function.FunctionName));
        Assert.Equal(["eu-west-1", "us-east-1", "us-east-2"], role.Regions);
        Assert.Equal("python3.13", role.Functions[1].Configuration!.Runtime);
    }

    [Fact]
    public void Our_own_objects_go_round()
    {
        _session.SetVariable("functions", new object[] { Functions.On("r", "f1"), Functions.On("r", "f2") });
        Assert.Single(_session.Run("$functions | Get-SharedLambdaRole | Get-SharedLambdaRole").AssertClean().Roles);
    }

    [Fact]
    public void An_empty_pipeline_is_no_functions_and_never_the_account()
    {
        var result = _session.Run("@() | Get-SharedLambdaRole").AssertClean();
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Files_come_by_path_wildcard_pipeline_and_literal_path()
    {
        Write(
            "a[1].json",
            """{"Functions":[{"FunctionName":"f1","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1","Role":"arn:aws:iam::123456789012:role/r"}]}""");
        Write(
            "b.csv",
            "FunctionName,FunctionArn,Role\nf2,arn:aws:lambda:us-east-1:123456789012:function:f2,arn:aws:iam::123456789012:role/r\n");
        _session.SetLocation(_folder.FullName);
        Assert.Single(_session.Run("Get-SharedLambdaRole -Path *").AssertClean().Roles);
        Assert.Single(_session.Run("Get-SharedLambdaRole -Path ./b.csv, a*.json").AssertClean().Roles);
        Assert.Single(_session.Run("Get-SharedLambdaRole -LiteralPath a[1].json, b.csv").AssertClean().Roles);
        _session.SetVariable("files", _folder.GetFiles());
        Assert.Single(_session.Run("$files | Get-SharedLambdaRole").AssertClean().Roles);
    }

    [Fact]
    public async Task The_session_variables_of_AWS_Tools_are_honoured()
    {
        await using var server = await Sandboxes.StartAsync();
        _session.SetVariable("StoredAWSCredentials", new ToolsCredentials(new ToolsKeys(SandboxCredential.Default)));
        _session.SetVariable("StoredAWSRegion", "eu-west-1");
        var result = _session.Run($"Get-SharedLambdaRole -EndpointUrl {server.Url} -Verbose").AssertClean();
        Assert.Equal(2, result.Roles.Count);
        Assert.Contains(result.Verbose, line => line.Contains("home region eu-west-1", StringComparison.Ordinal));
        Assert.True(server.Calls.ContainsKey(("GetCallerIdentity", "eu-west-1")));
    }

    [Fact]
    public async Task A_profile_is_found_beside_the_location_of_the_shell()
    {
        await using var server = await Sandboxes.StartAsync();
        var key = SandboxCredential.Default;
        Write("keys", $"[audit]\naws_access_key_id = {key.AccessKey}\naws_secret_access_key = {key.SecretKey}\n");
        _session.SetLocation(_folder.FullName);
        Assert.Equal(
            2, _session.Run($"Get-SharedLambdaRole -EndpointUrl {server.Url} -AWSProfileName audit -ProfileLocation ./keys")
                .AssertClean().Roles.Count);
    }

    [Fact]
    public async Task A_credentials_object_is_taken_by_value_and_goes_before_the_session()
    {
        await using var server = await Sandboxes.StartAsync();
        _session.SetVariable(
            "StoredAWSCredentials", new ToolsCredentials(new ToolsKeys(new SandboxCredential("AKIAWRONG", "wrong", null, ""))));
        _session.SetVariable("credential", new ToolsKeys(SandboxCredential.Default));
        Assert.Equal(2, _session.Run($"Get-SharedLambdaRole -EndpointUrl {server.Url} -Credential $credential").AssertClean().Roles.Count);
        Assert.Equal(2, _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)}").AssertClean().Roles.Count);
    }

    [Theory]
    [InlineData("-AK {0} -SK '{1}'")]
    [InlineData("-AccessKey {0} -SecretAccessKey '{1}' -RegionToCall us-east-1")]
    public async Task The_aliases_of_AWS_Tools_are_there(string keys)
    {
        await using var server = await Sandboxes.StartAsync();
        var text = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, keys, SandboxCredential.Default.AccessKey,
            SandboxCredential.Default.SecretKey);
        Assert.NotEmpty(_session.Run($"Get-SharedLambdaRole -EndpointUrl {server.Url} {text}").AssertClean().Roles);
    }

    [Fact]
    public void Every_parameter_name_and_alias_of_AWS_Tools_binds()
    {
        var command = (CommandInfo)_session.Run("Get-Command Get-SharedLambdaRole").Output[0].BaseObject;
        var aliases = command.Parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.Aliases.ToHashSet());
        Assert.Contains("StoredCredentials", aliases["ProfileName"]);
        Assert.Contains("AWSProfileName", aliases["ProfileName"]);
        Assert.Contains("AK", aliases["AccessKey"]);
        Assert.Contains("SK", aliases["SecretKey"]);
        Assert.Contains("SecretAccessKey", aliases["SecretKey"]);
        Assert.Contains("ST", aliases["SessionToken"]);
        Assert.All(["ProfileLocation", "Credential", "EndpointUrl", "Region"], name => Assert.True(aliases.ContainsKey(name)));
    }

    [Fact]
    public async Task Verbose_tells_each_call_and_no_secret()
    {
        await using var server = await Sandboxes.StartAsync();
        var lines = _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -Region us-east-1 -Verbose").AssertClean().Verbose;
        Assert.Contains(
            lines,
            line =>
                System.Text.RegularExpressions.Regex.IsMatch(line, @"^lambda:ListFunctions us-east-1: functions, page 1: ok in \d+ ms$"));
        Assert.Contains(lines, line => line.StartsWith("sts:GetCallerIdentity", StringComparison.Ordinal));
        Assert.All(lines, line =>
        {
            Assert.DoesNotContain(SandboxCredential.Default.SecretKey, line, StringComparison.Ordinal);
            Assert.DoesNotContain("sandbox-secret-of", line, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("$VerbosePreference = 'Continue'; {0}", true)]
    [InlineData("& {{ $VerbosePreference = 'Continue'; {0} }}", true)]
    [InlineData("$VerbosePreference = 'Continue'; {0} -Verbose:$false", false)]
    [InlineData("$VerbosePreference = 'Continue'; & {{ $VerbosePreference = 'SilentlyContinue'; {0} }}", false)]
    [InlineData("{0}", false)]
    public async Task Verbose_lines_come_as_the_preference_says(string script, bool isTold)
    {
        await using var server = await Sandboxes.StartAsync();
        var command = $"Get-SharedLambdaRole {ModuleSession.At(server)} -Region us-east-1";
        var lines = _session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, script, command)).AssertClean().Verbose;
        Assert.Equal(isTold, lines.Any(line => line.StartsWith("lambda:ListFunctions", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_that_is_put_out_holds_an_environment_variable()
    {
        await using var server = await Sandboxes.StartAsync();
        var result = _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)}");
        var json = System.Text.Json.JsonSerializer.Serialize(result.Roles);
        Assert.Contains("cc-sqs-poller", json, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox-secret-of", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_told_where_it_takes_more_than_a_second()
    {
        await using var server = await Sandboxes.StartAsync(latency: 700);
        var progress = _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)}").AssertClean().Progress;
        Assert.Contains(progress, record => record.StatusDescription.Contains("of 17 regions", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void A_function_piped_to_Update_LMFunctionConfiguration_binds_nothing_but_what_it_should()
    {
        // Every parameter of that cmdlet that binds by property name and would change the function (AWS.Tools.Lambda).
        string[] dangerous =
        [
            "Description", "Handler", "Runtime", "Timeout", "MemorySize", "Layer", "Layers", "KMSKeyArn", "Environment_Variable",
            "VpcConfig_SubnetId",
            "VpcConfig_SecurityGroupId", "DeadLetterConfig_TargetArn", "TracingConfig_Mode", "EphemeralStorage_Size", "FileSystemConfig",
            "ImageConfig_Command",
            "SnapStart_ApplyOn", "LoggingConfig_LogGroup", "RevisionId",
        ];
        var properties = typeof(LambdaFunction).GetProperties().Select(property => property.Name);
        Assert.Empty(properties.Intersect(dangerous, StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    /// <summary>Shaped as Amazon.Lambda.Model.FunctionConfiguration, whose enumerations are classes.</summary>
    private sealed record ToolsFunction(string FunctionName, string FunctionArn, string Role)
    {
        public string Version => "$LATEST";

        public ToolsEnumeration Runtime { get; } = new("python3.13");

        public int? Timeout => 3;
    }

    private sealed class ToolsEnumeration(string value)
    {
        public override string ToString() => value;
    }

    /// <summary>Shaped as Amazon.PowerShell.Common.AWSPSCredentials, whose Credentials are not public.</summary>
    private sealed class ToolsCredentials(ToolsKeys keys)
    {
        internal ToolsKeys Credentials { get; } = keys;
    }

    /// <summary>Shaped as Amazon.Runtime.AWSCredentials.</summary>
    private sealed class ToolsKeys(SandboxCredential credential)
    {
        public object GetCredentials() => new Immutable(credential.AccessKey, credential.SecretKey, credential.SessionToken ?? "");

        private sealed record Immutable(string AccessKey, string SecretKey, string Token);
    }
}
