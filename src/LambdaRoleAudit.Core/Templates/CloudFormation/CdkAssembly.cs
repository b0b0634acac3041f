using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds the templates in the output of <c>cdk synth</c> (by default <c>cdk.out</c>): those of the stacks that <c>manifest.json</c> names,
/// of their nested stacks, and of nested assemblies, such as the stages of a pipeline (schema: <c>cloud-assembly-schema</c> of AWS CDK).
/// </summary>
public static class CdkAssembly
{
    private const string Manifest = "manifest.json";
    private const int MostAssemblies = 1000;

    /// <summary>True if a file is the manifest of a CDK assembly.</summary>
    public static bool IsManifest(string path) =>
        Path.GetFileName(path) == Manifest && Path.GetDirectoryName(path) is { } folder && IsAssembly(folder);

    /// <summary>True if the folder has the manifest of a CDK assembly.</summary>
    public static bool IsAssembly(string folder)
    {
        var path = Path.Combine(folder, Manifest);
        if (!File.Exists(path)) return false;
        try
        {
            using var manifest = Parse(path);
            return manifest.RootElement.ValueKind == JsonValueKind.Object
                && manifest.RootElement.TryGetProperty("artifacts", out var artifacts) && artifacts.ValueKind == JsonValueKind.Object
                && manifest.RootElement.TryGetProperty("version", out _);
        }
        catch (Exception e) when (e is JsonException or ProblemException)
        {
            return false;
        }
    }

    /// <summary>Returns the full paths of the templates, each once, in the order of the manifests.</summary>
    /// <param name="folder">The folder with <c>manifest.json</c>.</param>
    /// <param name="problems">Gets the manifests that cannot be read, and the files that are outside the folder.</param>
    public static IReadOnlyList<string> Templates(string folder, ICollection<Problem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return [.. Stacks(folder, problems).Select(file => file.Path)];
    }

    /// <summary>Returns the templates with what the manifests say of their stacks.</summary>
    internal static IReadOnlyList<CdkFile> Stacks(string folder, ICollection<Problem> problems)
    {
        var root = new CdkFolder(folder);
        var found = new Dictionary<string, CdkFile>(StringComparer.Ordinal);
        var order = new List<string>();
        var open = new Queue<string>([root.FullPath]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { root.FullPath };
        while (open.TryDequeue(out var assembly))
        {
            var manifest = Path.Combine(assembly, Manifest);
            foreach (var file in Inside(root, manifest, Files(manifest, CdkManifest.Files, problems), problems))
            {
                if (file.Kind == CdkFileKind.Template) Add(file);
                else if (file.Kind == CdkFileKind.Assembly && seen.Count < MostAssemblies && seen.Add(file.Path)) open.Enqueue(file.Path);
                else if (file.Kind == CdkFileKind.Assets)
                    foreach (var nested in Inside(root, file.Path, Files(file.Path, CdkManifest.Assets, problems), problems)) Add(nested);
            }
        }

        return [.. order.Select(path => found[path])];

        // A template is named by the stack and by the list of assets, each with a part of what is known.
        void Add(CdkFile file)
        {
            if (!found.TryGetValue(file.Path, out var known)) order.Add(file.Path);
            found[file.Path] = known is null
                ? file
                : known with
                {
                    StackName = known.StackName ?? file.StackName,
                    // One template for two stacks is in two environments.
                    Environment = known.StackName is null || file.StackName is null ? known.Environment ?? file.Environment : null,
                    ObjectKeys = [.. known.ObjectKeys.Union(file.ObjectKeys, StringComparer.Ordinal)],
                };
        }
    }

    /// <summary>The full paths of the files that a manifest names relative to itself.</summary>
    private static IEnumerable<CdkFile> Inside(
        CdkFolder root, string manifest, IEnumerable<CdkFile> files, ICollection<Problem> problems)
    {
        foreach (var file in files)
        {
            if (root.Resolve(Path.GetDirectoryName(manifest)!, file.Path) is { } path) yield return file with { Path = path };
            else
                problems.Add(TemplateErrors.ManifestOutsideFolder.About(
                    manifest, ("manifest", manifest), ("file", file.Path), ("path", root.FullPath)));
        }
    }

    private static IReadOnlyList<CdkFile> Files(
        string manifest, Func<JsonElement, IEnumerable<CdkFile>> read, ICollection<Problem> problems)
    {
        try
        {
            using var json = Parse(manifest);
            return [.. read(json.RootElement)];
        }
        catch (ProblemException e)
        {
            problems.Add(e.Problem);
        }
        catch (JsonException e)
        {
            problems.Add(TemplateErrors.TemplateInvalid.About(
                manifest, e, ("path", manifest), ("line", (e.LineNumber ?? 0) + 1), ("column", (e.BytePositionInLine ?? 0) + 1),
                ("reason", "The manifest is not valid JSON.")));
        }

        return [];
    }

    private static JsonDocument Parse(string path) => JsonDocument.Parse(TemplateText.Read(path).Text);
}
