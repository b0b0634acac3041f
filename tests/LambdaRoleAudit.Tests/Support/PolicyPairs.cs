using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>How two policies of a pair come from each other.</summary>
public enum PairKind
{
    /// <summary>The first grants no more than the second, by how it was made.</summary>
    Narrowed,

    /// <summary>Narrowed, but for one edit.</summary>
    NearMiss,

    /// <summary>Each made for itself.</summary>
    Apart,
}

/// <summary>
/// Random pairs of policies over a vocabulary that has every corner of the language: both ends of dates, networks and numbers,
/// variables without a value, keys with several values, wildcards over <c>:</c> and <c>/</c>, escapes, boundaries.
/// </summary>
public sealed class PolicyPairs(Random random)
{
    /// <summary>The time that the pairs are compared at.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] ActionPatterns =
    [
        "*", "s3:*", "s3:Get*", "s3:GetObject", "S3:PUTOBJECT", "s3:?etObject", "s3:ListBucket", "s3:List*", "sqs:SendMessage",
        "iam:PassRole", "iam:*", "lambda:CreateFunction", "*:*", "s3:*t*",
    ];

    private static readonly string[] ActionTexts = [
        "s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage", "iam:PassRole", "iam:CreateUser", "lambda:CreateFunction",
        "S3:getobject", "s3:SetObject"];

    private static readonly string[] ResourcePatterns =
    [
        "*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b/?", "arn:aws:s3:::?/*", "arn:aws:s3:::*/home/*", "arn:aws:s3:::b*",
        "arn:aws:s3:::B/*", "arn:aws:sqs:*:1:q", "arn:*:q", "arn:aws:*", "arn:aws:s3:::b/a?b*c",
        "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:username, 'all'}", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/${?}x",
        "arn:aws:s3:::b/${$}{x}", "arn:aws:s3:::${aws:PrincipalTag/team}/*", "*a????", "*-????-??",
    ];

    private static readonly Key[] Keys =
    [
        new("aws:username",
            ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
            ["ada", "Ada", "a*", "?da", "bob", "*"], ["ada", "ADA", "bob", "all"]),
        new("aws:PrincipalTag/team", ["StringEquals", "StringNotEquals", "StringLike"],
            ["b", "blue", "${aws:username}", "b*", "${s3:prefix, 'none'}"], ["b", "blue", "ada", "none"]),
        new("s3:prefix", ["StringEquals", "StringLike", "StringNotLike"],
            ["home/${aws:username}/*", "home/*", "home/ada/", "${*}", "h?me/*"], ["home/ada/", "home/bob/x", "*", "h/me"],
            Scope: ["s3:listbucket", "s3:listbucketversions"]),
        new("s3:max-keys",
            ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
                "NumericGreaterThanEquals"],
                ["1", "5", "10.5", "-3", "0", "123456789012345678901234567890.123456789012345678901",
                    "123456789012345678901234567890.123456789012345678902", "99999999999999999999999999999999999999999"],
                ["1", "5", "4.9999999999999999999999999999", "10.50", "0", "-4"], Scope: ["s3:listbucket", "s3:listbucketversions"]),
        new("aws:CurrentTime",
            ["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
            ["0001-01-01T00:00:00Z", "1970-01-01", "2020-01-01T00:00:00Z", "2026-11-25T12:00:00Z", "2027-01-01T00:00:00Z",
                "2030-06-30T12:00:00+02:00", "9999-12-31T23:59:59Z", "253402300799"],
            ["2026-11-25T12:00:00Z", "2027-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
            IsAlways: true),
        new("aws:TokenIssueTime", ["DateLessThan", "DateGreaterThan", "DateGreaterThanEquals"],
            ["2020-01-01T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-25T06:00:00Z", "2028-01-01"],
            ["2026-11-25T00:00:00Z", "2026-11-25T06:00:00Z", "2026-11-25T11:59:59Z"]),
        new("aws:SecureTransport", ["Bool"], ["true", "false"], ["true", "false"], IsAlways: true),
        new("aws:MultiFactorAuthPresent", ["Bool"], ["true", "false"], ["true", "false"]),
        new("aws:MultiFactorAuthAge", ["NumericLessThan", "NumericGreaterThan"], ["3600", "60"], ["10", "60", "7200"]),
        new("aws:SourceIp", ["IpAddress", "NotIpAddress"],
            ["0.0.0.0/0", "::/0", "::/128", "10.0.0.0/8", "10.1.0.0/16", "192.0.2.1", "192.0.2.1/32", "255.255.255.255", "2001:db8::/32",
                "8000::/1", "0.0.0.0/1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["10.1.2.3", "10.2.0.1", "192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "2001:db8::1",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "128.0.0.0"]),
        new("aws:SourceArn", ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike"],
            ["arn:aws:sns:*:1:topic", "arn:aws:sns:us-east-1:1:*", "arn:aws:s3:::b", "arn:aws:sns:us-*:*:t?pic", "arn:*:*:*:*:*",
                "arn:aws:sns:${aws:username}:1:t*"],
            ["arn:aws:sns:us-east-1:1:topic", "arn:aws:sns:eu-west-1:1:topic", "arn:aws:s3:::b", "arn:aws:sns:us-east-1:1:a:b"]),
        new("iam:PassedToService", ["StringEquals", "StringLike", "StringNotEquals"],
            ["lambda.amazonaws.com", "*.amazonaws.com", "ec2.amazonaws.com"], ["lambda.amazonaws.com", "ec2.amazonaws.com"],
            Scope: ["iam:passrole"]),
        new("aws:TagKeys", ["StringEquals", "StringLike", "StringNotEquals"], ["team", "cost", "t*"], ["team", "cost", "temp", "owner"],
            IsMany: true),
        new("aws:CalledVia", ["StringEquals", "StringNotEquals"], ["athena.amazonaws.com", "kms.amazonaws.com"],
            ["athena.amazonaws.com", "kms.amazonaws.com", "x.amazonaws.com"], IsMany: true),
        new("idp.example.com:aud", ["StringEquals", "StringLike"], ["app", "a*"], ["app", "apple", "x"]),
    ];

    /// <summary>The corners, and how to see one in a pair's texts.</summary>
    public static IReadOnlyDictionary<string, Func<string, bool>> Corners { get; } = new Dictionary<string, Func<string, bool>>
    {
        ["::/0"] = text => text.Contains("\"::/0\"", StringComparison.Ordinal),
        ["/0"] = text => text.Contains("\"0.0.0.0/0\"", StringComparison.Ordinal),
        ["first date"] = text => text.Contains("0001-01-01", StringComparison.Ordinal),
        ["last date"] = text => text.Contains("9999-12-31", StringComparison.Ordinal),
        ["dates on both sides of now"] = text =>
            text.Contains("2020-01-01", StringComparison.Ordinal) && text.Contains("2027-01-01", StringComparison.Ordinal),
        ["long number"] = text => text.Contains("123456789012345678901234567890", StringComparison.Ordinal),
        ["variable"] = text => text.Contains("${aws:username}", StringComparison.Ordinal),
        ["variable in NotResource"] = text => System.Text.RegularExpressions.Regex.IsMatch(text, "NotResource\":[^:]*[^}]*aws:username"),
        ["default value"] = text => text.Contains(", \\u0027all\\u0027}", StringComparison.Ordinal),
        ["several values, with a set operator"] = text => text.Contains("ForA", StringComparison.Ordinal),
        ["several values, without one"] = text => text.Contains("{\"StringEquals\":{\"aws:TagKeys", StringComparison.OrdinalIgnoreCase),
        ["case"] = text => text.Contains("IgnoreCase", StringComparison.Ordinal),
        ["wildcard over :"] = text => text.Contains("arn:*:q", StringComparison.Ordinal),
        ["wildcard over /"] = text => text.Contains("*/home/*", StringComparison.Ordinal),
        ["? behind *"] = text => text.Contains("*a????", StringComparison.Ordinal),
        ["escape"] = text => text.Contains("${*}", StringComparison.Ordinal),
        ["boundary"] = text => text.Contains("boundary", StringComparison.Ordinal),
        ["Bool"] = text => text.Contains("Bool", StringComparison.Ordinal),
        ["IfExists"] = text => text.Contains("IfExists", StringComparison.Ordinal),
        ["Null"] = text => text.Contains("\"Null\"", StringComparison.Ordinal),
        ["key of one action"] = text => text.Contains("iam:PassedToService", StringComparison.OrdinalIgnoreCase),
        ["session time"] = text => text.Contains("aws:TokenIssueTime", StringComparison.OrdinalIgnoreCase),
        ["version 2008-10-17"] = text => text.Contains("2008-10-17", StringComparison.Ordinal),
    };

    /// <summary>What the vocabulary's keys are, for who asks of pairs without a request.</summary>
    public static IReadOnlyList<object> KeyFacts { get; } =
    [
        .. Keys.Select(key => new
        {
            name = key.Name,
            kind = key.IsDate
                ? "date"
                : key.IsAddress
                    ? "address"
                    : key.IsNumber ? "number" : key.Operators[0] == "Bool" ? "bool" : key.Name == "aws:SourceArn" ? "arn" : "text",
            many = key.IsMany,
            always = key.IsAlways,
            session = key.Name == "aws:TokenIssueTime",
            scope = key.Scope,
        }),
    ];

    /// <summary>A pair.</summary>
    public Pair Next()
    {
        var kind = random.Next(10) switch { < 4 => PairKind.Narrowed, < 8 => PairKind.NearMiss, _ => PairKind.Apart };
        var reference = Set();
        var candidate = reference;
        if (kind == PairKind.Apart)
        {
            candidate = Set();
        }
        else
        {
            for (var steps = random.Next(1, 4); steps > 0; steps--) candidate = Narrow(candidate);
            if (kind == PairKind.NearMiss) candidate = Edit(candidate);
        }

        return new Pair(kind, candidate, reference);
    }

    /// <summary>A request that has to do with a pair, as AWS's pages allow: single keys with one value, the time not in the past.</summary>
    public (string Action, string Resource, Dictionary<string, IReadOnlyList<string>> Context) Request(Pair pair)
    {
        var statements = pair.Candidate.All.Concat(pair.Reference.All).ToList();
        var action = random.Next(3) == 0 ? Pick(ActionTexts) : Instance(Pick(Pick(statements).Actions), null);
        if (!action.Contains(':', StringComparison.Ordinal)) action = Pick(ActionTexts);
        var context = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        var now = Now.AddSeconds(random.Next(4) == 0 ? 0 : random.Next(1, 1_000_000_000));
        foreach (var key in Keys)
        {
            if (key.Scope.Length > 0 && !key.Scope.Contains(action.ToLowerInvariant())) continue;
            if (!key.IsAlways && random.Next(4) == 0) continue;
            var own = statements.SelectMany(statement => statement.Conditions)
                .Where(condition => condition.Key.Equals(key.Name, StringComparison.OrdinalIgnoreCase) && condition.Operator != "Null")
                .SelectMany(condition => condition.Values).ToArray();
            var values = Enumerable.Range(0, key.IsMany ? random.Next(1, 4) : 1)
                .Select(_ =>
                    own.Length > 0 && random.Next(2) == 0 && !key.IsDate && !key.IsAddress
                        ? Instance(Pick(own), context)
                        : Pick(key.Requested)).Distinct().ToList();
            if (key.IsAddress && own.Length > 0 && random.Next(2) == 0) values = [Pick(own).Split('/')[0]];
            if (key.IsNumber) values = [.. values.Where(value => value.All(c => c is '-' or '.' or (>= '0' and <= '9')))];
            if (key.Name == "aws:CurrentTime")
            {
                var wanted = DateTimeOffset.Parse(Pick(key.Requested), CultureInfo.InvariantCulture);
                if (random.Next(2) == 0) now = wanted;
                values = [now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)];
            }

            if (values.Count > 0) context[key.Name] = values;
        }

        if (context.ContainsKey("aws:TokenIssueTime"))
        {
            var issued = now.AddSeconds(-random.Next(0, 43_200));
            context["aws:TokenIssueTime"] = [issued.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)];
        }

        var resource = Instance(Pick(Pick(statements).Resources), context);
        return (action, resource.Length == 0 ? "x" : resource, context);
    }

    /// <summary>A request like one that is known, but for one thing.</summary>
    public (string Action, string Resource, Dictionary<string, IReadOnlyList<string>> Context) Like(PolicyRequest request, Pair pair)
    {
        var other = Request(pair);
        var context = request.Context.Values.ToDictionary(key => key.Key, key => key.Value, StringComparer.OrdinalIgnoreCase);
        switch (random.Next(4))
        {
            case 0 when other.Context.Keys.All(key => Keys.First(one => one.Name == key).Scope.Length == 0)
                && context.Keys.All(key =>
                    Keys.FirstOrDefault(one => one.Name.Equals(key, StringComparison.OrdinalIgnoreCase))?.Scope.Length == 0):
                return (other.Action, request.Resource, context);
            case 1: return (request.Action, other.Resource, context);
            case 2:
                var text = request.Resource.ToCharArray();
                if (text.Length > 0) text[random.Next(text.Length)] = Pick(["a", "b", ":", "/", "x", "B"])[0];
                return (request.Action, new string(text), context);
            default:
                foreach (var key in Keys.Where(key =>
                    !key.IsDate && !key.IsAlways && (key.Scope.Length == 0 || key.Scope.Contains(request.Action.ToLowerInvariant()))))
                    if (random.Next(4) == 0) context[key.Name] = [Pick(key.Requested)];
                return (request.Action, request.Resource, context);
        }
    }

    private PolicyText Set() => new(
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => Statement(i == 0 ? "Allow" : null))],
        random.Next(6) == 0 ? [Statement("Allow"), .. random.Next(2) == 0 ? new[] { Statement(null) } : []] : null,
        random.Next(12) == 0 ? "2008-10-17" : "2012-10-17");

    private StatementText Statement(string? effect) => new(
        effect ?? (random.Next(2) == 0 ? "Deny" : "Allow"), random.Next(10) == 0, Some(ActionPatterns, 3), random.Next(12) == 0,
        Some(ResourcePatterns, 2),
        random.Next(5) < 2
            ? []
            : [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Condition())
                .DistinctBy(one => (one.Operator, one.Key.ToLowerInvariant()))]);

    private ConditionText Condition()
    {
        var key = Pick(Keys);
        var name = Pick(key.Operators);
        if (key.IsMany && random.Next(30) != 0) name = (random.Next(2) == 0 ? "ForAllValues:" : "ForAnyValue:") + name;
        if (random.Next(5) == 0 && !name.StartsWith("ForAny", StringComparison.Ordinal)) name += "IfExists";
        return random.Next(12) == 0 ? new ConditionText("Null", key.Name, [random.Next(2) == 0 ? "true" : "false"])
            : new ConditionText(name, random.Next(4) == 0 ? key.Name.ToUpperInvariant() : key.Name, Some(key.Values, 2));
    }

    /// <summary>Grants no more than before, whatever the request.</summary>
    private PolicyText Narrow(PolicyText set)
    {
        var allows = set.Statements.Where(statement => statement.Effect == "Allow").ToList();
        var denies = set.Statements.Where(statement => statement.Effect == "Deny").ToList();
        switch (random.Next(9))
        {
            case 0 when allows.Count > 1: return set with { Statements = [.. set.Statements.Where(statement => statement != allows[0])] };
            case 1: return set with { Statements = [.. set.Statements, Statement("Deny")] };
            case 2 when allows.Count > 0:
                return Change(
                    allows,
                    statement =>
                        statement with
                        {
                            Conditions = [
                                .. statement.Conditions.Append(Condition()).DistinctBy(one => (one.Operator, one.Key.ToLowerInvariant()))]
                        });
            case 3 when allows.Count > 0:
                return Change(
                    allows,
                    statement =>
                        statement.IsNotAction
                            ? statement with { Actions = [.. statement.Actions, Pick(ActionPatterns)] }
                            : statement.Actions.Length > 1 ? statement with { Actions = statement.Actions[1..] } : statement);
            case 4 when allows.Count > 0:
                return Change(
                    allows,
                    statement =>
                        statement.IsNotResource ? statement : statement with { Resources = [.. statement.Resources.Select(Special)] });
            case 5 when denies.Count > 0:
                return Change(denies, statement => statement with { Conditions = [.. statement.Conditions.Skip(1)] });
            case 6 when set.Boundary is null: return set with { Boundary = [Statement("Allow")] };
            case 7 when allows.Count > 0:
                return Change(allows, statement => statement with { Conditions = [.. statement.Conditions.Select(Tighter)] });
            default: return set with { Statements = [.. set.Statements.Reverse()] };
        }

        PolicyText Change(List<StatementText> some, Func<StatementText, StatementText> with)
        {
            var chosen = Pick(some);
            return set with
            {
                Statements = [.. set.Statements.Select(statement => ReferenceEquals(statement, chosen) ? with(statement) : statement)]
            };
        }
    }

    private ConditionText Tighter(ConditionText condition)
    {
        var isNegated = condition.Operator.Contains("Not", StringComparison.Ordinal);
        if (condition.Operator == "Null"
            || Keys.First(key => key.Name.Equals(condition.Key, StringComparison.OrdinalIgnoreCase)) is not { } known) return condition;
        if (isNegated) return condition with { Values = [.. condition.Values, Pick(known.Values)] };
        return condition.Values.Length > 1 ? condition with { Values = condition.Values[1..] } : condition;
    }

    private string Special(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0 || pattern.Contains("${*}", StringComparison.Ordinal)) return pattern;
        return pattern[..star] + Pick(["a*", "?*", "*b", "x", "*/home/*", "b/*", ""]) + pattern[(star + 1)..];
    }

    /// <summary>One edit, which may grant more.</summary>
    private PolicyText Edit(PolicyText set)
    {
        var at = random.Next(set.Statements.Length);
        var statement = set.Statements[at];
        var edited = random.Next(9) switch
        {
            0 => statement with { Resources = [.. statement.Resources.Select(Mistyped)] },
            1 => statement with { Resources = [.. statement.Resources.Select(resource => resource.Replace('?', '*'))] },
            2 => statement with { Conditions = [.. statement.Conditions.Skip(1)] },
            3 when statement.Conditions.Length > 0 =>
                statement with
                {
                    Conditions = [
                        statement.Conditions[0] with { Values = [.. statement.Conditions[0].Values.Select(Shifted)] },
                        .. statement.Conditions.Skip(1)]
                },
            4 => statement with { Actions = [.. statement.Actions, Pick(ActionPatterns)] },
            5 => statement with { IsNotResource = !statement.IsNotResource },
            6 when statement.Conditions.Length > 0 && !statement.Conditions[0].Operator.EndsWith("IfExists", StringComparison.Ordinal)
                && statement.Conditions[0].Operator != "Null"
                && !statement.Conditions[0].Operator.StartsWith("ForAny", StringComparison.Ordinal)
                => statement with
                {
                    Conditions = [
                        statement.Conditions[0] with { Operator = statement.Conditions[0].Operator + "IfExists" },
                        .. statement.Conditions.Skip(1)]
                },
            7 => statement with { Effect = statement.Effect == "Deny" ? "Allow" : "Deny" },
            _ => statement with { Resources = [.. statement.Resources, Pick(ResourcePatterns)] },
        };
        return set with { Statements = [.. set.Statements.Select((one, i) => i == at ? edited : one)] };
    }

    private string Mistyped(string text)
    {
        var letters = Enumerable.Range(0, text.Length)
            .Where(i => char.IsAsciiLetter(text[i]) && !text.Contains("${", StringComparison.Ordinal)).ToArray();
        if (letters.Length == 0) return text;
        var at = letters[random.Next(letters.Length)];
        return text[..at] + (random.Next(2) == 0 ? char.ToUpperInvariant(text[at]).ToString() : "?") + text[(at + 1)..];
    }

    private string Shifted(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return (number + random.Next(-1, 2)).ToString(CultureInfo.InvariantCulture);
        if (text.EndsWith("/16", StringComparison.Ordinal)) return text.Replace("/16", "/15", StringComparison.Ordinal);
        if (text.EndsWith("/8", StringComparison.Ordinal)) return text.Replace("/8", "/9", StringComparison.Ordinal);
        if (text.EndsWith("12:00:00Z", StringComparison.Ordinal)) return text.Replace("12:00:00Z", "12:00:01Z", StringComparison.Ordinal);
        return text is "true" or "false"
            ? (text == "true" ? "false" : "true")
            : text.Contains("Z", StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal) ? text : Mistyped(text);
    }

    /// <summary>A text that a pattern matches, or nearly.</summary>
    private string Instance(string pattern, IReadOnlyDictionary<string, IReadOnlyList<string>>? context)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var end = pattern[i] == '$' && i + 1 < pattern.Length && pattern[i + 1] == '{' ? pattern.IndexOf('}', i) : -1;
            if (end > 0)
            {
                var inside = pattern[(i + 2)..end];
                var parts = inside.Split(',', 2);
                text.Append(inside is "*" or "?" or "$" ? inside
                    : context is not null && context.TryGetValue(parts[0], out var known)
                        ? known[0]
                        : parts.Length == 2 ? parts[1].Trim().Trim('\'') : Pick(["ada", "b", ""]));
                i = end;
            }
            else if (pattern[i] == '*')
            {
                text.Append(Pick(["", "a", "b/c", "x:y", "home/", "/home/", "aXb"]));
            }
            else if (pattern[i] == '?')
            {
                text.Append(Pick(["a", "b", ":", "/", "B"]));
            }
            else
            {
                text.Append(pattern[i]);
            }
        }

        return text.ToString();
    }

    private string[] Some(string[] pool, int most) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Pick(pool)).Distinct()];

    private T Pick<T>(IReadOnlyList<T> pool) => pool[random.Next(pool.Count)];

    /// <summary>One pair.</summary>
    public sealed record Pair(PairKind Kind, PolicyText Candidate, PolicyText Reference)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Kind}\n  candidate {Candidate}\n  reference {Reference}";
    }

    /// <summary>Policies, and a boundary or none, as text.</summary>
    public sealed record PolicyText(StatementText[] Statements, StatementText[]? Boundary, string Version)
    {
        /// <summary>All statements.</summary>
        public IEnumerable<StatementText> All => Statements.Concat(Boundary ?? []);

        /// <summary>The policy.</summary>
        public string Document => Write(Statements);

        /// <summary>The boundary.</summary>
        public string? BoundaryDocument => Boundary is null ? null : Write(Boundary);

        /// <summary>As the module reads it.</summary>
        public PolicySet Read() =>
            new([PolicyDocument.Parse(Document)], BoundaryDocument is { } bound ? PolicyDocument.Parse(bound) : null);

        /// <summary>As the second evaluator reads it.</summary>
        public SecondEvaluator Second() => new([Document], BoundaryDocument);

        /// <inheritdoc/>
        public override string ToString() => Document + (Boundary is null ? "" : $" boundary {BoundaryDocument}");

        private string Write(StatementText[] statements) =>
            $$"""{"Version":"{{Version}}","Statement":[{{string.Join(',', statements.Select(statement => statement.ToString()))}}]}""";
    }

    /// <summary>A statement as text.</summary>
    public sealed record StatementText(
        string Effect, bool IsNotAction, string[] Actions, bool IsNotResource, string[] Resources, ConditionText[] Conditions)
    {
        /// <inheritdoc/>
        public override string ToString() => JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Effect"] = Effect,
            [IsNotAction ? "NotAction" : "Action"] = Actions,
            [IsNotResource ? "NotResource" : "Resource"] = Resources,
            ["Condition"] = Conditions.GroupBy(one => one.Operator)
                .ToDictionary(
                    block => block.Key,
                    block => block.DistinctBy(one => one.Key.ToLowerInvariant()).ToDictionary(one => one.Key, one => one.Values)),
        });
    }

    /// <summary>A condition as text.</summary>
    public sealed record ConditionText(string Operator, string Key, string[] Values);

    private sealed record Key(
        string Name, string[] Operators, string[] Values, string[] Requested, bool IsAlways = false, bool IsMany = false,
        string[]? Scope = null)
    {
        public string[] Scope { get; } = Scope ?? [];

        public bool IsDate => Operators[0].StartsWith("Date", StringComparison.Ordinal);

        public bool IsAddress => Operators[0].StartsWith("Ip", StringComparison.Ordinal);

        public bool IsNumber => Operators[0].StartsWith("Numeric", StringComparison.Ordinal);
    }
}
