using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Writes a value as JSON, with symbols for what is known at deployment only. A part that exists on a condition only, or that nothing
/// determines, is left out, and the reason is noted.
/// </summary>
internal sealed partial class CfnJson
{
    private readonly StringBuilder _json = new();
    private readonly ICollection<string> _notes;

    private CfnJson(ICollection<string> notes) => _notes = notes;

    /// <summary>Returns the JSON.</summary>
    /// <param name="value">A mapping.</param>
    /// <param name="notes">Gets what is missing.</param>
    public static string Write(CfnMap value, ICollection<string> notes)
    {
        var writer = new CfnJson(notes);
        writer.Value(value);
        return writer._json.ToString();
    }

    /// <summary>
    /// Returns a text with its dynamic references as symbols: their values are secrets or parameters that anybody can have set
    /// (CloudFormation user guide, "Dynamic references").
    /// </summary>
    public static string Deferred(string text) => text.Contains("{{resolve:", StringComparison.Ordinal)
        ? Dynamic().Replace(text, reference => Symbol.Anything(Symbol.Shown(reference.Groups[1].Value)))
        : text;

    private void Value(CfnValue value)
    {
        switch (value)
        {
            case CfnText { IsJson: true } text:
                _json.Append(text.Text);
                break;
            case CfnText text:
                Text(Deferred(text.Text));
                break;
            case CfnSymbol symbol:
                Text(symbol.Text);
                break;
            case CfnList list:
                Items('[', list.Items.Where(IsKept), item => Value(item), ']');
                break;
            case CfnMap map:
                Items('{', map.Entries.Where(entry => IsKept(entry.Value)), Entry, '}');
                break;
            case CfnChoice choice:
                _notes.Add($"a part depends on the condition {choice.Condition}");
                Text(Symbol.Anything($"Fn::If {choice.Condition}"));
                break;
        }
    }

    private void Entry(KeyValuePair<string, CfnValue> entry)
    {
        Text(entry.Key);
        _json.Append(':');
        Value(entry.Value);
    }

    private void Items<T>(char open, IEnumerable<T> items, Action<T> write, char close)
    {
        _json.Append(open);
        var start = _json.Length;
        foreach (var item in items)
        {
            if (_json.Length > start) _json.Append(',');
            write(item);
        }

        _json.Append(close);
    }

    /// <summary>A choice between texts is a text that is not known. Any other choice changes the document's shape.</summary>
    private bool IsKept(CfnValue value)
    {
        switch (value)
        {
            case CfnChoice choice when !IsText(choice):
                _notes.Add($"a part depends on the condition {choice.Condition}");
                return false;
            case CfnUnknown unknown:
                _notes.Add($"a part cannot be determined: {unknown.Reason}");
                return false;
            default:
                return value is not CfnNoValue;
        }
    }

    private static bool IsText(CfnValue value) => value switch
    {
        CfnText or CfnSymbol => true,
        CfnChoice choice => IsText(choice.IfTrue) && IsText(choice.IfFalse),
        _ => false,
    };

    /// <summary>Returns a text as it stands between the quotes of JSON. Symbols stay as they are, so that they can be found
    /// there.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '"' or '\\') escaped.Append('\\').Append(c);
            else if (c < ' ') escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    private void Text(string text) => _json.Append('"').Append(Escape(text)).Append('"');

    [GeneratedRegex(@"\{\{(resolve:[^{}]*)\}\}")]
    private static partial Regex Dynamic();
}
