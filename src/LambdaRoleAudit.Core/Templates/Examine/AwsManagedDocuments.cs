using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The documents of AWS managed policies that templates often attach to execution roles, as they were on the date that each has. A template
/// has only their ARNs, and AWS can change them. Source: the AWS managed policy reference guide; a test compares them with moto's copy.
/// </summary>
public static class AwsManagedDocuments
{
    private const string Marker = ":iam::aws:policy/";

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Documents = new(Load);

    /// <summary>The policies: path and name, such as <c>service-role/AWSLambdaBasicExecutionRole</c>, with their documents.</summary>
    public static IReadOnlyDictionary<string, string> All => Documents.Value;

    /// <summary>Returns a policy's document; null if it is not known here.</summary>
    /// <param name="arn">The ARN, in any partition.</param>
    public static string? DocumentOf(string arn) =>
        arn.IndexOf(Marker, StringComparison.Ordinal) is > 0 and var at
            ? Documents.Value.GetValueOrDefault(arn[(at + Marker.Length)..])
            : null;

    private static Dictionary<string, string> Load()
    {
        using var stream = typeof(AwsManagedDocuments).Assembly.GetManifestResourceStream("aws-managed-documents.json")!;
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.EnumerateObject()
            .ToDictionary(policy => policy.Name, policy => policy.Value.GetProperty("Document").GetRawText(), StringComparer.Ordinal);
    }
}
