using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Writes texts and policy documents of a template as TypeScript for a CDK app. A value of the same stack becomes a call of <c>cdk.Fn</c>;
/// one that CDK makes for its own links between stacks becomes a constant that a person fills in, since CDK can remove the link.
/// </summary>
/// <param name="prefix">How the names of those constants begin, so that two functions have different ones.</param>
internal sealed partial class CdkCode(string prefix)
{
    private const int Width = 110;

    private readonly List<string> _values = [];

    /// <summary>The constants to fill in: their names, and what they stand for.</summary>
    public IEnumerable<(string Name, string Shown)> Values => _values.Select((shown, i) => (NameOf(i), shown));

    /// <summary>Returns an expression for a text with symbols.</summary>
    public string Text(string text)
    {
        if (!Symbol.IsIn(text)) return Quoted(text);
        if (Symbol.Alone(text) is { } only) return Expression(only);
        var built = new StringBuilder("`");
        var last = 0;
        foreach (var (start, end, shown) in Symbol.PlacesIn(text))
        {
            Escape(built, text.AsSpan(last, start - last), '`');
            built.Append(CultureInfo.InvariantCulture, $"${{{Expression(shown)}}}");
            last = end;
        }

        Escape(built, text.AsSpan(last), '`');
        return built.Append('`').ToString();
    }

    /// <summary>Returns an expression for a value that a person fills in.</summary>
    /// <param name="shown">What it stands for.</param>
    public string Value(string shown)
    {
        if (!_values.Contains(shown)) _values.Add(shown);
        return NameOf(_values.IndexOf(shown));
    }

    /// <summary>Returns an expression for a JSON value.</summary>
    /// <param name="json">The value.</param>
    /// <param name="indent">The number of spaces before its last line.</param>
    public string Json(JsonElement json, int indent)
    {
        var line = Line(json);
        if (line.Length + indent <= Width) return line;
        var inside = new string(' ', indent + 2);
        return json.ValueKind switch
        {
            JsonValueKind.Object =>
                Block('{', json.EnumerateObject().Select(one => $"{Key(one.Name)}: {Json(one.Value, indent + 2)}"), '}'),
            JsonValueKind.Array => Block('[', json.EnumerateArray().Select(one => Json(one, indent + 2)), ']'),
            _ => line,
        };

        string Block(char open, IEnumerable<string> items, char close) =>
            $"{open}\n{string.Concat(items.Select(item => $"{inside}{item},\n"))}{new string(' ', indent)}{close}";
    }

    /// <summary>Returns a text in quotation marks. What is not printable ASCII is escaped.</summary>
    public static string Quoted(string text)
    {
        var built = new StringBuilder("'");
        Escape(built, text, '\'');
        return built.Append('\'').ToString();
    }

    private string Line(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Select(one => $"{Key(one.Name)}: {Line(one.Value)}").ToList() is { Count: > 0 } all
            ? $"{{ {string.Join(", ", all)} }}"
            : "{}",
        JsonValueKind.Array => $"[{string.Join(", ", json.EnumerateArray().Select(Line))}]",
        JsonValueKind.String => Text(json.GetString()!),
        _ => json.GetRawText(),
    };

    private string Key(string name) =>
        Identifier().IsMatch(name) ? name : Symbol.IsIn(name) ? $"[{Text(name)}]" : Quoted(name);

    private string Expression(string shown)
    {
        if (Pseudo(shown) is { } name) return $"cdk.Aws.{name}";
        if (shown.StartsWith("referenceto", StringComparison.Ordinal) || shown.Contains(".Outputs.", StringComparison.Ordinal))
            return Value(shown);
        var parts = Reference().Match(shown);
        if (!parts.Success) return Value(shown);
        return parts.Groups[2].Success
            ? $"cdk.Fn.getAtt('{parts.Groups[1].Value}', '{parts.Groups[2].Value}').toString()"
            : $"cdk.Fn.ref('{parts.Groups[1].Value}')";
    }

    /// <summary>The class <c>Aws</c> of aws-cdk-lib.</summary>
    private static string? Pseudo(string shown) => shown switch
    {
        "AWS::AccountId" => "ACCOUNT_ID",
        "AWS::Partition" => "PARTITION",
        "AWS::Region" => "REGION",
        "AWS::StackId" => "STACK_ID",
        "AWS::StackName" => "STACK_NAME",
        "AWS::URLSuffix" => "URL_SUFFIX",
        _ => null,
    };

    private string NameOf(int index) => $"{prefix}{(index + 1).ToString(CultureInfo.InvariantCulture)}";

    private static void Escape(StringBuilder built, ReadOnlySpan<char> text, char quote)
    {
        foreach (var character in text)
        {
            if (character == quote || character == '\\' || (quote == '`' && character == '$')) built.Append('\\').Append(character);
            else if (character is >= ' ' and <= '~') built.Append(character);
            else if (character == '\n') built.Append("\\n");
            else built.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?$")]
    private static partial Regex Reference();
}
