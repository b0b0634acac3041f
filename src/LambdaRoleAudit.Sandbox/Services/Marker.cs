using System.Text;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Where a list goes on: the last key, in a form that no client should want to look into.</summary>
internal static class Marker
{
    public static string Encode(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    /// <summary>The key; null where the marker is none of ours.</summary>
    public static string? Decode(string marker)
    {
        var bytes = new byte[marker.Length];
        return Convert.TryFromBase64String(marker, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
