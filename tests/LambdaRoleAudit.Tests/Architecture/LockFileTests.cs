using System.Text.Json;
using System.Xml.Linq;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Architecture;

/// <summary>Each package that is built with is held by its version and content hash, whichever feed it comes from.</summary>
public class LockFileTests
{
    private static readonly string Root = TestEnvironment.RepositoryRoot;

    public static TheoryData<string> Projects => [.. new[] { "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_projects_lock_file_has_the_hash_of_each_package_and_names_no_feed(string project)
    {
        var path = Path.Combine(Root, Path.GetDirectoryName(project)!, "packages.lock.json");
        Assert.True(File.Exists(path), $"{project} has no lock file. Run: dotnet restore --force-evaluate");
        var text = File.ReadAllText(path);
        Assert.DoesNotContain("://", text, StringComparison.Ordinal);

        using var document = JsonDocument.Parse(text);
        var packages = document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .ToDictionary(package => package.Name, package => package.Value.GetProperty("contentHash").GetBytesFromBase64());
        Assert.All(packages.Values, hash => Assert.Equal(64, hash.Length));
        Assert.All(Items(project, "PackageReference"), reference => Assert.Contains(reference.Attribute("Include")!.Value, packages));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void What_lock_files_leave_out_has_its_hash_in_the_project(string project) =>
        Assert.All(
            Items(project, "PackageDownload"),
            download => Assert.Equal(64, Convert.FromBase64String(download.Attribute("ContentHash")!.Value).Length));

    private static IEnumerable<XElement> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants(kind);
}
