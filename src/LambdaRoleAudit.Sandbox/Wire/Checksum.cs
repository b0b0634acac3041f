namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>The checksum that DynamoDB sends with each response (CRC-32, as in ISO 3309).</summary>
internal static class Checksum
{
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}
