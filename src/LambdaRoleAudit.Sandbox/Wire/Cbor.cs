using System.Formats.Cbor;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>The bodies of the protocol smithy-rpc-v2-cbor of AWS's clients. A time is a number of seconds since 1970 (tag 1).</summary>
internal static class Cbor
{
    /// <summary>Reads an item.</summary>
    /// <exception cref="AwsError">The body is not valid.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Item(new CborReader(body));
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or ArgumentException)
        {
            throw new AwsError(400, "SerializationException", "The body is not valid CBOR.");
        }
    }

    /// <summary>Writes a map, a list, a text, a number or a time.</summary>
    public static byte[] Write(object? value)
    {
        var writer = new CborWriter();
        Write(writer, value);
        return writer.Encode();
    }

    private static JsonNode? Item(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return reader.ReadInt64();
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return reader.ReadTextString();
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                return reader.ReadDouble();
            case CborReaderState.Tag:
                reader.ReadTag();
                return Item(reader);
            case CborReaderState.StartArray:
                var list = new JsonArray();
                reader.ReadStartArray();
                while (reader.PeekState() != CborReaderState.EndArray) list.Add(Item(reader));
                reader.ReadEndArray();
                return list;
            case CborReaderState.StartMap:
                var map = new JsonObject();
                reader.ReadStartMap();
                while (reader.PeekState() != CborReaderState.EndMap) map.Add(reader.ReadTextString(), Item(reader));
                reader.ReadEndMap();
                return map;
            default:
                reader.SkipValue();
                return null;
        }
    }

    private static void Write(CborWriter writer, object? value)
    {
        switch (value)
        {
            case string text:
                writer.WriteTextString(text);
                break;
            case DateTimeOffset time:
                writer.WriteTag(CborTag.UnixTimeSeconds);
                writer.WriteInt64(time.ToUnixTimeSeconds());
                break;
            case IReadOnlyDictionary<string, object?> map:
                writer.WriteStartMap(map.Count);
                foreach (var (key, item) in map)
                {
                    writer.WriteTextString(key);
                    Write(writer, item);
                }

                writer.WriteEndMap();
                break;
            case IReadOnlyList<object?> list:
                writer.WriteStartArray(list.Count);
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteDouble(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
