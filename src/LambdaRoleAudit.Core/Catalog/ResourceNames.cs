using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Catalog;

/// <summary>The ways in which requests name a resource other than by its name alone.</summary>
internal static partial class ResourceNames
{
    /// <summary>What stands for the suffix of a secret's ARN, as in policies: six characters that Secrets Manager chooses.</summary>
    public const string AnySuffix = "-??????";

    /// <summary>True if CloudTrail or the service replaced the value: <c>HIDDEN_DUE_TO_SECURITY_REASONS</c>, <c>***</c>.</summary>
    public static bool IsHidden(string text) =>
        text.StartsWith("HIDDEN", StringComparison.Ordinal) || text.Contains("***", StringComparison.Ordinal);

    /// <summary>As <see cref="Arn.TryParse"/>, without the parts.</summary>
    public static bool IsArn(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("arn:", StringComparison.Ordinal)) return false;
        for (var part = 0; part < 5; part++)
        {
            var end = text.IndexOf(':');
            if (end < 0 || (end == 0 && (part is 1 or 2))) return false;
            text = text[(end + 1)..];
        }

        return !text.IsEmpty;
    }

    /// <summary>Returns the part of a value that an ARN has; null if the value does not have it.</summary>
    public static string? Read(string reading, string text, ApiCall call) => reading switch
    {
        "account" => text.Length == 12 && text.All(char.IsAsciiDigit) ? text : null,
        "bucket" => text.EndsWith("-s3alias", StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal) ? null : text,
        "bus" => LastPart(text) is var bus && bus != "default" ? bus : null,
        "copy" => CopySource(text),
        "function" => Function(text, call),
        "group" => text.EndsWith(":*", StringComparison.Ordinal) ? text[..^2] : text,
        "id7" => ShortId().IsMatch(text) ? text : null,
        "iterator" => text.Split('|')[0],
        "key" => KeyId().IsMatch(text) ? text : null,
        "keyarn" => Arn.TryParse(text, out var key) && key.Resource.StartsWith("key/", StringComparison.Ordinal) ? text : null,
        "last" => LastPart(text),
        "model" => Model(text),
        "name" => text.AsSpan().IndexOfAny(":/") >= 0 ? null : text,
        "parameter" => Parameter(text),
        "queue" => Queue(text),
        "revision" => text.Contains(':', StringComparison.Ordinal) ? text : null,
        "role" => Arn.TryParseRole(text, out _) ? text : null,
        "secret" => Secret(text),
        "table" => Arn.TryParse(text, out var table) && table.Resource.Split('/').Length == 2 ? text : null,
        "topic" => text.Contains('/', StringComparison.Ordinal) ? null : text,
        "unqualified" => Function(text, call) is { } function && function.Split(':').Length == 3 ? function : null,
        _ => throw new InvalidDataException($"'{reading}' is not a way to read a value."),
    };

    private static string LastPart(string text) => IsArn(text) ? text[(text.LastIndexOf('/') + 1)..] : text;

    /// <summary><c>https://sqs.eu-west-1.amazonaws.com/111122223333/orders</c>, as <c>111122223333:orders</c>.</summary>
    private static string? Queue(string url)
    {
        var parts = url.Split('/');
        return parts.Length >= 2 && parts[^1].Length > 0 && parts[^2].Length == 12 && parts[^2].All(char.IsAsciiDigit)
            ? $"{parts[^2]}:{parts[^1]}"
            : null;
    }

    /// <summary>
    /// A name, <c>name:qualifier</c>, <c>account:function:name</c>, or an ARN, as <c>account:function:name</c>, with the qualifier.
    /// Source: AWS Lambda API reference, "Invoke", FunctionName.
    /// </summary>
    private static string? Function(string text, ApiCall call)
    {
        if (Arn.TryParse(text, out var arn))
            return arn.Service == "lambda" && arn.Region == call.Region ? $"{arn.AccountId}:{arn.Resource}" : null;
        var parts = text.Split(':');
        return parts.Length switch
        {
            1 or 2 => $"{call.AccountId}:function:{text}",
            3 or 4 when parts[1] == "function" => text,
            _ => null,
        };
    }

    /// <summary><c>/bucket/key?versionId=…</c>, as <c>bucket/key</c>. Access points are named by an ARN, which is not read.</summary>
    private static string? CopySource(string text)
    {
        var end = text.IndexOf("?versionId=", StringComparison.Ordinal);
        var source = Uri.UnescapeDataString(end < 0 ? text : text[..end]).TrimStart('/');
        return source.StartsWith("arn:", StringComparison.Ordinal) || !source.Contains('/', StringComparison.Ordinal) ? null : source;
    }

    /// <summary>
    /// A parameter's name without the first slash and without <c>:version</c> or <c>:label</c>. Source: AWS Systems Manager user guide,
    /// "Restricting access to Parameter Store parameters using IAM policies".
    /// </summary>
    private static string? Parameter(string text)
    {
        var name = text.TrimStart('/').Split(':')[0];
        return name.Length > 0 && !text.StartsWith("arn:", StringComparison.Ordinal) ? name : null;
    }

    /// <summary>
    /// A secret's name or ARN, with <c>-??????</c> for a suffix that is not known. An ARN that ends in a hyphen and six small letters can
    /// be a name or a suffix, so it is not known. Source: AWS Secrets Manager API reference, "GetSecretValue", SecretId.
    /// </summary>
    private static string? Secret(string text)
    {
        if (!IsArn(text)) return text + AnySuffix;
        if (!Suffix().IsMatch(text)) return text + AnySuffix;
        return text[^6..].All(char.IsAsciiLetterLower) ? null : text;
    }

    /// <summary>
    /// A foundation model's id (<c>amazon.nova-lite-v1:0</c>) or ARN. An inference profile (<c>eu.amazon.nova-lite-v1:0</c>) needs models
    /// in regions that the request does not name. Source: Amazon Bedrock user guide, "Prerequisites for inference profiles".
    /// </summary>
    private static string? Model(string text)
    {
        if (Arn.TryParse(text, out var arn)) return arn.Resource.Contains("inference-profile/", StringComparison.Ordinal) ? null : text;
        var first = text.Split('.')[0];
        return first.Length > 3 && first is not ("apac" or "global" or "us-gov") && first.Length < text.Length ? text : null;
    }

    /// <summary>A key's id, also of a multi-Region key. Source: AWS KMS developer guide, "Key identifiers (KeyId)".</summary>
    [GeneratedRegex(@"^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$")]
    private static partial Regex KeyId();

    /// <summary>An id in AWS AppConfig; its requests also take names, which ARNs do not have.</summary>
    [GeneratedRegex("^[a-z0-9]{7}$")]
    private static partial Regex ShortId();

    [GeneratedRegex("-[A-Za-z0-9]{6}$")]
    private static partial Regex Suffix();
}
