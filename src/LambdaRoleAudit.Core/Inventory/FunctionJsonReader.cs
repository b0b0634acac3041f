using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

/// <summary>
/// Finds Lambda functions in JSON, as a stream and in one pass: answers of list-functions and get-function, objects that
/// AWS Tools for PowerShell wrote with ConvertTo-Json, AWS Config snapshots, histories and query results, and any number of
/// such documents one after another. The shape is not asked for: an object that has a function's name or ARN and a role is
/// a function, wherever it stands, except inside what can hold a user's own names (environment variables, tags).
/// </summary>
/// <remarks>
/// Memory does not grow with the input: one buffer, and one node for each open bracket. Not thread-safe.
/// </remarks>
public sealed class FunctionJsonReader
{
    private const int InitialBuffer = 128 * 1024;
    private const int LongestToken = 64 * 1024 * 1024;
    private const string FunctionResourceType = "AWS::Lambda::Function";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    private readonly IFunctionSink _sink;
    private readonly object _source;
    private readonly List<JsonNodeState> _nodes = [];
    private readonly PropertyOrder _order = new();
    private JsonReaderState _state = new(Options);
    private FunctionJsonReader? _nested;
    // In a nested reader: the outer document's node that its function belongs to.
    private JsonNodeState? _target;
    private int _depth;
    private int _skipping;
    private long _offset;

    /// <param name="sink">Takes the functions.</param>
    /// <param name="source">What problems name as their place.</param>
    public FunctionJsonReader(IFunctionSink sink, object source)
    {
        _sink = sink;
        _source = source;
    }

    /// <summary>How many functions were found, usable or not.</summary>
    public int FunctionsSeen { get; private set; }

    /// <summary>True where a shape was recognized even if it holds no function, as an empty list-functions answer.</summary>
    public bool IsRecognized { get; private set; }

    /// <summary>Where the list goes on: the last NextMarker read.</summary>
    public string? NextMarker { get; private set; }

    /// <summary>Reads all of a stream.</summary>
    /// <exception cref="JsonException">Not JSON, or cut short. What stood before has been given to the sink.</exception>
    public void Read(Stream stream, Action<long>? onBytesRead, CancellationToken cancellationToken)
    {
        if (stream is MemoryStream memory && memory.TryGetBuffer(out var whole))
        {
            Read(whole.AsSpan((int)memory.Position));
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
        try
        {
            var length = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = stream.Read(buffer, length, buffer.Length - length);
                onBytesRead?.Invoke(read);
                length += read;
                var consumed = Consume(buffer.AsSpan(0, length), isFinal: read == 0);
                if (read == 0) return;
                length -= consumed;
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }
                else if (consumed > 0)
                {
                    buffer.AsSpan(consumed, length).CopyTo(buffer);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads JSON that is in memory whole.</summary>
    /// <exception cref="JsonException">Not JSON, or cut short.</exception>
    public void Read(ReadOnlySpan<byte> json) => Consume(json, isFinal: true);

    private byte[] Grow(byte[] buffer, int length)
    {
        if (buffer.Length >= LongestToken)
            throw new JsonException($"A single value is longer than {LongestToken / (1024 * 1024)} MB at byte {_offset}.");
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private int Consume(ReadOnlySpan<byte> data, bool isFinal)
    {
        var consumed = 0;
        while (true)
        {
            var rest = data[consumed..];
            if (_depth == 0 && _skipping == 0)
            {
                // Between documents. A reader's state accepts one document only, so each begins with a new one.
                var blank = rest.Length - rest.TrimStart(" \t\r\n"u8).Length;
                consumed += blank;
                _offset += blank;
                rest = rest[blank..];
                if (rest.IsEmpty) return consumed;
                _state = new JsonReaderState(Options);
            }

            var reader = new Utf8JsonReader(rest, isFinal, _state);
            Pause pause;
            try
            {
                pause = ReadTokens(ref reader);
            }
            catch (JsonException e)
            {
                Reset();
                throw new JsonException(
                    FormattableString.Invariant($"{Sentence(e.Message)} (byte {_offset + reader.BytesConsumed})"), e);
            }

            _state = reader.CurrentState;
            consumed += (int)reader.BytesConsumed;
            _offset += reader.BytesConsumed;
            if (pause == Pause.InputEnded) return consumed;
            if (pause == Pause.ElementEnded)
            {
                // The general reader stands behind an element of a list, and so it does after any further element: those
                // of the plain shape can be taken past it.
                while (new FunctionScanner(data[consumed..], _source, _order).TryNext(_sink) is > 0 and var taken)
                {
                    consumed += taken;
                    _offset += taken;
                    FunctionsSeen++;
                    IsRecognized = true;
                }
            }
        }
    }

    /// <summary>The engine's messages end with a place that is right for one buffer only.</summary>
    private static string Sentence(string message)
    {
        var place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? message : message[..place]).TrimEnd('.', ' ');
    }

    private void Reset()
    {
        _depth = 0;
        _skipping = 0;
    }

    private Pause ReadTokens(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            var token = reader.TokenType;
            if (_skipping > 0)
            {
                if (token is JsonTokenType.StartObject or JsonTokenType.StartArray) _skipping++;
                else if (token is JsonTokenType.EndObject or JsonTokenType.EndArray) _skipping--;
                continue;
            }

            switch (token)
            {
                case JsonTokenType.PropertyName:
                    _nodes[_depth - 1].Property = FunctionFieldNames.Of(reader.ValueSpan);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Open(token == JsonTokenType.StartObject);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Close();
                    if (_depth == 0) return Pause.DocumentEnded;
                    if (token == JsonTokenType.EndObject && !_nodes[_depth - 1].IsObject) return Pause.ElementEnded;
                    break;
                default:
                    if (_depth == 0) return Pause.DocumentEnded;
                    Value(_nodes[_depth - 1], ref reader);
                    break;
            }
        }

        return Pause.InputEnded;
    }

    private void Open(bool isObject)
    {
        var parent = _depth > 0 ? _nodes[_depth - 1] : null;
        if (parent is { Property: FunctionField.Opaque })
        {
            _skipping = 1;
            return;
        }

        // A function's own sub-objects hold no other function; only what wraps one has more to find below.
        if (parent is { IsObject: true, Property: FunctionField.Other } && (parent.Fields.Role ?? parent.Fields.FunctionArn) is not null)
        {
            _skipping = 1;
            return;
        }

        if (parent is { Property: FunctionField.Functions } && !isObject) IsRecognized = true;
        if (_depth == _nodes.Count) _nodes.Add(new JsonNodeState());
        _nodes[_depth++].Begin(isObject, via: parent is null ? FunctionField.Other : parent.Property);
    }

    private void Close()
    {
        var node = _nodes[--_depth];
        if (!node.IsObject) return;
        var parent = _depth > 0 ? _nodes[_depth - 1] : null;

        if (node.ResourceType is { } type)
        {
            CloseConfigItem(node, type);
            return;
        }

        if (node.HasInner)
        {
            GiveInner(node);
            return;
        }

        if (!node.Fields.NamesFunction) return;
        // An event source mapping or a policy names a function too. Only a name (or a place in a list of functions)
        // makes an object without a role a function that lacks it.
        if (string.IsNullOrEmpty(node.Fields.Role) && node.Fields.FunctionName is null && node.Via != FunctionField.Functions) return;
        IsRecognized = true;
        FunctionsSeen++;
        if (node.Via == FunctionField.Configuration && parent is { IsObject: true })
        {
            // What wraps it may say more, before or after: AWS Config's time and status.
            (parent.Inner, node.Fields) = (node.Fields, parent.Inner);
            parent.HasInner = true;
        }
        else
        {
            node.Fields.GiveTo(_sink, _source, null);
        }
    }

    private void CloseConfigItem(JsonNodeState node, string type)
    {
        if (type != FunctionResourceType) return;
        IsRecognized = true;
        if (node.HasInner)
        {
            GiveInner(node);
        }
        else if (node.ItemStatus is { } status && status.Contains("Deleted", StringComparison.OrdinalIgnoreCase))
        {
            if (node.ResourceArn is { } arn) _sink.Remove(Encoding.UTF8.GetBytes(arn), node.ItemTime);
        }
        else
        {
            FunctionsSeen++;
            _sink.Report(InputProblems.FunctionWithoutRole(node.ResourceArn ?? "", _source));
        }
    }

    /// <summary>Hands on a function with what its wrapper says of it.</summary>
    private void GiveInner(JsonNodeState node)
    {
        if (node.Inner.Region is null && node.Fields.Region is { } region) node.Inner.Set(FunctionField.Region, region);
        node.Inner.GiveTo(_sink, _source, node.ItemTime);
    }

    private void Value(JsonNodeState node, ref Utf8JsonReader reader)
    {
        var fields = node.Fields;
        // AWS.Tools' enumerations come out of ConvertTo-Json as {"Value": "python3.13"}; arrays of texts as they are.
        if (node.Via is FunctionField.Runtime or FunctionField.PackageType or FunctionField.Architectures)
        {
            if (reader.TokenType != JsonTokenType.String) return;
            for (var depth = _depth - 2; depth >= 0; depth--)
            {
                if (!_nodes[depth].IsObject) continue;
                _nodes[depth].Fields.Set(node.Via, reader.GetString());
                return;
            }

            return;
        }

        if (!node.IsObject)
        {
            if (node.Via == FunctionField.Results && reader.TokenType == JsonTokenType.String) Nested(node, ref reader);
            return;
        }

        switch (node.Property)
        {
            case FunctionField.Other or FunctionField.Opaque or FunctionField.Functions:
                break;
            case FunctionField.MemorySize:
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var memory)) fields.Set(FunctionField.MemorySize, memory.ToString(CultureInfo.InvariantCulture));
                break;
            case FunctionField.Timeout:
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var timeout)) fields.Set(FunctionField.Timeout, timeout.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                if (reader.TokenType == JsonTokenType.String) Text(node, ref reader);
                break;
        }
    }

    private void Text(JsonNodeState node, ref Utf8JsonReader reader)
    {
        var fields = node.Fields;
        switch (node.Property)
        {
            case FunctionField.NextMarker: NextMarker = reader.GetString(); break;
            case FunctionField.ResourceType: node.ResourceType = reader.GetString(); break;
            case FunctionField.ResourceArn: node.ResourceArn = reader.GetString(); break;
            case FunctionField.ItemStatus: node.ItemStatus = reader.GetString(); break;
            case FunctionField.ItemTime: node.ItemTime = Time(ref reader); break;
            case FunctionField.Configuration: Nested(node, ref reader); break;
            default: fields.Set(node.Property, reader.GetString()); break;
        }
    }

    /// <summary>JSON inside a string: AWS Config's history writes a configuration so, and its queries every row.</summary>
    private void Nested(JsonNodeState node, ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan is not [(byte)'{' or (byte)' ' or (byte)'\\', ..]) return;
        var json = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            var length = reader.CopyString(json);
            _nested ??= new FunctionJsonReader(new Relay(this), _source);
            _nested._target = node.IsObject && node.Property == FunctionField.Configuration ? node : null;
            _nested.Read(json.AsSpan(0, length));
            FunctionsSeen += _nested.FunctionsSeen;
            IsRecognized |= _nested.IsRecognized;
            _nested.FunctionsSeen = 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped && LambdaTime.TryParse(reader.ValueSpan, out var time) ? time : null;

    /// <summary>Why the reader stopped reading tokens.</summary>
    private enum Pause
    {
        /// <summary>More input is wanted.</summary>
        InputEnded,

        /// <summary>An object in a list ended.</summary>
        ElementEnded,

        /// <summary>A whole document ended.</summary>
        DocumentEnded,
    }

    /// <summary>Hands what a nested document holds to the outer one.</summary>
    private sealed class Relay(FunctionJsonReader outer) : IFunctionSink
    {
        public void Add(in FunctionText function)
        {
            if (outer._nested!._target is not { } node)
            {
                outer._sink.Add(function);
                return;
            }

            node.Inner.Set(function);
            node.HasInner = true;
        }

        public void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed) => outer._sink.Remove(functionArn, observed);

        public void Report(Problem problem) => outer._sink.Report(problem);
    }
}
