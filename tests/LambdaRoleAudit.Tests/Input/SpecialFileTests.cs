using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>
/// What stands at a path may be no file, or be endless: an error of ours within two seconds, for every parameter that takes a path.
/// </summary>
public sealed class SpecialFileTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    [Theory]
    [InlineData("Get-SharedLambdaRole -LiteralPath '{0}'")]
    [InlineData("Get-SharedLambdaRole -Path '{0}'")]
    [InlineData("Test-LambdaExecutionRole -Path '{0}'")]
    [InlineData("Test-LambdaExecutionRole -Path good.json -SuppressionPath '{0}'")]
    [InlineData("Test-LambdaExecutionRole -Path good.json -BaselinePath '{0}'")]
    [InlineData("Repair-LambdaExecutionRole -PlanPath '{0}' -Confirm:$false")]
    [InlineData("Compare-LambdaExecutionRole -ReferencePolicy '{0}' -DifferencePolicy '{{}}'")]
    public void What_is_no_regular_file_is_refused(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has none of these.");
        _session.SetLocation(_folder.FullName);
        File.WriteAllBytes(At("good.json"), SampleInputs.Utf8(SampleInputs.Page(SampleInputs.Function("f1", "r"))));
        using (var mkfifo = Process.Start("mkfifo", At("pipe"))) mkfifo.WaitForExit();
        _socket.Bind(new UnixDomainSocketEndPoint(At("socket")));
        Directory.CreateDirectory(At("folder"));
        File.CreateSymbolicLink(At("link"), At("pipe"));
        foreach (var name in new[] { "pipe", "socket", "folder", "link", "/dev/zero", "/dev/random" })
            AssertRefused(command, Path.Combine(_folder.FullName, name), "PathNotAFile");
    }

    /// <summary>Ten gigabytes of nothing, which take no room on the disk; and the same behind a beginning that looks right.</summary>
    [Theory]
    [InlineData("Get-SharedLambdaRole -LiteralPath '{0}'", "", "FileNotRecognized")]
    [InlineData("Get-SharedLambdaRole -LiteralPath '{0}'", "{\"Functions\":[", "FileInvalidJson")]
    [InlineData("Get-SharedLambdaRole -LiteralPath '{0}'", "FunctionName,Role\n", "FileInvalidCsv")]
    [InlineData("Get-SharedLambdaRole -LiteralPath '{0}'", "FunctionName,Role,", "FileInvalidCsv")]
    [InlineData("Get-SharedLambdaRole -LiteralPath '{0}'", "FunctionName,Role\n\"", "FileInvalidCsv")]
    [InlineData("Test-LambdaExecutionRole -Path '{0}'", "{\"Functions\":[", "FileTooLarge")]
    [InlineData("Test-LambdaExecutionRole -Path good.json -SuppressionPath '{0}'", "{", "FileTooLarge")]
    [InlineData("Test-LambdaExecutionRole -Path good.json -BaselinePath '{0}'", "[", "FileTooLarge")]
    [InlineData("Repair-LambdaExecutionRole -PlanPath '{0}' -Confirm:$false", "[", "FileTooLarge")]
    [InlineData("Compare-LambdaExecutionRole -ReferencePolicy '{0}' -DifferencePolicy '{{}}'", "{", "FileTooLarge")]
    public void A_file_without_end_is_refused(string command, string beginning, string errorId)
    {
        _session.SetLocation(_folder.FullName);
        File.WriteAllBytes(At("good.json"), SampleInputs.Utf8(SampleInputs.Page(SampleInputs.Function("f1", "r"))));
        using (var file = File.Create(At("sparse")))
        {
            file.SetLength(10L << 30);
            file.Write(Encoding.UTF8.GetBytes(beginning));
        }

        AssertRefused(command, At("sparse"), errorId);
    }

    /// <summary>A file can be made that gunzips to itself.</summary>
    [Fact]
    public void Gzip_in_gzip_in_gzip_is_refused()
    {
        var data = SampleInputs.Utf8(SampleInputs.Page(SampleInputs.Function("f1", "r")));
        for (var i = 0; i < 3; i++)
        {
            using var zipped = new MemoryStream();
            using (var gzip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true)) gzip.Write(data);
            data = zipped.ToArray();
        }

        File.WriteAllBytes(At("deep.gz"), data);
        AssertRefused("Get-SharedLambdaRole -LiteralPath '{0}'", At("deep.gz"), "FileUnreadable");
    }

    [Theory]
    [InlineData("a`0b")]
    [InlineData("[")]
    [InlineData("a`nb")]
    public void A_path_that_is_none_is_an_error_of_ours(string path)
    {
        var result = _session.Run($"Get-SharedLambdaRole -LiteralPath \"{path}\"");
        Assert.Contains(result.ErrorIds.Single(), new[] { "FileNotFound", "FileUnreadable", "NoFileMatches" });
    }

    public void Dispose()
    {
        _socket.Dispose();
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private void AssertRefused(string command, string path, string errorId)
    {
        var watch = Stopwatch.StartNew();
        var result = _session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, path));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{command} {path}: {watch.Elapsed}");
        Assert.Contains(errorId, result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        Assert.Contains(result.AllErrors, error => error.ErrorDetails.Message.Contains(path, StringComparison.Ordinal));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
