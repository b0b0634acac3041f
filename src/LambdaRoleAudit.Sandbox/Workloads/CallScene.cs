using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Where a call happens, and which resources it names.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The region of the call.</param>
/// <param name="Thing">The name of the table, bucket, queue or other resource.</param>
/// <param name="Item">The number of the object, message or other item: another one in each call.</param>
public sealed record CallScene(string Partition, string AccountId, string Region, string Thing, int Item)
{
    /// <summary>Returns an ARN in the region and account of the call.</summary>
    public string Arn(string service, string resource) => $"arn:{Partition}:{service}:{Region}:{AccountId}:{resource}";

    /// <summary>Returns the ARN of a role.</summary>
    public string RoleArn(string name) => $"arn:{Partition}:iam::{AccountId}:role/{name}";

    /// <summary>Returns the ARN of a KMS key.</summary>
    public string KeyArn => Arn("kms", $"key/{Hex(Thing, 8)}-0000-4000-8000-{Hex(Thing, 12)}");

    /// <summary>Returns an id made of hexadecimal digits, the same for the same name.</summary>
    public static string Hex(string name, int length) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..length];
}
