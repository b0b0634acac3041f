using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The runbook that looks where a repair does not, with the real AWS CLI on moto.</summary>
public sealed partial class ResourcePolicyRunbookTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-cli-");

    private string Calls => Path.Combine(_folder.FullName, "calls");

    [Fact]
    public async Task It_finds_every_way_to_name_the_role_and_nothing_that_only_looks_like_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for the AWS CLI is a Unix shell's.");
        await using var moto = await MotoServer.StartAsync();
        var named = (await Python.RunAsync("resource_policies.py", moto.Url)).EnumerateArray().Select(each => each.GetString());
        var found = Find(moto.Url, "shared", "-Region us-east-1, eu-west-1");
        Assert.Equal(
            named,
            found.Output.SkipLast(1).Select(each => string.Join('|', each.Properties.Select(property => property.Value)))
                .Order(StringComparer.Ordinal));
        Assert.Equal("1", found.Output[^1].ToString());

        // Its policy allows what it calls, and no more.
        Find(moto.Url, "shared", "");
        Assert.Equal(
            RunbookPolicy.ActionsOf("resource-policies/policy.json").Order(StringComparer.Ordinal),
            File.ReadLines(Calls).Select(ActionOf).Distinct().Order(StringComparer.Ordinal));

        await moto.ResetAsync();
        Assert.Equal(["2"], Find(moto.Url, "shared", "-Region us-east-1").Output.Select(each => each.ToString()));
        Assert.Contains("NoSuchEntity", _session.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_something_cannot_be_read_it_does_not_say_that_nothing_names_the_role()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for the AWS CLI is a Unix shell's.");
        await Python.RequireAsync();
        // The Sandbox knows the role, lists its buckets, of which there are none, and denies the other services.
        var state = Estate.Rule();
        state.AllowedActions = ["iam:*", "s3:*", "ec2:*"];
        await using var server = await Sandboxes.StartAsync(state);
        var found = Find(server.Url, "aws-lambda-full-access", "-Region us-east-1");
        Assert.Equal(["2"], found.Output.Select(each => each.ToString()));
        Assert.Contains("Not read: 4. These resources can name the role.", _session.Screen, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private RunResult Find(Uri endpoint, string role, string parameters)
    {
        var cli = Path.Combine(_folder.FullName, "aws");
        var key = SandboxCredential.Default;
        File.WriteAllText(cli, $$"""
            #!/bin/sh
            echo "$1 $2" >> '{{Calls}}'
            export AWS_ACCESS_KEY_ID='{{key.AccessKey}}' AWS_SECRET_ACCESS_KEY='{{key.SecretKey}}' AWS_DEFAULT_REGION=us-east-1 AWS_MAX_ATTEMPTS=1
            aws() { python3 -m awscli --endpoint-url '{{endpoint.ToString().TrimEnd('/')}}' "$@"; }
            # Of all regions the first: each takes the CLI seconds.
            if [ "$1" = ec2 ]; then aws "$@" | cut -f1; else aws "$@"; fi
            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(cli, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var result = _session.Run(
            $"& '{Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", "resource-policies", "find.ps1")}' -RoleName {role} "
            + $"{parameters} -AwsCli '{cli}'; $LASTEXITCODE");
        Assert.Empty(result.AllErrors);
        return result;
    }

    /// <summary>The IAM action of a command (service authorization reference): the same in other letters, but for S3's.</summary>
    private static string ActionOf(string command)
    {
        if (command == "s3api list-buckets") return "s3:ListAllMyBuckets";
        var parts = command.Split(' ');
        return $"{(parts[0] == "s3api" ? "s3" : parts[0])}:{Words().Replace(parts[1], match => match.Groups[1].Value.ToUpperInvariant())}";
    }

    [GeneratedRegex("(?:^|-)([a-z])")]
    private static partial Regex Words();
}
