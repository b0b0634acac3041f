using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>What <see cref="SecondEvaluator"/> says.</summary>
public enum SecondVerdict
{
    /// <summary>Denied, by a statement or because none allows it.</summary>
    Denied,

    /// <summary>AWS's pages do not say.</summary>
    Open,

    /// <summary>Allowed.</summary>
    Allowed,
}

/// <summary>
/// A second evaluator of identity policies and boundaries, written from AWS's pages alone ("Policy evaluation logic", "Condition
/// operators", "Multivalued context keys", "Variables and tags" of the IAM user guide) and sharing nothing with the module: it
/// reads the JSON
/// itself, matches by dynamic programming, and compares numbers digit by digit and addresses bit by bit. Slow and plain.
/// </summary>
public sealed class SecondEvaluator(IReadOnlyList<string> policies, string? boundary)
{
    private readonly JsonElement[] _policies = [.. policies.Select(Root)];
    private readonly JsonElement? _boundary = boundary is null ? null : Root(boundary);

    /// <summary>The verdict on a request: its action, its resource, and the context keys that it brings.</summary>
    public SecondVerdict Decide(string action, string resource, IReadOnlyDictionary<string, IReadOnlyList<string>> context)
    {
        var request = new Request(action, resource, context.ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value));
        var everything = _boundary is { } bound ? _policies.Append(bound) : _policies;
        var deny = Best(everything, "Deny", request);
        var allow = Best(_policies, "Allow", request);
        if (_boundary is { } limit) allow = Math.Min(allow, Best([limit], "Allow", request));
        // "An explicit deny in any of these policies overrides the allow."
        return (SecondVerdict)Math.Min(allow, 2 - deny);
    }

    private static JsonElement Root(string text) => JsonDocument.Parse(text).RootElement;

    /// <summary>0: no statement of that effect matches; 1: AWS does not say; 2: one does.</summary>
    private static int Best(IEnumerable<JsonElement> documents, string effect, Request request)
    {
        var best = 0;
        foreach (var document in documents)
        {
            var hasVariables = document.TryGetProperty("Version", out var version) && version.GetString() == "2012-10-17";
            var all = document.GetProperty("Statement");
            foreach (var statement in all.ValueKind == JsonValueKind.Array ? all.EnumerateArray().ToArray() : [all])
                if (statement.GetProperty("Effect").GetString() == effect) best = Math.Max(best, Match(statement, request, hasVariables));
        }

        return best;
    }

    private static int Match(JsonElement statement, Request request, bool hasVariables)
    {
        var actions = List(statement, "Action", "NotAction", out var notActions);
        var isNamed = actions.Any(action => Like(Plain(action.ToLowerInvariant()), request.Action.ToLowerInvariant(), false));
        if (isNamed == notActions) return 0;

        var resources = List(statement, "Resource", "NotResource", out var notResources);
        var named = 0;
        foreach (var pattern in resources)
        {
            var filled = Fill(pattern, request, hasVariables, out var hole);
            // "will not match any resource", and "this might cause the entire statement to be invalid".
            var one = filled is not null ? (Like(filled, request.Resource, false) ? 2 : 0) : hole == Hole.Many || notResources ? 1 : 0;
            named = Math.Max(named, one);
        }

        var matches = notResources ? 2 - named : named;
        if (statement.TryGetProperty("Condition", out var conditions))
        {
            foreach (var block in conditions.EnumerateObject())
                foreach (var line in block.Value.EnumerateObject())
                    matches =
                        Math.Min(matches, Holds(block.Name, line.Name.ToLowerInvariant(), Strings(line.Value), request, hasVariables));
        }

        return matches;
    }

    private static int Holds(string name, string key, List<string> wanted, Request request, bool hasVariables)
    {
        var lower = name.ToLowerInvariant();
        var set = lower.StartsWith("forallvalues:", StringComparison.Ordinal)
            ? 'A'
            : lower.StartsWith("foranyvalue:", StringComparison.Ordinal) ? 'E' : ' ';
        lower = lower[(lower.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var values = request.Context.GetValueOrDefault(key) ?? [];
        if (lower == "null")
            return wanted.Any(value => value.Equals("true", StringComparison.OrdinalIgnoreCase) == (values.Count == 0)) ? 2 : 0;
        var ifExists = lower.EndsWith("ifexists", StringComparison.Ordinal);
        if (ifExists) lower = lower[..^8];
        var isNegated = lower.Contains("not", StringComparison.Ordinal);
        lower = lower.Replace("not", "", StringComparison.Ordinal);
        if (wanted.Any(value => !IsGood(lower, value, hasVariables))) return 1;
        if (values.Count == 0)
        {
            // "If the key is not present, evaluate the condition element as true", and ForAnyValue without values is false.
            if (ifExists && set == 'E') return 1;
            return ifExists || set == 'A' || (isNegated && set == ' ') ? 2 : 0;
        }

        // A key with many values needs a set operator.
        if (set == ' ' && values.Count > 1) return 1;
        var each = values.Select(value =>
        {
            var best = 0;
            foreach (var one in wanted) best = Math.Max(best, Compares(lower, value, one, request, hasVariables));
            return isNegated ? 2 - best : best;
        });
        return set == 'E' ? each.Max() : each.Min();
    }

    private static bool IsGood(string @operator, string wanted, bool hasVariables) => @operator switch
    {
        "bool" => wanted.ToLowerInvariant() is "true" or "false",
        "ipaddress" => Bits(wanted, out _) is not null,
        _ when @operator.StartsWith("numeric", StringComparison.Ordinal) => Number(wanted) is not null,
        _ when @operator.StartsWith("date", StringComparison.Ordinal) => Moment(wanted) is not null,
        _ when @operator.StartsWith("arn", StringComparison.Ordinal) =>
            wanted == "*" || wanted.Count(c => c == ':') >= 5 || (hasVariables && wanted.Contains("${", StringComparison.Ordinal)),
        _ => true,
    };

    private static int Compares(string @operator, string value, string wanted, Request request, bool hasVariables)
    {
        switch (@operator)
        {
            case "stringequals" or "stringequalsignorecase" or "stringlike" or "arnequals" or "arnlike":
                var pattern = Fill(wanted, request, hasVariables, out var hole);
                // "There is no equal or like value."
                if (pattern is null) return hole == Hole.Many ? 1 : 0;
                if (@operator.StartsWith("arn", StringComparison.Ordinal)) return LikeArn(pattern, value) ? 2 : 0;
                if (@operator != "stringlike") pattern = [.. pattern.Select(item => (item.Character, false))];
                return Like(pattern, value, @operator == "stringequalsignorecase") ? 2 : 0;
            case "bool":
                return value.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? 2 : 0;
            case "binaryequals":
                return value == wanted ? 2 : 0;
            case "ipaddress":
                var network = Bits(wanted, out var length)!;
                return Bits(value, out var whole) is { } address && whole == address.Length && address.Length == network.Length
                    && address[..length] == network[..length] ? 2 : 0;
        }

        var difference = @operator.StartsWith("numeric", StringComparison.Ordinal)
            ? Number(value) is { } number ? number.CompareTo(Number(wanted)!.Value) : (int?)null
            : Moment(value) is { } moment ? moment.CompareTo(Moment(wanted)!.Value) : null;
        return difference is not { } sign ? 0 : @operator[(@operator[0] == 'n' ? 7 : 4)..] switch
        {
            "equals" => sign == 0,
            "lessthan" => sign < 0,
            "lessthanequals" => sign <= 0,
            "greaterthan" => sign > 0,
            "greaterthanequals" => sign >= 0,
            var other => throw new ArgumentException(other),
        } ? 2 : 0;
    }

    private enum Hole
    {
        None,
        Absent,
        Many,
    }

    /// <summary>The pattern with its variables filled in; null where one has no value, or more than one.</summary>
    private static List<(char Character, bool IsWild)>? Fill(string pattern, Request request, bool hasVariables, out Hole hole)
    {
        hole = Hole.None;
        if (!hasVariables) return Plain(pattern);
        var filled = new List<(char, bool)>();
        for (var i = 0; i < pattern.Length; i++)
        {
            var end = pattern[i] == '$' && i + 1 < pattern.Length && pattern[i + 1] == '{' ? pattern.IndexOf('}', i) : -1;
            if (end < 0)
            {
                filled.Add((pattern[i], pattern[i] is '*' or '?'));
                continue;
            }

            var inside = pattern[(i + 2)..end];
            i = end;
            string? value;
            if (inside is "*" or "?" or "$")
            {
                value = inside;
            }
            else
            {
                var parts = inside.Split(',', 2);
                var values = request.Context.GetValueOrDefault(parts[0].Trim().ToLowerInvariant()) ?? [];
                if (values.Count > 1) hole = Hole.Many;
                value = values.Count == 1 ? values[0] : values.Count == 0 && parts.Length == 2 ? parts[1].Trim().Trim('\'') : null;
                if (value is null && hole == Hole.None) hole = Hole.Absent;
            }

            filled.AddRange((value ?? "").Select(c => (c, false)));
        }

        return hole == Hole.None ? filled : null;
    }

    private static List<(char Character, bool IsWild)> Plain(string pattern) => [.. pattern.Select(c => (c, c is '*' or '?'))];

    /// <summary>"Each of the six colon-delimited components of the ARN is checked separately."</summary>
    private static bool LikeArn(List<(char Character, bool IsWild)> pattern, string value)
    {
        var colons = pattern.Select((item, i) => (item, i)).Where(pair => pair.item == (':', false)).Select(pair => pair.i).Take(5)
            .ToList();
        if (colons.Count < 5) return Like(pattern, value, false);
        var parts = value.Split(':', 6);
        if (parts.Length < 6) return false;
        for (var part = 0; part < 6; part++)
        {
            var from = part == 0 ? 0 : colons[part - 1] + 1;
            var to = part == 5 ? pattern.Count : colons[part];
            if (!Like(pattern[from..to], parts[part], false)) return false;
        }

        return true;
    }

    private static bool Like(List<(char Character, bool IsWild)> pattern, string text, bool ignoreCase)
    {
        // matched[j]: the pattern so far matches the first j characters.
        var matched = new bool[text.Length + 1];
        matched[0] = true;
        foreach (var (character, isWild) in pattern)
        {
            var next = new bool[text.Length + 1];
            for (var j = 0; j <= text.Length; j++)
            {
                if (isWild && character == '*') next[j] = matched[j] || (j > 0 && next[j - 1]);
                else if (j > 0)
                    next[j] = matched[j - 1]
                        && ((isWild && character == '?') || text[j - 1] == character
                            || (ignoreCase && char.ToUpperInvariant(text[j - 1]) == char.ToUpperInvariant(character)));
            }

            matched = next;
        }

        return matched[text.Length];
    }

    /// <summary>A number as a fraction of two whole ones.</summary>
    private static Fraction? Number(string text)
    {
        var digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1 || digits.Trim('.').Length == 0 || digits.Any(c => c is not ('.' or (>= '0' and <= '9')))
            || digits.Count(c => c == '.') > 1) return null;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        var value = BigInteger.Parse("0" + digits.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return new Fraction(text[0] == '-' ? -value : value, BigInteger.Pow(10, decimals));
    }

    private static DateTimeOffset? Moment(string text)
    {
        if (text.Length > 4 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return seconds is >= -62135596800 and <= 253402300799 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
        string[] formats = [
            "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            "yyyy-MM-dd'T'HH:mm:sszzz"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;
    }

    /// <summary>An address or a network as a row of 0 and 1, and how many of them count.</summary>
    private static string? Bits(string text, out int length)
    {
        length = 0;
        var parts = text.Split('/');
        var isV4 = parts[0].Count(c => c == '.') == 3 && !parts[0].Contains(':', StringComparison.Ordinal)
            && parts[0].Split('.').All(part => part == "0" || (part.Length > 0 && part[0] is >= '1' and <= '9'));
        var isV6 = parts[0].Contains(':', StringComparison.Ordinal) && !parts[0].Contains('%', StringComparison.Ordinal)
            && !parts[0].Contains('[', StringComparison.Ordinal);
        if ((!isV4 && !isV6) || parts.Length > 2 || !IPAddress.TryParse(parts[0], out var address)) return null;
        var bits = string.Concat(address.GetAddressBytes().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        if ((address.AddressFamily == AddressFamily.InterNetwork) != isV4) return null;
        length = bits.Length;
        if (parts.Length == 2
            && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits.Length)) return null;
        return bits;
    }

    private static List<string> List(JsonElement statement, string name, string notName, out bool isNot)
    {
        isNot = !statement.TryGetProperty(name, out var found);
        return Strings(isNot ? statement.GetProperty(notName) : found);
    }

    private static List<string> Strings(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(One)] : [One(json)];

    private static string One(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number => json.GetRawText(),
        JsonValueKind.True => "true",
        _ => "false",
    };

    private sealed record Request(string Action, string Resource, Dictionary<string, IReadOnlyList<string>> Context);

    private readonly record struct Fraction(BigInteger Over, BigInteger Under) : IComparable<Fraction>
    {
        public int CompareTo(Fraction other) => (Over * other.Under).CompareTo(other.Over * Under);
    }
}
