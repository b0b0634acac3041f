using System.Globalization;
using System.Text;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Values in place of a template's symbols, so that rules for real accounts can examine its roles, and the way back: what a rule says is
/// told in the template's own words.
/// </summary>
/// <param name="isWide">
/// False: a value that is not known before deployment stands for one that has no wildcard. True: it stands for <c>*</c>.
/// </param>
internal sealed class StandIns(bool isWide)
{
    /// <summary>The account that a template is deployed to.</summary>
    public const string AccountId = "000000000000";

    private const string Prefix = "lra-symbol-";

    private readonly Dictionary<string, string> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly List<(string StandIn, string Shown)> _back = [(AccountId, "${AWS::AccountId}")];

    /// <summary>Adds a role of the template, before any text that can name it is replaced.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="path">Its path.</param>
    /// <returns>The role's name and ARN.</returns>
    public (string Name, string Arn) AddRole(string address, string path)
    {
        var name = $"{Prefix}role-{_roles.Count.ToString(CultureInfo.InvariantCulture)}-x";
        var arn = $"arn:aws:iam::{AccountId}:role{(path.StartsWith('/') && !Symbol.IsIn(path) ? path : "/")}{name}";
        _roles[address] = arn;
        // The ARN first: it contains the name.
        _back.Insert(0, (name, address));
        _back.Insert(0, (arn, $"${{{address}.Arn}}"));
        return (name, arn);
    }

    /// <summary>Returns a text of the template with values in place of its symbols.</summary>
    public string Replace(string text) => Symbol.IsIn(text)
        ? Symbol.Replace(text, (shown, isFree) => isFree && isWide ? "*" : ValueOf(shown))
        : text;

    /// <summary>Returns a policy document with values in place of its symbols. A value that is a symbol alone becomes an ARN.</summary>
    public string ReplaceIn(string json) => Symbol.IsIn(json) ? Replace(Alone(json)) : json;

    /// <summary>Returns what a rule says, in the template's words.</summary>
    public string Back(string text)
    {
        foreach (var (standIn, shown) in _back) text = text.Replace(standIn, shown, StringComparison.Ordinal);
        return text;
    }

    private string ValueOf(string shown) => shown switch
    {
        "AWS::Partition" => "aws",
        "AWS::AccountId" => AccountId,
        "AWS::URLSuffix" => "amazonaws.com",
        _ when shown.EndsWith(".Arn", StringComparison.Ordinal) && _roles.TryGetValue(shown[..^4], out var role) => role,
        _ when shown.EndsWith(".arn", StringComparison.Ordinal) && _roles.TryGetValue(shown[..^4], out var role) => role,
        _ => TokenOf(shown),
    };

    private string TokenOf(string shown)
    {
        if (_tokens.TryGetValue(shown, out var known)) return known;
        var token = $"{Prefix}{_tokens.Count.ToString(CultureInfo.InvariantCulture)}-x";
        _tokens[shown] = token;
        _back.Add((AloneOf(token), $"${{{shown}}}"));
        _back.Add((token, $"${{{shown}}}"));
        return token;
    }

    private static string AloneOf(string token) => $"arn:aws:lra:::{token}";

    /// <summary>
    /// A quoted value that is one symbol, such as the ARN of a bucket, must be an ARN in a policy. Only symbols that are not known to the
    /// account get a form of their own.
    /// </summary>
    private string Alone(string json)
    {
        var result = new StringBuilder();
        var last = 0;
        foreach (var (start, end, shown, isFree) in Symbol.QuotedIn(json))
        {
            if ((isFree && isWide) || ValueOf(shown) is not { } value || !value.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            result.Append(json, last, start - last).Append(AloneOf(value));
            last = end;
        }

        return result.Append(json, last, json.Length - last).ToString();
    }
}
