using System.Text.RegularExpressions;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Architecture;

/// <summary>The arrows of the design: LambdaRoleAudit → Core ← Aws; the Sandbox knows neither; no circle between folders.</summary>
public partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["LambdaRoleAudit.Core"] = [],
        ["LambdaRoleAudit.Aws"] = ["LambdaRoleAudit.Core"],
        ["LambdaRoleAudit.Yaml"] = ["LambdaRoleAudit.Core"],
        ["LambdaRoleAudit"] = ["LambdaRoleAudit.Core"],
        ["LambdaRoleAudit.Sandbox"] = [],
    };

    [Theory]
    [InlineData("LambdaRoleAudit.Core")]
    [InlineData("LambdaRoleAudit.Aws")]
    [InlineData("LambdaRoleAudit.Yaml")]
    [InlineData("LambdaRoleAudit")]
    [InlineData("LambdaRoleAudit.Sandbox")]
    public void Assemblies_reference_only_what_the_arrows_allow(string project)
    {
        var path = project is "LambdaRoleAudit" or "LambdaRoleAudit.Core"
            ? Path.Combine(Path.GetDirectoryName(TestEnvironment.ModuleManifest)!, $"{project}.dll")
            : project is "LambdaRoleAudit.Aws" or "LambdaRoleAudit.Yaml"
                ? Path.Combine(
                    Path.GetDirectoryName(TestEnvironment.ModuleManifest)!, project.Split('.')[1].ToLowerInvariant(), $"{project}.dll")
                : Path.Combine(AppContext.BaseDirectory, $"{project}.dll");
        using var file = File.OpenRead(path);
        using var image = new System.Reflection.PortableExecutable.PEReader(file);
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(image);
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .ToList();
        Assert.Equal(Allowed[project], references.Where(name => name.StartsWith("LambdaRoleAudit", StringComparison.Ordinal)));
        if (project == "LambdaRoleAudit.Core")
            Assert.All(
                references,
                name =>
                    Assert.True(
                        name.StartsWith("System.", StringComparison.Ordinal) || name is "Microsoft.VisualBasic.Core",
                        $"Core references {name}."));
        if (project == "LambdaRoleAudit") Assert.DoesNotContain(references, name => name.StartsWith("AWSSDK", StringComparison.Ordinal));
    }

    [Fact]
    public void Core_names_nothing_of_the_others()
    {
        foreach (var (path, text) in Sources("LambdaRoleAudit.Core"))
            Assert.False(Others().IsMatch(text), $"{path} names another side.");
    }

    [Theory]
    [InlineData("LambdaRoleAudit.Core")]
    [InlineData("LambdaRoleAudit.Aws")]
    [InlineData("LambdaRoleAudit.Yaml")]
    [InlineData("LambdaRoleAudit")]
    [InlineData("LambdaRoleAudit.Sandbox")]
    public void No_circle_between_folders(string project)
    {
        var root = Path.Combine(TestEnvironment.RepositoryRoot, "src", project);
        var edges = new Dictionary<string, HashSet<string>>();
        var folders = Directory.GetDirectories(root).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"))
            .ToHashSet();
        var sources = Sources(project).Select(source => (Folder: FolderOf(root, source.Path), source.Text)).ToList();
        foreach (var (folder, text) in sources)
        {
            foreach (Match match in Usings().Matches(text))
            {
                var target = match.Groups[1].Value.Split('.')[^1];
                if (folders.Contains(target) && target != folder) Add(folder, target);
            }
        }

        // What stands beside the folders needs no using: it is named.
        var beside = sources.Where(source => source.Folder.Length == 0).SelectMany(source => Declared().Matches(source.Text))
            .Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var (folder, text) in sources.Where(source => source.Folder.Length > 0))
            if (Words().Matches(WithoutTexts(text)).Any(word => beside.Contains(word.Value))) Add(folder, "");

        foreach (var folder in folders.Append(""))
            Assert.False(
                Reaches(edges, folder, folder, []),
                $"{project}: a circle goes through {(folder.Length == 0 ? "its top" : folder)}: "
                + $"{string.Join("; ", edges.Select(e => $"{e.Key} → {string.Join(", ", e.Value)}"))}");

        void Add(string from, string to) => (edges.TryGetValue(from, out var set) ? set : edges[from] = []).Add(to);
    }

    /// <summary>Inside Core, each folder may use those above it in the design's list, and never those below.</summary>
    [Fact]
    public void Inside_Core_arrows_go_up_only()
    {
        string[] order =
        [
            "Model", "Errors", "Policies", "Ports", "Accounts", "Catalog", "Roles", "Findings", "Usage", "LeastPrivilege",
            "ResourcePolicies", "Repair", "Templates", "Reports",
        ];
        var root = Path.Combine(TestEnvironment.RepositoryRoot, "src", "LambdaRoleAudit.Core");
        foreach (var (path, text) in Sources("LambdaRoleAudit.Core"))
        {
            var folder = Array.IndexOf(order, FolderOf(root, path));
            Assert.True(folder >= 0, $"{path} is in a folder that the design does not have.");
            foreach (Match match in Usings().Matches(text))
                Assert.True(Array.IndexOf(order, match.Groups[1].Value.Split('.')[^1]) <= folder, $"{path} uses {match.Groups[1].Value}.");
        }
    }

    private static string FolderOf(string root, string path) =>
        Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar) is [var first, _, ..] ? first : "";

    /// <summary>The code without comments and string literals, in which any word may stand.</summary>
    private static string WithoutTexts(string code) => Texts().Replace(code, "");

    private static bool Reaches(Dictionary<string, HashSet<string>> edges, string from, string to, HashSet<string> seen) =>
        edges.TryGetValue(from, out var next) && next.Any(folder => folder == to || (seen.Add(folder) && Reaches(edges, folder, to, seen)));

    private static IEnumerable<(string Path, string Text)> Sources(string project) =>
        SourceFiles.In($"src/{project}").Select(path => (path, File.ReadAllText(path)));

    [GeneratedRegex(@"^using (?:static )?(LambdaRoleAudit[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(
        @"^(?:public|internal) (?:static |sealed |abstract |readonly |partial )*(?:record struct|record|class|interface|enum|struct) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Words();

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Texts();

    [GeneratedRegex(@"using (Amazon|YamlDotNet|System\.Management\.Automation)\b|LambdaRoleAudit\.(Sandbox|Session|Output|Input)\b|\bConsole\.")]
    private static partial Regex Others();
}
