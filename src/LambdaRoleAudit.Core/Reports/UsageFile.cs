using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>Reads usage that was saved as JSON. The format is docs/schemas/usage.schema.json.</summary>
public static class UsageFile
{
    /// <summary>Returns the usage in a file: a list of objects, or a single object.</summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="ProblemException">The file cannot be read, or something in it is not usage. What a repair relies on must not be
    /// left out, so one wrong object is an error about the entire file.</exception>
    public static IReadOnlyList<LambdaRoleUsage> Read(string path)
    {
        var text = InputFiles.ReadUtf8(path, InputFiles.LargestBaseline);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            JsonElement[] items = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            return items.Length == 0 ? throw Invalid("it is an empty list.") : [.. items.Select(Read)];
        }
        catch (JsonException e)
        {
            throw Invalid($"it is invalid or incomplete JSON: {e.Message}");
        }

        LambdaRoleUsage Read(JsonElement item, int at)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"object {at + 1}");
            if (ReportObjects.Of(item) is not LambdaRoleUsage usage)
                throw Invalid($"{name} is not usage, or a part of it is missing or was cut off by ConvertTo-Json -Depth.");
            return UsageFault.Of(usage) is { } wrong ? throw Invalid($"{name}: {wrong}") : usage;
        }

        ProblemException Invalid(string reason) =>
            new(UsageErrors.InvalidUsageFile.About(path, ("path", path), ("reason", reason)));
    }
}
