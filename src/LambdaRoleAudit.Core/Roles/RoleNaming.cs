using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Roles;

/// <summary>How the name of a function's own role is made up: the same each time, so that a second run meets the first.</summary>
public static class RoleNaming
{
    private const int HashDigits = 8;

    /// <summary><c>{FunctionName}-{Region}-role</c>; shortened with the hash where that is longer than IAM allows.</summary>
    public static string For(string functionName, string region, string functionArn)
    {
        var name = $"{functionName}-{region}-role";
        return name.Length <= RoleNames.Longest ? name : Hashed(functionName, region, functionArn);
    }

    /// <summary>The name where the plain one is taken by a stranger: with 8 hex digits of SHA-256 of the function's ARN.</summary>
    public static string Hashed(string functionName, string region, string functionArn)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(functionArn)))[..HashDigits].ToLowerInvariant();
        var room = RoleNames.Longest - hash.Length - 1;
        var stem = $"{functionName}-{region}";
        return $"{(stem.Length > room ? stem[..room] : stem)}-{hash}";
    }
}
