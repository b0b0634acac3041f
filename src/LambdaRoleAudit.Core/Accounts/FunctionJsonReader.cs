using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

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
    // Grows with each thing that was recognized: an entry in which it stayed the same holds nothing that we know.
    private long _understood;

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

    /// <summary>How many entries of lists name no function.</summary>
    public int EntriesWithoutFunction { get; private set; }

    /// <summary>Which entry of its list the first of them is, from 1.</summary>
    public long FirstWithoutFunction { get; private set; }

    /// <summary>Told at the end of each page of an answer whether it names a next one.</summary>
    internal Action<bool>? OnPage { get; init; }

    /// <summary>Forgets what was read, for the next page of the same list; the order in which properties come is still known.</summary>
    public void Restart()
    {
        FunctionsSeen = 0;
        EntriesWithoutFunction = 0;
        IsRecognized = false;
        NextMarker = null;
        _offset = 0;
        Reset();
    }

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
                    _understood++;
                    _nodes[_depth - 1].Entries++;
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

        if (parent is { IsObject: true, Property: FunctionField.NextMarker }) parent.GoesOn = true;
        if (parent is { IsObject: true } && FunctionFields.IsIdentity(parent.Property)) parent.Fields.Refuse($"{parent.Property} is not a text.");
        if (parent is { Property: FunctionField.Functions, IsObject: true } && !isObject)
        {
            IsRecognized = true;
            _understood++;
        }

        if (_depth == _nodes.Count) _nodes.Add(new JsonNodeState());
        _nodes[_depth++].Begin(isObject, via: parent is null ? FunctionField.Other : parent.Property, parent, _understood);
    }

    private void Close()
    {
        var node = _nodes[--_depth];
        var parent = _depth > 0 ? _nodes[_depth - 1] : null;
        if (node.IsObject)
        {
            CloseObject(node, parent);
            if (node.IsPage) OnPage?.Invoke(node.GoesOn);
        }

        if (node.IsEntry && node.UnderstoodBefore == _understood) NoteEntryWithoutFunction(parent!);
    }

    private void NoteEntryWithoutFunction(JsonNodeState list)
    {
        if (EntriesWithoutFunction++ == 0) FirstWithoutFunction = list.Entries;
    }

    private void CloseObject(JsonNodeState node, JsonNodeState? parent)
    {
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

        if (node.IsBroken)
        {
            ReportBroken(node);
            return;
        }

        if (!node.Fields.NamesFunction) return;
        // An event source mapping or a policy names a function too. Only a name (or a place in a list of functions)
        // makes an object without a role a function that lacks it.
        if (string.IsNullOrEmpty(node.Fields.Role) && node.Fields.FunctionName is null && node.Via != FunctionField.Functions) return;
        Recognize();
        if (node.Via == FunctionField.Configuration && parent is { IsObject: true })
        {
            // What wraps it may say more, before or after: AWS Config's time and status.
            parent.TakeInner(ref node.Fields);
        }
        else
        {
            node.Fields.GiveTo(_sink, _source, null);
        }
    }

    private void Recognize()
    {
        IsRecognized = true;
        _understood++;
        FunctionsSeen++;
    }

    private void ReportBroken(JsonNodeState node)
    {
        Recognize();
        _sink.Report(InputProblems.FunctionEntryInvalid(node.ResourceArn ?? "", "Its configuration is not JSON.", _source));
    }

    private void CloseConfigItem(JsonNodeState node, string type)
    {
        _understood++;
        if (type != FunctionResourceType)
        {
            if (!node.HasInner || string.IsNullOrEmpty(node.Inner.Role)) return;
            // It looks like a function in all but its type, in which a byte may have flipped.
            node.Inner.Refuse($"Its resourceType is '{type}', not {FunctionResourceType}.");
        }

        IsRecognized = true;
        if (node.HasInner)
        {
            GiveInner(node);
        }
        else if (node.IsTold)
        {
            return;
        }
        else if (node.IsBroken)
        {
            ReportBroken(node);
        }
        else if (node.ItemStatus is { } status && status.Contains("Deleted", StringComparison.OrdinalIgnoreCase))
        {
            if (node.ResourceArn is { } arn) _sink.Remove(Encoding.UTF8.GetBytes(arn), node.ItemTime);
            else _understood--;
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
        if (node.Via is FunctionField.Runtime or FunctionField.PackageType or FunctionField.Architectures or FunctionField.ResourceType or FunctionField.ItemStatus)
        {
            if (reader.TokenType != JsonTokenType.String) return;
            for (var depth = _depth - 2; depth >= 0; depth--)
            {
                if (!_nodes[depth].IsObject) continue;
                Text(_nodes[depth], node.Via, ref reader);
                return;
            }

            return;
        }

        if (!node.IsObject)
        {
            if (node.IsEntryList) Entry(node, ref reader);
            return;
        }

        switch (node.Property)
        {
            case FunctionField.Other or FunctionField.Opaque or FunctionField.Functions or FunctionField.Items:
                break;
            case FunctionField.NextMarker or FunctionField.IsTruncated when reader.TokenType is JsonTokenType.Number or JsonTokenType.True:
                node.GoesOn = true;
                break;
            case FunctionField.MemorySize:
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var memory)) fields.Set(FunctionField.MemorySize, memory.ToString(CultureInfo.InvariantCulture));
                break;
            case FunctionField.Timeout:
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var timeout)) fields.Set(FunctionField.Timeout, timeout.ToString(CultureInfo.InvariantCulture));
                break;
            case FunctionField.Version when reader.TokenType == JsonTokenType.Number:
                Text(node, node.Property, ref reader);
                break;
            case FunctionField.ItemTime when reader.TokenType == JsonTokenType.Number:
                node.ItemTime = reader.TryGetDouble(out var seconds) && LambdaTime.TryFromNumber(seconds, out var time) ? time : null;
                break;
            case FunctionField.LastModified when reader.TokenType == JsonTokenType.Number:
                if (reader.TryGetDouble(out var modified)) fields.Set(FunctionField.LastModified, modified.ToString("F3", CultureInfo.InvariantCulture));
                break;
            default:
                if (reader.TokenType == JsonTokenType.String) Text(node, node.Property, ref reader);
                else if (reader.TokenType != JsonTokenType.Null && FunctionFields.IsIdentity(node.Property)) fields.Refuse($"{node.Property} is not a text.");
                break;
        }
    }

    /// <summary>An entry of a list that is neither an object nor a list. Rows of AWS Config's queries are JSON inside strings.</summary>
    private void Entry(JsonNodeState list, ref Utf8JsonReader reader)
    {
        list.Entries++;
        var before = _understood;
        if (list.Via == FunctionField.Results && reader.TokenType == JsonTokenType.String) Nested(list, ref reader);
        if (_understood == before) NoteEntryWithoutFunction(list);
    }

    private void Text(JsonNodeState node, FunctionField field, ref Utf8JsonReader reader)
    {
        if (field == FunctionField.Configuration)
        {
            Nested(node, ref reader);
            return;
        }

        var text = Unicode(ref reader);
        switch (field)
        {
            case FunctionField.NextMarker:
                NextMarker = text;
                node.GoesOn |= text.Length > 0;
                break;
            case FunctionField.ResourceType: node.ResourceType = text; break;
            case FunctionField.ResourceArn: node.ResourceArn = text; break;
            case FunctionField.ItemStatus: node.ItemStatus = text; break;
            case FunctionField.ItemTime: node.ItemTime = LambdaTime.TryParse(Encoding.UTF8.GetBytes(text), out var time) ? time : null; break;
            default: node.Fields.Set(field, text); break;
        }
    }

    /// <summary>
    /// A value's text. Bytes that are not UTF-8 become replacement characters, and an escape that is not Unicode (a lone
    /// surrogate) stays as it is written: neither can stand in a name, so that neither becomes another one.
    /// </summary>
    private static string Unicode(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return Encoding.UTF8.GetString(reader.ValueSpan);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    /// <summary>JSON inside a string: AWS Config's history writes a configuration so, and its queries every row.</summary>
    private void Nested(JsonNodeState node, ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan is not [(byte)'{' or (byte)' ' or (byte)'\\', ..]) return;
        var json = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        _nested ??= new FunctionJsonReader(new Relay(this), _source);
        _nested._target = node.IsObject ? node : null;
        try
        {
            var length = reader.CopyString(json);
            _nested.Read(json.AsSpan(0, length));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // One item's text is broken: the others are not. What it said before the break is not taken either.
            node.IsBroken = true;
            node.HasInner = false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }

        FunctionsSeen += _nested.FunctionsSeen;
        if (EntriesWithoutFunction == 0) FirstWithoutFunction = Math.Max(1, node.Entries);
        EntriesWithoutFunction += _nested.EntriesWithoutFunction;
        IsRecognized |= _nested.IsRecognized;
        _understood += _nested._understood;
        _nested._understood = 0;
        _nested.Restart();
    }

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

            var inner = new FunctionFields();
            inner.Set(function);
            node.TakeInner(ref inner);
        }

        public void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed) => outer._sink.Remove(functionArn, observed);

        public void Report(Problem problem)
        {
            if (outer._nested!._target is { } node) node.IsTold = true;
            outer._sink.Report(problem);
        }
    }
}
