using System.Security.Cryptography;
using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Derives the name of a function's own role. The name is always the same, so that a second run finds the role of the first.
/// </summary>
public static class RoleNaming
{
    /// <summary>The maximum length of a prefix, which leaves room for the region, the hash and a part of the function's name.</summary>
    public const int LongestPrefix = 24;

    private const int ShortHash = 8;
    private const int BindingHash = 16;

    /// <summary>Returns <c>{FunctionName}-{Region}-role</c>, shortened with a hash if it is longer than IAM allows.</summary>
    public static string For(string functionName, string region, string functionArn)
    {
        var name = $"{functionName}-{region}-role";
        return name.Length <= RoleNames.Longest ? name : Hashed(functionName, region, functionArn);
    }

    /// <summary>
    /// Returns the name to use if the plain name belongs to others: with 8 hexadecimal digits of the SHA-256 hash of the function's ARN.
    /// </summary>
    public static string Hashed(string functionName, string region, string functionArn)
    {
        var hash = Hash(functionArn, ShortHash);
        var room = RoleNames.Longest - hash.Length - 1;
        var stem = $"{functionName}-{region}";
        return $"{(stem.Length > room ? stem[..room] : stem)}-{hash}";
    }

    /// <summary>
    /// Returns the name of a role that a repair creates: <c>{prefix}{FunctionName}-{Region}-{hash}</c>, with 16 hexadecimal digits of the
    /// SHA-256 hash over the role's purpose and content. Only the function's name is shortened, to fit 64 characters. A role cannot be
    /// renamed, so the name binds the claims in the role's tags; another source or content gives another name.
    /// </summary>
    /// <param name="prefix">The prefix of the name, at most <see cref="LongestPrefix"/> characters; may be empty.</param>
    /// <param name="functionName">The function's name.</param>
    /// <param name="region">The function's region.</param>
    /// <param name="functionArn">The function's ARN.</param>
    /// <param name="sourceRoleArn">The ARN of the role from which the new role takes its content.</param>
    /// <param name="contentHash">The new role's content hash.</param>
    public static string Bound(
        string prefix, string functionName, string region, string functionArn, string sourceRoleArn, string contentHash)
    {
        var ending = Ending(region, functionArn, sourceRoleArn, contentHash);
        var room = Math.Max(1, RoleNames.Longest - prefix.Length - ending.Length);
        return $"{prefix}{(functionName.Length > room ? functionName[..room] : functionName)}{ending}";
    }

    /// <summary>Returns true if a role's name was derived from these claims, whatever its prefix.</summary>
    public static bool IsBound(string roleName, string region, string functionArn, string sourceRoleArn, string contentHash) =>
        roleName.EndsWith(Ending(region, functionArn, sourceRoleArn, contentHash), StringComparison.Ordinal);

    private static string Ending(string region, string functionArn, string sourceRoleArn, string contentHash) =>
        $"-{region}-{Hash($"{functionArn}\0{sourceRoleArn}\0{contentHash}", BindingHash)}";

    private static string Hash(string text, int digits) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits].ToLowerInvariant();
}
