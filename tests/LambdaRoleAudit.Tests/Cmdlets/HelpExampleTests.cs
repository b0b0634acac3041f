using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>
/// The examples of the help pages that are marked runnable, run on the Sandbox's account of the rule. Where a page shows what
/// comes of one, that is what comes.
/// </summary>
[Collection(EnvironmentCollection.Name)]
public sealed partial class HelpExampleTests : IDisposable
{
    /// <summary>What was done before, on the pages whose examples go on from something.</summary>
    private static readonly Dictionary<string, string> Before = new()
    {
        ["Set-LambdaExecutionRole"] =
            "foreach ($name in 'cc-sqs-poller', 'cc-s3-logging') { New-LambdaExecutionRole -RoleName $name-role -Feature SQS }",
        ["Get-LambdaRoleRepair"] = "Repair-LambdaExecutionRole -All -Confirm:$false",
        ["Undo-LambdaRoleRepair"] = "Repair-LambdaExecutionRole -All -Confirm:$false",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public static TheoryData<string, string, string?> Examples
    {
        get
        {
            var data = new TheoryData<string, string, string?>();
            foreach (var path in Directory.GetFiles(Path.Combine(TestEnvironment.RepositoryRoot, "docs", "en-US"), "*.md")
                .Order(StringComparer.Ordinal))
            {
                foreach (Match match in Runnable().Matches(File.ReadAllText(path).ReplaceLineEndings("\n")))
                    data.Add(
                        Path.GetFileNameWithoutExtension(path), match.Groups["code"].Value.TrimEnd(),
                        match.Groups["output"] is { Success: true } output ? output.Value.TrimEnd() : null);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_runnable_example_runs_and_shows_what_the_page_shows(string page, string code, string? output)
    {
        await using var server = await Sandboxes.StartAsync(RuleActivity.NewState(), quotas: false);
        var credential = SandboxCredential.Default;
        using var environment = new EnvironmentVariables(
            ("AWS_ENDPOINT_URL", server.Url.ToString()), ("AWS_ACCESS_KEY_ID", credential.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", credential.SecretKey), ("AWS_REGION", "us-east-1"));
        using var session = new ModuleSession();
        session.SetLocation(_folder.FullName);
        session.Answer(0);
        if (Before.TryGetValue(page, out var before)) session.Run(before).AssertClean();

        session.Run("$Error.Clear()");
        var screen = ScreenText.Lasting(session.Render(code));
        Assert.Empty(session.Run("$Error").Output.Select(error => error.ToString()));
        // A long answer is shown by its beginning.
        if (output is not null && output.EndsWith('…'))
            Assert.StartsWith(ScreenText.Lasting(output.TrimEnd('…', '\n')), screen, StringComparison.Ordinal);
        else if (output is not null) Assert.Equal(ScreenText.Lasting(output), screen);
    }

    [Fact]
    public void Every_page_has_one() =>
        Assert.Equal(12, Examples.Select(example => example.Data.Item1).Distinct().Count());

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex("```powershell runnable\n(?<code>.*?)```\n(?:\n```\n(?<output>.*?)```)?", RegexOptions.Singleline)]
    private static partial Regex Runnable();
}
