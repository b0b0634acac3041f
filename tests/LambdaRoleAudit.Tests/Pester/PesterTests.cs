using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Pester;

/// <summary>The acceptance tests in a real shell, tests/Pester, each by its name.</summary>
public sealed class PesterTests(PesterRun run) : IClassFixture<PesterRun>
{
    private static readonly string Folder = Path.Combine(TestEnvironment.RepositoryRoot, "tests", "Pester");

    public static IEnumerable<TheoryDataRow<string, string>> Rows =>
        from path in Directory.EnumerateFiles(Folder, "*.Tests.ps1").Order(StringComparer.Ordinal)
        from test in PesterFile.TestsOf(path)
        let file = Path.GetFileName(path)
        select new TheoryDataRow<string, string>(file, test) { TestDisplayName = $"Pester: {file}: {test}" };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task In_a_real_shell(string file, string test)
    {
        var result = (await run.Report).Tests.SingleOrDefault(result => result.File == file && result.Name == test);
        Assert.True(result is not null, "The test has no result.");
        // What cannot run on this machine says so by -Skip.
        Assert.SkipWhen(result.Result == "Skipped", "Skipped by Pester.");
        Assert.True(result.Result == "Passed", $"{result.Result}: {string.Join('\n', result.Problems)}");
    }

    [Fact]
    public async Task Every_result_has_a_row_and_every_row_a_result()
    {
        var report = await run.Report;
        Assert.Empty(report.Failures);
        Assert.Equal(
            Rows.Select(row => $"{row.Data.Item1}: {row.Data.Item2}").Order(StringComparer.Ordinal),
            report.Tests.Select(result => $"{result.File}: {result.Name}").Order(StringComparer.Ordinal));
    }

    /// <summary>A test that was skipped because the machine lacks something is none in CI.</summary>
    [Fact]
    public async Task In_ci_nothing_is_skipped()
    {
        Assert.SkipUnless(TestEnvironment.IsCi, "Only CI has all that the tests need.");
        Assert.DoesNotContain((await run.Report).Tests, result => result.Result != "Passed" && result.Result != "Failed");
    }
}
