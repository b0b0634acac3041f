using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads the modules of a folder of .tf files: the folder's own, and those that it calls by a path in it. Nothing outside the folder is
/// read, also not through links.
/// </summary>
internal sealed class HclFolders
{
    private static readonly string[] Extensions = [".tf", ".tf.json", ".tofu", ".tofu.json"];

    private const int MostFiles = 2_000;
    private const int MostModules = 500;
    private const int MostLevels = 20;

    private readonly string _root;
    private readonly Dictionary<string, HclModule> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<(string, object?)> _told = [];
    private int _count;

    private HclFolders(string root) => _root = root;

    /// <summary>The problems: each is a reason why functions may be missing.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder's full path.</param>
    /// <exception cref="ProblemException">A file cannot be read, or is not valid.</exception>
    public static (HclScope Root, IReadOnlyList<Problem> Problems) Read(string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(folder);
        var folders = new HclFolders(root);
        var scope = new HclScope { Module = folders.Module(root), Effort = new() };
        folders.AddChildren(scope, 0);
        return (scope, folders.Problems);
    }

    private HclModule Module(string folder)
    {
        if (_modules.TryGetValue(folder, out var known)) return known;
        var files = new List<HclFile>();
        var unread = new List<string>();
        foreach (var path in FilesOf(folder, unread))
        {
            var name = Path.GetFileName(path);
            if (!name.EndsWith(".tf", StringComparison.Ordinal))
            {
                var reason = name.EndsWith(".tofu", StringComparison.Ordinal) ? "only OpenTofu reads it" : "it is in the JSON syntax";
                unread.Add(path);
                Tell(TerraformErrors.TerraformFileNotRead.About(path, ("path", path), ("reason", reason)));
            }
            else if (!Folders.Hold(_root, path))
            {
                unread.Add(path);
                Tell(TemplateErrors.TemplateOutsideFolder.About(path, ("path", path), ("folder", _root)));
            }
            else
            {
                var text = TemplateText.Read(path);
                var body = HclReader.Read(text);
                // An override file changes attributes of blocks in other files.
                if (name is "override.tf" || name.EndsWith("_override.tf", StringComparison.Ordinal))
                {
                    unread.Add(path);
                    Tell(TerraformErrors.TerraformFileNotRead.About(path, ("path", path), ("reason", "it overrides other files")));
                }
                else
                {
                    files.Add(new(text, body));
                }
            }
        }

        return _modules[folder] = new(folder, files) { Unread = unread };
    }

    private List<string> FilesOf(string folder, List<string> unread)
    {
        try
        {
            var all = Directory.EnumerateFiles(folder).Where(path => Extensions.Any(end => path.EndsWith(end, StringComparison.Ordinal)))
                .Take(MostFiles + 1).Order(StringComparer.Ordinal).ToList();
            if (all.Count <= MostFiles) return all;
            unread.Add(folder);
            Tell(TerraformErrors.TerraformFileNotRead.About(folder, ("path", folder), ("reason", $"it has more than {MostFiles} files")));
            return all[..MostFiles];
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            throw new ProblemException(InputProblems.OfFile(folder, e));
        }
    }

    private void AddChildren(HclScope scope, int level)
    {
        foreach (var call in scope.Module!.Calls)
        {
            var address = $"{scope.Prefix}module.{call.Name}";
            var (folder, reason) = SourceOf(call, scope, level);
            if (reason is not null) Tell(NotRead(address, call, reason));
            foreach (var instance in HclInstances.Of(call, scope))
            {
                if (folder is not null && ++_count > MostModules)
                {
                    Tell(NotRead(address, call, $"there are more than {MostModules} modules"));
                    return;
                }

                var child = new HclScope
                {
                    Module = folder is null ? null : Module(folder),
                    Parent = scope,
                    Call = call,
                    Instance = instance,
                    Effort = scope.Effort,
                };
                scope.Children.Add(child);
                if (child.Module is not null) AddChildren(child, level + 1);
            }
        }
    }

    private (string? Folder, string? Reason) SourceOf(HclItem call, HclScope scope, int level)
    {
        if (call["source"]?.Expression is not HclTemplate { Literal: { } source }) return (null, "its source is computed");
        if (!source.StartsWith("./", StringComparison.Ordinal) && !source.StartsWith("../", StringComparison.Ordinal))
            return (null, $"its source '{source}' is not in the folder");
        if (level >= MostLevels) return (null, "it is nested too deeply");
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(scope.Module!.Folder, source)));
        if (!Folders.Hold(_root, folder))
        {
            Tell(TemplateErrors.TemplateOutsideFolder.About(folder, ("path", folder), ("folder", _root)));
            return (null, null);
        }

        if (!Directory.Exists(folder)) return (null, $"its folder '{folder}' does not exist");
        return scope.Chain.Any(one => one.Module!.Folder == folder) ? (null, "it calls itself") : (folder, null);
    }

    private static Problem NotRead(string address, HclItem call, string reason) => TerraformErrors.TerraformModuleNotRead.About(
        address, ("address", address), ("path", call.File.Text.Path), ("reason", reason));

    private void Tell(Problem problem)
    {
        if (_told.Add((problem.ErrorId, problem.Target))) Problems.Add(problem);
    }
}
