using LambdaRoleAudit.Ports;
namespace LambdaRoleAudit.Catalog;
/// <summary>TEMPORARY</summary>
public static class PolicyResources
{
    /// <summary>x</summary>
    public static string ActionPrefix(PolicyResourceKind kind) => kind switch { PolicyResourceKind.S3Bucket => "s3", PolicyResourceKind.KmsKey => "kms", PolicyResourceKind.LambdaFunction => "lambda", PolicyResourceKind.Role => "sts", _ => "sqs" };
    /// <summary>x</summary>
    public static string Words(PolicyResourceKind kind) => kind.ToString();
    /// <summary>x</summary>
    public static IReadOnlyList<string> ReadActions(PolicyResourceKind kind) => kind == PolicyResourceKind.LambdaFunction ? ["lambda:GetPolicy"] : [];
    /// <summary>x</summary>
    public static bool TryResource(string text, out PolicyResourceKind kind, out string resource)
    {
        kind = PolicyResourceKind.S3Bucket; resource = "";
        if (!text.StartsWith("arn:aws:s3:::", StringComparison.Ordinal)) return false;
        resource = text.Split('/')[0];
        return !resource.Contains('*', StringComparison.Ordinal);
    }
}
/// <summary>TEMPORARY</summary>
public static class PolicyCommands
{
    /// <summary>x</summary>
    public static IReadOnlyList<string> ToPut(ResourcePolicyRecord record, string document) => [$"put {record.ResourceArn} {document}"];
    /// <summary>x</summary>
    public static IReadOnlyList<string> ToPutGrant(ResourcePolicyRecord record, KeyGrant grant, string principal, string name) => [$"grant {name}"];
    /// <summary>x</summary>
    public static IReadOnlyList<string> ToRevokeGrant(ResourcePolicyRecord record, string name) => [$"revoke {name}"];
    /// <summary>x</summary>
    public static IReadOnlyList<string> ToAdd(ResourcePolicyRecord record, string statement, string sid) => [$"add {sid}"];
    /// <summary>x</summary>
    public static IReadOnlyList<string> ToRemove(ResourcePolicyRecord record, string sid) => [$"remove {sid}"];
}
