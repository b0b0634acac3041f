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
            return items.Length == 0 ? throw Invalid("it is an empty list.") : [.. items.Select((item, i) => ReportObjects.Of(item) is
                LambdaRoleUsage usage ? usage
                : throw Invalid(string.Create(CultureInfo.InvariantCulture, $"object {i + 1} is not usage, or a part of it is missing.")))];
        }
        catch (JsonException e)
        {
            throw Invalid($"it is invalid or incomplete JSON: {e.Message}");
        }

        ProblemException Invalid(string reason) =>
            new(UsageErrors.InvalidUsageFile.About(path, ("path", path), ("reason", reason)));
    }
}
