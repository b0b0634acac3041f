using System.Text;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>The position at which a list continues: the last key, in a form that clients cannot easily interpret.</summary>
internal static class Marker
{
    public static string Encode(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    /// <summary>Returns the key; null if the marker is not valid.</summary>
    public static string? Decode(string marker)
    {
        var bytes = new byte[marker.Length];
        return Convert.TryFromBase64String(marker, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
