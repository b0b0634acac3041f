using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>
/// Concise Binary Object Representation (RFC 8949), as far as the protocol smithy-rpc-v2-cbor of AWS's clients uses it. A time (tag 1) is
/// a number of seconds since 1970.
/// </summary>
internal static class Cbor
{
    private const byte Break = 0xFF;

    /// <summary>Reads an item.</summary>
    /// <exception cref="AwsError">The body is not valid.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var at = 0;
            return Item(body, ref at);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or FormatException)
        {
            throw new AwsError(400, "SerializationException", "The body is not valid CBOR.");
        }
    }

    /// <summary>Writes a map, a list, a text, a number or a time.</summary>
    public static byte[] Write(object? value)
    {
        using var stream = new MemoryStream();
        Write(stream, value);
        return stream.ToArray();
    }

    private static JsonNode? Item(ReadOnlySpan<byte> body, ref int at)
    {
        var (kind, info) = (body[at] >> 5, body[at] & 31);
        at++;
        if (kind == 7) return Simple(body, info, ref at);
        var isOpen = info == 31;
        var length = isOpen ? -1 : Number(body, info, ref at);
        switch (kind)
        {
            case 0:
                return length;
            case 1:
                return -1 - length;
            case 2 or 3:
                if (isOpen) throw new FormatException();
                var text = Encoding.UTF8.GetString(body.Slice(at, (int)length));
                at += (int)length;
                return text;
            case 4:
                var list = new JsonArray();
                while (isOpen ? body[at] != Break : list.Count < length) list.Add(Item(body, ref at));
                if (isOpen) at++;
                return list;
            case 5:
                var map = new JsonObject();
                while (isOpen ? body[at] != Break : map.Count < length)
                {
                    var key = (string)Item(body, ref at)!;
                    map.Add(key, Item(body, ref at));
                }

                if (isOpen) at++;
                return map;
            default:
                return Item(body, ref at);
        }
    }

    private static JsonNode? Simple(ReadOnlySpan<byte> body, int info, ref int at)
    {
        switch (info)
        {
            case 20 or 21:
                return info == 21;
            case 25:
                at += 2;
                return (double)BinaryPrimitives.ReadHalfBigEndian(body.Slice(at - 2, 2));
            case 26:
                at += 4;
                return (double)BinaryPrimitives.ReadSingleBigEndian(body.Slice(at - 4, 4));
            case 27:
                at += 8;
                return BinaryPrimitives.ReadDoubleBigEndian(body.Slice(at - 8, 8));
            default:
                return null;
        }
    }

    private static long Number(ReadOnlySpan<byte> body, int info, ref int at)
    {
        if (info < 24) return info;
        var bytes = 1 << (info - 24);
        if (bytes > 8) throw new FormatException();
        long number = 0;
        for (var i = 0; i < bytes; i++) number = (number << 8) | body[at++];
        return number;
    }

    private static void Write(MemoryStream stream, object? value)
    {
        switch (value)
        {
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Head(stream, 3, bytes.Length);
                stream.Write(bytes);
                break;
            case DateTimeOffset time:
                Head(stream, 6, 1);
                Head(stream, 0, time.ToUnixTimeSeconds());
                break;
            case IReadOnlyDictionary<string, object?> map:
                Head(stream, 5, map.Count);
                foreach (var (key, item) in map)
                {
                    Write(stream, key);
                    Write(stream, item);
                }

                break;
            case IReadOnlyList<object?> list:
                Head(stream, 4, list.Count);
                foreach (var item in list) Write(stream, item);
                break;
            default:
                Span<byte> number = stackalloc byte[9];
                number[0] = 0xFB;
                BinaryPrimitives.WriteDoubleBigEndian(number[1..], Convert.ToDouble(value, CultureInfo.InvariantCulture));
                stream.Write(number);
                break;
        }
    }

    private static void Head(MemoryStream stream, int kind, long number)
    {
        if (number < 24)
        {
            stream.WriteByte((byte)((kind << 5) | (int)number));
            return;
        }

        stream.WriteByte((byte)((kind << 5) | 27));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        stream.Write(bytes);
    }
}
