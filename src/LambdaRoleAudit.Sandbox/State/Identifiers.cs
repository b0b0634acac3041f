using System.Security.Cryptography;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Makes up AWS-like ids.</summary>
internal static class Identifiers
{
    public static string Upper(int length) => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);
}
