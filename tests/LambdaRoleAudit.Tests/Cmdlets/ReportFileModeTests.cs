using System.Runtime.Versioning;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Who may read a report.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReportFileModeTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public ReportFileModeTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes and no umask, and links need a privilege there.");
        _session.SetLocation(_folder.FullName);
        _session.SetVariable("findings", new object[] { HostileText.Make(typeof(LambdaRoleFinding)) });
    }

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("664")]
    public void A_report_has_the_mode_of_the_file_that_it_replaces(string mode)
    {
        var expected = (UnixFileMode)Convert.ToInt32(mode, 8);
        File.WriteAllText(PathOf("r.md"), "before");
        File.SetUnixFileMode(PathOf("r.md"), expected);
        // Of what is being written nobody else may read more than of what is there.
        _session.Run(
            $"& {{ $findings[0]; $global:meanwhile = [IO.File]::GetUnixFileMode([IO.Directory]::GetFiles('{_folder.FullName}', "
            + $"'*.tmp')[0]) }} | Export-LambdaRoleReport r.md").AssertClean();
        Assert.Equal(expected, File.GetUnixFileMode(PathOf("r.md")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, _session.Run("$meanwhile").Output.Single().BaseObject);
        Assert.NotEqual("before", File.ReadAllText(PathOf("r.md")));
    }

    [Fact]
    public async Task A_new_report_has_what_the_umask_leaves()
    {
        var script =
            $"umask 027; exec '{Programs.Dotnet}' '{TestEnvironment.TestHost}' \"Import-Module '{TestEnvironment.ModuleManifest}'\" \"@() "
            + $"| Export-LambdaRoleReport '{PathOf("new.md")}'\"";
        var (code, _, errors) = await Programs.RunAsync("sh", ["-c", script]);
        Assert.True(code == 0, errors);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(PathOf("new.md")));
    }

    [Fact]
    public void A_link_is_replaced_and_what_it_points_to_is_not_written()
    {
        File.WriteAllText(PathOf("other.txt"), "other");
        File.SetUnixFileMode(PathOf("other.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(PathOf("r.md"), PathOf("other.txt"));
        File.CreateSymbolicLink(PathOf("nowhere.md"), PathOf("missing.txt"));
        Assert.Equal(["FileExists"], _session.Run("$findings | Export-LambdaRoleReport nowhere.md -NoClobber").ErrorIds);
        Export("r.md");
        Export("nowhere.md");
        Assert.Equal("other", File.ReadAllText(PathOf("other.txt")));
        Assert.False(File.Exists(PathOf("missing.txt")));
        Assert.Null(new FileInfo(PathOf("r.md")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf("r.md")));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private void Export(string file) => _session.Run($"$findings | Export-LambdaRoleReport {file}").AssertClean();
}
