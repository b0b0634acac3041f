using System.Text;
using System.Text.Json;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Writes the same JSON in another way: keys in another order, white space, and escapes of ordinary letters.</summary>
internal static class Reserializer
{
    /// <summary>Returns the record in another spelling, which depends on the number.</summary>
    public static byte[] Rewrite(ReadOnlyMemory<byte> record, long number)
    {
        using var json = JsonDocument.Parse(record);
        var text = new StringBuilder();
        Write(text, json.RootElement, number);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonElement json, long number)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var properties = json.EnumerateObject().ToArray();
                new Random((int)(number & 0x7FFFFFFF)).Shuffle(properties);
                Join(text, '{', '}', number, properties, property =>
                {
                    Quote(text, property.Name, number);
                    text.Append(number % 3 == 0 ? " : " : ":");
                    Write(text, property.Value, number + property.Name.Length);
                });
                break;
            case JsonValueKind.Array:
                Join(text, '[', ']', number, json.EnumerateArray(), item => Write(text, item, number));
                break;
            case JsonValueKind.String:
                Quote(text, json.GetString()!, number);
                break;
            default:
                text.Append(json.GetRawText());
                break;
        }
    }

    private static void Join<T>(StringBuilder text, char open, char close, long number, IEnumerable<T> items, Action<T> write)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            text.Append((number % 4) switch { 0 => "\n\t", 1 => " ", 2 => "\r\n  ", _ => "" });
            write(item);
        }

        text.Append(number % 4 == 0 ? "\n" : "").Append(close);
    }

    private static void Quote(StringBuilder text, string value, long number)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is '"' or '\\' || c < ' ' || (i + number) % 7 == 0) text.Append("\\u").Append(((int)c).ToString("x4", null));
            else if (c == '/' && number % 2 == 0) text.Append("\\/");
            else text.Append(c);
        }

        text.Append('"');
    }
}
