using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the manifest of a CDK assembly.</summary>
internal static class CdkManifest
{
    private const string NestedTemplate = ".nested.template.json";

    /// <summary>Returns the templates and the nested assemblies that a manifest names.</summary>
    public static IEnumerable<CdkFile> Files(JsonElement manifest)
    {
        if (Get(manifest, "artifacts") is not { ValueKind: JsonValueKind.Object } artifacts) yield break;
        foreach (var (id, artifact) in artifacts.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            var properties = Get(artifact, "properties");
            switch (Text(artifact, "type"))
            {
                case "aws:cloudformation:stack" when Text(properties, "templateFile") is { } file:
                    yield return new(CdkFileKind.Template, file)
                    {
                        StackName = Text(properties, "stackName") ?? id, Environment = Text(artifact, "environment"),
                    };
                    foreach (var nested in Nested(artifact)) yield return new(CdkFileKind.Template, nested);
                    break;
                case "cdk:asset-manifest" when Text(properties, "file") is { } file:
                    yield return new(CdkFileKind.Assets, file);
                    break;
                case "cdk:cloud-assembly" when Text(properties, "directoryName") is { } directory:
                    yield return new(CdkFileKind.Assembly, directory);
                    break;
            }
        }
    }

    /// <summary>Returns the templates of nested stacks that a list of assets names, as CDK 2 writes it.</summary>
    public static IEnumerable<CdkFile> Assets(JsonElement list)
    {
        if (Get(list, "files") is not { ValueKind: JsonValueKind.Object } files) yield break;
        foreach (var file in files.EnumerateObject().Select(property => property.Value))
        {
            if (Text(Get(file, "source"), "path") is not { } path || !path.EndsWith(NestedTemplate, StringComparison.Ordinal)) continue;
            yield return new(CdkFileKind.Template, path) { ObjectKeys = [.. Keys(Get(file, "destinations"))] };
        }
    }

    private static IEnumerable<string> Keys(JsonElement? destinations) => destinations is { ValueKind: JsonValueKind.Object } all
        ? all.EnumerateObject().Select(one => Text(one.Value, "objectKey")).OfType<string>().Distinct(StringComparer.Ordinal)
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
