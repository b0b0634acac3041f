using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Input;

/// <summary>Policy documents as a user specifies them: JSON text, a hashtable, or a file's path.</summary>
internal static class PolicyTexts
{
    /// <summary>Returns the document's text and its name: the file's name, or otherwise the given name.</summary>
    /// <exception cref="ProblemException">The file does not exist or cannot be read, or the object has another type.</exception>
    public static (string Name, string Text) Read(object value, SessionState session, string name)
    {
        // The output of ConvertFrom-Json.
        if (value is PSObject { BaseObject: PSCustomObject } custom) return (name, Serialize(custom, name));
        var given = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (given)
        {
            case IDictionary table:
                return (name, Serialize(table, name));
            case FileInfo file:
                return ReadFile(file.FullName);
            case string text when text.TrimStart() is ['{' or '[', ..] || text.StartsWith("%7B", StringComparison.OrdinalIgnoreCase):
                return (name, text);
            case string path:
                return ReadFile(session.Path.GetUnresolvedProviderPathFromPSPath(path));
            default:
                throw new ProblemException(
                    PolicyErrors.DocumentOfWrongType.About(given, ("type", given?.GetType().Name ?? "null")));
        }
    }

    /// <summary>Reads and parses a document.</summary>
    /// <exception cref="ProblemException">The document cannot be read, or is not a policy.</exception>
    public static (string Name, PolicyDocument Document) Parse(object value, SessionState session, string title)
    {
        var (name, text) = Read(value, session, title);
        try
        {
            return (name, PolicyDocument.Parse(text));
        }
        catch (PolicyFormatException e)
        {
            throw new ProblemException(InvalidDocument(name, e));
        }
    }

    /// <summary>The text is not a policy document.</summary>
    public static Problem InvalidDocument(string name, PolicyFormatException e) =>
        PolicyErrors.InvalidDocument.About(name, e, ("document", name), ("reason", e.Message));

    private static string Serialize(object table, string name)
    {
        try
        {
            return JsonSerializer.Serialize(PlainObjects.Of(table));
        }
        catch (Exception e) when (PlainObjects.IsOfInput(e))
        {
            throw new ProblemException(
                PolicyErrors.InvalidDocumentObject.About(name, e, ("document", name), ("reason", e.Message)));
        }
    }

    private static (string Name, string Text) ReadFile(string path) =>
        (Path.GetFileName(path), InputFiles.ReadText(path, InputFiles.LargestPolicy));
}
