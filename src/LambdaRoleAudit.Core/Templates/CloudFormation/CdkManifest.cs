using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the manifest of a CDK assembly.</summary>
internal static class CdkManifest
{
    private const string NestedTemplate = ".nested.template.json";

    /// <summary>Returns the templates and the nested assemblies that a manifest names.</summary>
    public static IEnumerable<(CdkFileKind Kind, string File)> Files(JsonElement manifest)
    {
        if (Get(manifest, "artifacts") is not { ValueKind: JsonValueKind.Object } artifacts) yield break;
        foreach (var artifact in artifacts.EnumerateObject().Select(property => property.Value))
        {
            var properties = Get(artifact, "properties");
            switch (Text(artifact, "type"))
            {
                case "aws:cloudformation:stack" when Text(properties, "templateFile") is { } file:
                    yield return (CdkFileKind.Template, file);
                    foreach (var nested in Nested(artifact)) yield return (CdkFileKind.Template, nested);
                    break;
                case "cdk:asset-manifest" when Text(properties, "file") is { } file:
                    yield return (CdkFileKind.Assets, file);
                    break;
                case "cdk:cloud-assembly" when Text(properties, "directoryName") is { } directory:
                    yield return (CdkFileKind.Assembly, directory);
                    break;
            }
        }
    }

    /// <summary>Returns the templates of nested stacks that a list of assets names, as CDK 2 writes it.</summary>
    public static IEnumerable<(CdkFileKind Kind, string File)> Assets(JsonElement list) =>
        Get(list, "files") is { ValueKind: JsonValueKind.Object } files
            ? files.EnumerateObject().Select(file => Text(Get(file.Value, "source"), "path"))
                .Where(path => path is not null && path.EndsWith(NestedTemplate, StringComparison.Ordinal))
                .Select(path => (CdkFileKind.Template, path!))
            : [];

    /// <summary>CDK 1 has the nested stacks' templates in the metadata of their parent.</summary>
    private static IEnumerable<string> Nested(JsonElement stack)
    {
        if (Get(stack, "metadata") is not { ValueKind: JsonValueKind.Object } metadata) yield break;
        foreach (var entries in metadata.EnumerateObject().Where(entries => entries.Value.ValueKind == JsonValueKind.Array))
        {
            foreach (var entry in entries.Value.EnumerateArray())
            {
                if (Text(entry, "type") == "aws:cdk:asset" && Text(Get(entry, "data"), "path") is { } path
                    && path.EndsWith(NestedTemplate, StringComparison.Ordinal))
                    yield return path;
            }
        }
    }

    private static JsonElement? Get(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
