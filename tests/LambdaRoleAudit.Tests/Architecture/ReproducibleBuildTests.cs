using System.Security.Cryptography;
using System.Text.Json;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Architecture;

/// <summary>Whoever builds a release's sources gets the release's bytes, and so can see that it holds nothing else.</summary>
public class ReproducibleBuildTests
{
    [Fact]
    public async Task An_archive_and_a_clone_in_two_folders_and_two_time_zones_give_the_same_bytes()
    {
        var top = Directory.CreateTempSubdirectory("reproducible");
        try
        {
            var one = await BuildAsync(top.CreateSubdirectory("a"), "UTC");
            var clone = top.CreateSubdirectory("another folder").CreateSubdirectory("b");
            PretendToBeAClone(clone);
            var two = await BuildAsync(clone, "Asia/Tokyo");
            Assert.Contains("LambdaRoleAudit/LambdaRoleAudit.dll", one.Keys);
            Assert.Contains("LambdaRoleAudit/aws/LambdaRoleAudit.Aws.dll", one.Keys);
            Assert.Contains("LambdaRoleAudit/en-US/LambdaRoleAudit.dll-Help.xml", one.Keys);
            Assert.Single(one.Keys, name => name.EndsWith(".zip", StringComparison.Ordinal));
            Assert.Single(one.Keys, name => name.EndsWith(".nupkg", StringComparison.Ordinal));
            var sbom = Assert.Single(one.Keys, name => name.EndsWith(".cdx.json", StringComparison.Ordinal));
            AssertNamesEachPackage(Path.Combine(top.FullName, "a", "out", sbom));
            Assert.Equal(one, two);
        }
        finally
        {
            top.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Builds the module from a copy of its sources. Analyzers are left out: they say no to code, and change no byte of it.
    /// </summary>
    /// <returns>What was built, by name: the hash.</returns>
    private static async Task<SortedDictionary<string, string>> BuildAsync(DirectoryInfo folder, string timeZone)
    {
        foreach (var file in Sources())
        {
            var copy = new FileInfo(Path.Combine(folder.FullName, file));
            copy.Directory!.Create();
            File.Copy(Path.Combine(TestEnvironment.RepositoryRoot, file), copy.FullName);
        }

        // As a release is made. The packages are here already, or this test would not have been built: no feed is asked for them.
        var (code, output, errors) = await Programs.RunAsync(
            "dotnet",
            ["pwsh", "-NoProfile", "-File", Path.Combine(folder.FullName, "build.ps1"), "-Task", "Pack"],
            new Dictionary<string, string?>
            {
                ["TZ"] = timeZone,
                ["RunAnalyzers"] = "false",
                ["NuGetAudit"] = "false",
                ["RestoreSources"] = TestEnvironment.PackageFolder,
                ["MSBUILDDISABLENODEREUSE"] = "1",
            });
        Assert.True(code == 0, output + errors);

        var built = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var results = Path.Combine(folder.FullName, "out");
        foreach (var path in Directory.EnumerateFiles(results, "*", SearchOption.AllDirectories))
            built.Add(
                Path.GetRelativePath(results, path).Replace('\\', '/'),
                Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path))));
        return built;
    }

    private static List<string> LockedPackages(string project)
    {
        using var locked = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "src", project, "packages.lock.json")));
        return
        [
            .. locked.RootElement.GetProperty("dependencies").EnumerateObject().Single().Value.EnumerateObject()
                .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                .Select(package => $"pkg:nuget/{package.Name}@{package.Value.GetProperty("resolved").GetString()}"),
        ];
    }

    /// <summary>The SBOM has the packages of the AWS side and of the YAML side that the lock files have, and no others.</summary>
    private static void AssertNamesEachPackage(string sbom)
    {
        using var components = JsonDocument.Parse(File.ReadAllText(sbom));
        var expected = new[] { "LambdaRoleAudit.Aws", "LambdaRoleAudit.Yaml" }.SelectMany(LockedPackages).Distinct();
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            components.RootElement.GetProperty("components").EnumerateArray()
                .Select(component => component.GetProperty("purl").GetString()).Order(StringComparer.Ordinal));
    }

    /// <summary>As much of a clone as a build looks at: a commit and a remote.</summary>
    private static void PretendToBeAClone(DirectoryInfo folder)
    {
        var git = folder.CreateSubdirectory(".git");
        foreach (var part in new[] { "objects", "refs" }) git.CreateSubdirectory(part);
        File.WriteAllText(Path.Combine(git.FullName, "HEAD"), "0123456789abcdef0123456789abcdef01234567\n");
        File.WriteAllText(
            Path.Combine(git.FullName, "config"),
            "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = https://github.com/example/example.git\n");
    }

    private static IEnumerable<string> Sources()
    {
        var root = TestEnvironment.RepositoryRoot;
        var files = Directory.EnumerateFiles(root).Concat(
            new[] { "src", "docs", "runbooks", ".config" }.SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)));
        return files.Select(path => Path.GetRelativePath(root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".git"));
    }
}
