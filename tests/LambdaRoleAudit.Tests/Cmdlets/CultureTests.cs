using System.Text.RegularExpressions;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>The same answer in every country: a process of its own with that language gives the same reports to the byte.</summary>
public sealed partial class CultureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public async Task Reports_are_the_same_in_Turkish_German_and_Japanese()
    {
        await using var server = await Sandboxes.StartAsync(DefectiveEstate.Make(), quotas: false);
        var expected = await RunAsync(server, "en_US.UTF-8", "en-US");
        Assert.All(expected.Values, text => Assert.True(text.Length > 1000));
        foreach (var (language, name) in new[]
        {
            ("tr_TR.UTF-8", "tr-TR"), ("de_DE.UTF-8", "de-DE"), ("ja_JP.UTF-8", "ja-JP"), ("ar_SA.UTF-8", "ar-SA")
        })
        {
            var actual = await RunAsync(server, language, name);
            foreach (var (format, text) in expected) Assert.True(
                text == actual[format], $"{format} differs in {name}: {Difference(text, actual[format])}");
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<Dictionary<string, string>> RunAsync(
        LambdaRoleAudit.Sandbox.Server.SandboxServer server, string language, string culture)
    {
        var at = ModuleSession.At(server);
        string[] formats = ["html", "json", "csv", "md", "sarif", "junit.xml"];
        var (code, output, errors) = await Programs.RunAsync(Programs.Dotnet,
        [
            TestEnvironment.TestHost,
            "[cultureinfo]::CurrentCulture.Name",
            $"Import-Module '{TestEnvironment.ModuleManifest}'; $global:all = @(Get-SharedLambdaRole {at}) + @(Test-LambdaExecutionRole "
            + $"{at} -IncludePassed) + @(Get-LambdaRoleRepairPlan {at})",
            .. formats.Select(format =>
                $"$all | Export-LambdaRoleReport '{_folder.FullName}/{culture}.{format}' -WarningAction SilentlyContinue"),
        ], new Dictionary<string, string?> { ["LANG"] = language, ["LC_ALL"] = language });
        Assert.True(code == 0, errors);
        // .NET makes up what it has no data of, but for the name: another name is the environment's doing.
        Assert.Equal(culture, output.Trim());
        return formats.ToDictionary(
            format => format, format => Runs().Replace(File.ReadAllText(Path.Combine(_folder.FullName, $"{culture}.{format}")), "…"));
    }

    private static string Difference(string one, string other)
    {
        var at = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"…{one[Math.Max(0, at - 40)..Math.Min(one.Length, at + 40)]}… beside "
            + $"…{other[Math.Max(0, at - 40)..Math.Min(other.Length, at + 40)]}…";
    }

    /// <summary>What every run has of its own: a repair's id, and the time.</summary>
    [GeneratedRegex(@"(?<=""RepairId"": "")[0-9a-f]{8}|\d{4}-\d\d-\d\d \d\d:\d\d UTC|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?(?="")")]
    private static partial Regex Runs();
}
