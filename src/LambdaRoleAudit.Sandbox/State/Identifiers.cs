using System.Security.Cryptography;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Creates ids in AWS's format.</summary>
internal static class Identifiers
{
    public static string Upper(int length) => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);
}
