using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>A page of ListFunctions.</summary>
/// <param name="Functions">The number of functions on the page.</param>
/// <param name="First">The identity of the first function; null if the page is empty.</param>
/// <param name="Next">The marker of the next page; null if this is the last page.</param>
public readonly record struct FunctionPage(int Functions, string? First, string? Next);

/// <summary>
/// Reads pages of ListFunctions exactly as Lambda writes them. The response of a service is not a file that a user put together (see
/// <see cref="FunctionJsonReader"/>), and an unexpected value must not be taken for a missing function or for the end of the list. The sink
/// validates names and ARNs. Not thread-safe.
/// </summary>
/// <param name="sink">Receives the functions.</param>
/// <param name="source">The location that problems name.</param>
public sealed class FunctionPageReader(IFunctionSink sink, object source)
{
    private readonly PropertyOrder _order = new();
    private readonly Named _sink = new(sink);

    /// <summary>Reads a page.</summary>
    /// <exception cref="JsonException">The body is not such a page. The functions before the error have been passed to the
    /// sink.</exception>
    public FunctionPage Read(ReadOnlySpan<byte> body)
    {
        AnswerJson.RequireUtf8(body);
        _sink.First = null;
        int? functions = null;
        string? next = null;
        var hasMarker = false;
        var offset = 0;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw NoList();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Functions"u8))
            {
                if (functions is not null) throw new JsonException("The response has two lists of functions.");
                functions = ReadList(body, ref reader, ref offset);
            }
            else if (reader.ValueTextEquals("NextMarker"u8))
            {
                if (hasMarker) throw new JsonException("The response names the next page twice.");
                hasMarker = true;
                next = ReadMarker(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // Nothing may follow the object. The reader throws if something does.
        reader.Read();
        return new FunctionPage(functions ?? throw NoList(), _sink.First, next);
    }

    private int ReadList(ReadOnlySpan<byte> body, ref Utf8JsonReader reader, ref int offset)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw NoList();
        var functions = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            using (var json = JsonDocument.ParseValue(ref reader)) Give(json.RootElement);
            functions++;

            // Neighbors are similar: functions of the plain form are read without processing each token.
            var behind = offset + (int)reader.BytesConsumed;
            var start = behind;
            while (new FunctionScanner(body[behind..], source, _order).TryNext(_sink) is > 0 and var taken)
            {
                behind += taken;
                functions++;
            }

            if (behind == start) continue;
            reader = new Utf8JsonReader(body[behind..], isFinalBlock: true, reader.CurrentState);
            offset = behind;
        }

        return functions;
    }

    private static string? ReadMarker(ref Utf8JsonReader reader)
    {
        reader.Read();
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.String => reader.GetString() is { Length: > 0 } text ? text : null,
                _ => throw new JsonException("NextMarker in the response is not a string."),
            };
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("NextMarker in the response is not valid text.", e);
        }
    }

    private void Give(JsonElement function)
    {
        if (function.ValueKind != JsonValueKind.Object)
            throw new JsonException("The list of functions contains something that is not a function.");
        AnswerJson.RequireDistinctNames(function);
        var fields = new FunctionFields();
        foreach (var property in function.EnumerateObject())
        {
            var field = FunctionFieldNames.Of(property.Name);
            var value = property.Value;
            if (value.ValueKind == JsonValueKind.Null) continue;
            switch (field)
            {
                case FunctionField.Architectures:
                    foreach (var item in function.AnswerItems(property.Name)) fields.Set(field, AnswerJson.Text(item, property.Name));
                    break;
                case FunctionField.MemorySize or FunctionField.Timeout:
                    fields.Set(field, function.AnswerNumber(property.Name).ToString(System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case >= FunctionField.FunctionName and <= FunctionField.RevisionId:
                    fields.Set(field, AnswerJson.Text(value, property.Name));
                    break;
            }
        }

        fields.GiveTo(_sink, source, null);
    }

    private static JsonException NoList() => new("The response has no list of functions.");

    /// <summary>Lambda returns the ARN of every function (Lambda API reference, FunctionConfiguration).</summary>
    private sealed class Named(IFunctionSink sink) : IFunctionSink
    {
        public string? First { get; set; }

        public void Add(in FunctionText function)
        {
            if (function.FunctionArn.IsEmpty) throw new JsonException("A function in the response has no FunctionArn.");
            First ??= $"{Encoding.UTF8.GetString(function.FunctionArn)} {Encoding.UTF8.GetString(function.Version)}";
            sink.Add(function);
        }

        public void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed) => sink.Remove(functionArn, observed);

        public void Report(Problem problem) => sink.Report(problem);
    }
}
