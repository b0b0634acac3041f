using System.Text.Json;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Policies and requests from small pools, so that they meet often: all elements and every operator of the language.</summary>
public sealed class RandomPolicies(Random random)
{
    private static readonly string[] ActionPatterns =
    [
        "*", "s3:*", "s3:Get*", "s3:GetObject", "S3:PUTOBJECT", "s3:?etObject", "s3:*Object", "s3:*t*", "sqs:*", "sqs:SendMessage",
        "sqs:Receive*", "lambda:Invoke*",
        "s3:Put*", "s3:DeleteObject", "dynamodb:*Item", "s3:List*",
    ];

    private static readonly string[] Actions =
    [
        "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetBucketAcl", "s3:SetObject", "sqs:SendMessage", "sqs:ReceiveMessage",
        "lambda:InvokeFunction", "dynamodb:GetItem", "S3:getobject",
        "s3:ListBucket", "s3:ListBucketVersions",
    ];

    private static readonly string[] ResourcePatterns =
    [
        "*", "arn:aws:s3:::bucket-a", "arn:aws:s3:::bucket-a/*", "arn:aws:s3:::bucket-?/*", "arn:aws:s3:::*",
        "arn:aws:s3:::bucket-a/home/${aws:username}/*",
        "arn:aws:sqs:*:123456789012:queue", "arn:aws:sqs:us-east-1:123456789012:q*", "arn:aws:s3:::${aws:username, 'anonymous'}",
        "arn:aws:s3:::bucket-a/${*}", "arn:aws:s3:::*/home/*",
    ];

    private static readonly string[] Resources =
    [
        "arn:aws:s3:::bucket-a", "arn:aws:s3:::bucket-a/home/ada/file", "arn:aws:s3:::bucket-b/file",
        "arn:aws:sqs:us-east-1:123456789012:queue",
        "arn:aws:sqs:eu-west-1:123456789012:queue", "arn:aws:s3:::ada", "arn:aws:s3:::anonymous",
        "arn:aws:sqs:us-east-1:123456789012:quick",
    ];

    private static readonly Dictionary<string, (string[] Operators, string[] Values, string[] Requested, bool IsMultivalued)> Keys = new()
    {
        ["aws:username"] = ([
            "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
            ["ada", "Ada", "bob", "a*", "*", "?da", "grace"], ["ada", "ADA", "bob", "grace"], false),
        ["s3:prefix"] = (["StringEquals", "StringLike", "StringNotLike"],
            ["home/${aws:username}/*", "home/*", "home/ada/", "${s3:x, 'none'}"], ["home/ada/", "home/bob/x", "none", "other"], false),
        ["aws:SourceArn"] = (["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
            ["arn:aws:sns:*:123456789012:topic", "arn:aws:sns:us-east-1:123456789012:*", "arn:aws:s3:::bucket-a",
                "arn:aws:sns:us-*:*:t?pic"],
            ["arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:sns:eu-west-1:123456789012:topic", "arn:aws:s3:::bucket-a",
                "arn:aws:sns:us-east-1:123456789012:a:b"], false),
        ["s3:max-keys"] = ([
            "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
            "NumericGreaterThanEquals"],
            ["1", "5", "10", "10.5"], ["0", "1", "5", "7", "10", "11"], false),
        ["aws:CurrentTime"] = ([
            "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
            ["2026-01-01T00:00:00Z", "2098-06-30T12:00:00Z", "2099-01-01T00:00:00Z"],
            ["2098-06-30T11:59:59Z", "2098-06-30T12:00:00Z", "2098-12-31T23:59:59Z", "2099-06-01T00:00:00Z"], false),
        ["aws:SecureTransport"] = (["Bool"], ["true", "false"], ["true", "false"], false),
        ["aws:SourceIp"] = (["IpAddress", "NotIpAddress"], ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.1", "2001:db8::/32"],
            ["10.1.2.3", "10.2.0.1", "192.0.2.1", "198.51.100.1", "2001:db8::1"], false),
        ["aws:TagKeys"] = (["StringEquals", "StringLike", "StringNotEquals"], ["team", "cost", "t*"], ["team", "cost", "temp", "owner"],
            true),
    };

    /// <summary>A document.</summary>
    /// <param name="most">How many statements at most.</param>
    public PolicyDocument Document(int most = 3)
    {
        var version = random.Next(8) == 0 ? PolicyDocument.DefaultVersion : PolicyDocument.CurrentVersion;
        return Of(version, [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Statement())]);
    }

    /// <summary>Policies, and a boundary now and then.</summary>
    public PolicySet Set() => new(Enumerable.Range(0, random.Next(1, 3)).Select(_ => Document()), random.Next(4) == 0 ? Document() : null);

    /// <summary>Policies that are made out of others: often a part of them, or a little more.</summary>
    public PolicySet Variant(PolicySet of)
    {
        var policies =
            of.Policies.Select(document =>
                Of(document.Version, [.. document.Statements.Select(statement => statement.Text).Where(_ => random.Next(5) > 0)]))
                .Where(document => document.Statements.Count > 0).ToList();
        if (random.Next(2) == 0) policies.Add(Of(PolicyDocument.CurrentVersion, [Statement(random.Next(2) == 0 ? "Deny" : "Allow")]));
        var boundary = random.Next(4) switch { 0 => Document(), 1 => null, _ => of.Boundary };
        return new PolicySet(policies, boundary);
    }

    /// <summary>A request whose every key is known: there or not; such as AWS's pages say that requests are.</summary>
    public PolicyRequest Request()
    {
        var action = Pick(Actions);
        return new PolicyRequest(action, Pick(Resources), Context(action));
    }

    /// <summary>s3:prefix and s3:max-keys are in requests to list a bucket only; the time, and whether it is TLS, in all.</summary>
    private RequestContext Context(string action) => new(Keys
        .Where(key => !key.Key.StartsWith("s3:", StringComparison.Ordinal) || action.StartsWith("s3:ListBucket", StringComparison.Ordinal))
        .Where(key => key.Key is "aws:CurrentTime" or "aws:SecureTransport" || random.Next(2) == 0)
        .Select(key =>
            KeyValuePair.Create(key.Key, (IReadOnlyList<string>)[.. Some(key.Value.Requested, key.Value.IsMultivalued ? 3 : 1)])));

    private static PolicyDocument Of(string version, IReadOnlyList<string> statements) =>
        PolicyDocument.Parse($$"""{"Version":"{{version}}","Statement":[{{string.Join(',', statements)}}]}""");

    private string Statement(string? effect = null)
    {
        var statement = new Dictionary<string, object> { ["Effect"] = effect ?? (random.Next(4) == 0 ? "Deny" : "Allow") };
        statement[random.Next(8) == 0 ? "NotAction" : "Action"] = OneOrMany(Some(ActionPatterns, 3));
        statement[random.Next(8) == 0 ? "NotResource" : "Resource"] = OneOrMany(Some(ResourcePatterns, 2));
        if (random.Next(2) == 0) statement["Condition"] = Condition();
        return JsonSerializer.Serialize(statement);
    }

    private Dictionary<string, Dictionary<string, object>> Condition()
    {
        var condition = new Dictionary<string, Dictionary<string, object>>();
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var key = Keys.ElementAt(random.Next(Keys.Count));
            var name = Pick(key.Value.Operators);
            if (key.Value.IsMultivalued) name = (random.Next(2) == 0 ? "ForAllValues:" : "ForAnyValue:") + name;
            if (random.Next(4) == 0) name += "IfExists";
            object values = OneOrMany(Some(key.Value.Values, 2));
            if (random.Next(10) == 0) (name, values) = ("Null", random.Next(2) == 0 ? "true" : "false");
            (condition.TryGetValue(name, out var block)
                ? block
                : condition[name] = [])[random.Next(3) == 0 ? key.Key.ToUpperInvariant() : key.Key] = values;
        }

        return condition;
    }

    private string[] Some(string[] pool, int most) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Pick(pool)).Distinct()];

    private static object OneOrMany(string[] values) => values.Length == 1 ? values[0] : values;

    private string Pick(string[] pool) => pool[random.Next(pool.Length)];
}
