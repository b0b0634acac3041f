using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>An entry of a list in a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="List">The list's name.</param>
/// <param name="Number">The position of the entry, from 1; 0 if the file itself is the entry.</param>
/// <param name="Json">The entry.</param>
internal readonly record struct FileEntry(string Path, string List, int Number, JsonElement Json)
{
    /// <summary>True if the entry is not part of a list: the file contains nothing else.</summary>
    public bool IsWholeFile => Number == 0;

    /// <summary>Reads the entry. Returns what is wrong with it, or null.</summary>
    public Problem? Try(Action<JsonElement> read)
    {
        try
        {
            if (Json.ValueKind != JsonValueKind.Object) throw new JsonException("It is not an object.");
            if (Json.Repeated() is { } name) throw new JsonException($"{name} appears twice.");
            read(Json);
            return null;
        }
        catch (JsonException e)
        {
            return AccountFileErrors.FileEntryInvalid.About(
                Path, e, ("reason", e.Message),
                ("entry", IsWholeFile ? $"File '{Path}'" : FormattableString.Invariant($"Entry {Number} of {List} in file '{Path}'")));
        }
    }
}
