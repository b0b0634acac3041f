using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Catalog;

/// <summary>The ways in which requests name a resource other than by its name alone.</summary>
internal static partial class ResourceNames
{
    /// <summary>True if CloudTrail or the service replaced the value: <c>HIDDEN_DUE_TO_SECURITY_REASONS</c>, <c>***</c>.</summary>
    public static bool IsHidden(string text) =>
        text.StartsWith("HIDDEN", StringComparison.Ordinal) || text.Contains("***", StringComparison.Ordinal);

    /// <summary>Returns the part of a value that an ARN has; null if the value does not have it.</summary>
    public static string? Read(string reading, string text, ApiCall call) => reading switch
    {
        "queue" => Queue(text),
        "function" => Function(text, call),
        "bucket" => text.EndsWith("-s3alias", StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal) ? null : text,
        "copy" => CopySource(text),
        "key" => KeyId().IsMatch(text) ? text : null,
        "alias" => text.StartsWith("alias/", StringComparison.Ordinal) ? text : null,
        "path" => text.TrimStart('/'),
        "name" => text.Contains(':', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal) ? null : text,
        "group" => text.TrimEnd('*').TrimEnd(':'),
        "role" => Model.Arn.TryParseRole(text, out _) ? text : null,
        _ => throw new InvalidDataException($"'{reading}' is not a way to read a value."),
    };

    /// <summary><c>https://sqs.eu-west-1.amazonaws.com/111122223333/orders</c>, as <c>111122223333:orders</c>.</summary>
    private static string? Queue(string url)
    {
        var parts = url.Split('/');
        return parts.Length >= 2 && parts[^1].Length > 0 && parts[^2].Length == 12 && parts[^2].All(char.IsAsciiDigit)
            ? $"{parts[^2]}:{parts[^1]}"
            : null;
    }

    /// <summary>
    /// A name, <c>name:qualifier</c>, <c>account:function:name</c>, or an ARN, as <c>account:function:name</c>.
    /// Source: AWS Lambda API reference, "Invoke", FunctionName.
    /// </summary>
    private static string? Function(string text, ApiCall call)
    {
        if (Model.Arn.TryParse(text, out _)) return text;
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

    /// <summary>A key's id, also of a multi-Region key. Source: AWS KMS developer guide, "Key identifiers (KeyId)".</summary>
    [GeneratedRegex(@"^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$")]
    private static partial Regex KeyId();
}
