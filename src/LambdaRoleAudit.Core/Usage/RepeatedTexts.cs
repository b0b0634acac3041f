using System.Text.Json;
using LambdaRoleAudit.Accounts;

namespace LambdaRoleAudit.Usage;

/// <summary>Texts that many records have, such as names of roles and calls: each is one string in memory.</summary>
internal sealed class RepeatedTexts
{
    /// <summary>Texts come from the log, so the memory that they may take is limited.</summary>
    private const int Most = 50_000;

    private Utf8Set _texts = new(foldCase: false);

    /// <summary>Returns the text of a string; null for another value, which is skipped.</summary>
    /// <exception cref="InvalidOperationException">The string is not valid Unicode.</exception>
    public string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        if (reader.ValueIsEscaped) return reader.GetString();
        if (_texts.Count == Most) _texts = new Utf8Set(foldCase: false);
        return _texts.String(_texts.GetOrAdd(reader.ValueSpan, out _));
    }
}
