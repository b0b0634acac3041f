using System.IO.Compression;
using System.Text;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The paths of AWS managed policies by name. In a SAM template a policy is named without its path, and SAM looks the path up. The list is
/// that of the SAM translator 1.110 (<c>aws_managed_policies.json</c>) for all partitions; a test compares them. A name has the same path
/// in each partition that has it.
/// </summary>
internal static class AwsManagedPolicies
{
    private static readonly Lazy<Dictionary<string, string>> Paths = new(() =>
    {
        using var stream = typeof(AwsManagedPolicies).Assembly.GetManifestResourceStream("aws-managed-policies.txt.br")!;
        using var reader = new StreamReader(new BrotliStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(path => path[(path.LastIndexOf('/') + 1)..], StringComparer.Ordinal);
    });

    /// <summary>All paths with names, such as <c>service-role/AWSLambdaBasicExecutionRole</c>.</summary>
    public static IReadOnlyCollection<string> All => Paths.Value.Values;

    /// <summary>Returns the path and name of a policy; null if the name is not known.</summary>
    public static string? PathOf(string name) => Paths.Value.GetValueOrDefault(name);

    /// <summary>Returns the ARN of a policy by its path and name.</summary>
    public static string Arn(string path) => $"arn:{Symbol.Fixed("AWS::Partition")}:iam::aws:policy/{path}";
}
