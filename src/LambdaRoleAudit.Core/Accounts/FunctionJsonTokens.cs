using System.Globalization;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Processes JSON tokens, and keeps one node for each open bracket.</summary>
internal sealed class FunctionJsonTokens(IFunctionSink sink, object source, FunctionJsonCount count, Action<bool>? onPage)
{
    private readonly FunctionJsonObjects _objects = new(sink, source, count);
    private readonly NestedFunctionReader _nested = new(sink, source, count);
    private readonly List<JsonNodeState> _nodes = [];
    private int _depth;
    private int _skipping;

    /// <summary>True if no bracket is open.</summary>
    public bool IsBetweenDocuments => _depth == 0 && _skipping == 0;

    /// <summary>Forgets the open brackets.</summary>
    public void Reset()
    {
        _depth = 0;
        _skipping = 0;
    }

    /// <summary>Counts a function in the open list that another reader read.</summary>
    public void AddFunction()
    {
        count.AddFunction();
        _nodes[_depth - 1].Entries++;
    }

    /// <summary>Reads until an element or a document ends, or the input ends.</summary>
    public JsonPause Read(ref Utf8JsonReader reader)
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
                    if (_depth == 0) return JsonPause.DocumentEnded;
                    if (token == JsonTokenType.EndObject && !_nodes[_depth - 1].IsObject) return JsonPause.ElementEnded;
                    break;
                default:
                    if (_depth == 0) return JsonPause.DocumentEnded;
                    Value(_nodes[_depth - 1], ref reader);
                    break;
            }
        }

        return JsonPause.InputEnded;
    }

    private void Open(bool isObject)
    {
        var parent = _depth > 0 ? _nodes[_depth - 1] : null;
        if (parent is { Property: FunctionField.Opaque })
        {
            _skipping = 1;
            return;
        }

        // A function's own sub-objects do not contain other functions. Only a wrapper can contain more.
        if (parent is { IsObject: true, Property: FunctionField.Other } && (parent.Fields.Role ?? parent.Fields.FunctionArn) is not null)
        {
            _skipping = 1;
            return;
        }

        if (parent is { IsObject: true, Property: FunctionField.NextMarker }) parent.GoesOn = true;
        if (parent is { IsObject: true } && FunctionFields.IsIdentity(parent.Property))
            parent.Fields.Refuse($"{parent.Property} is not a string.");
        if (parent is { Property: FunctionField.Functions, IsObject: true } && !isObject)
        {
            count.IsRecognized = true;
            count.Understood++;
        }

        if (_depth == _nodes.Count) _nodes.Add(new JsonNodeState());
        _nodes[_depth++].Begin(isObject, via: parent is null ? FunctionField.Other : parent.Property, parent, count.Understood);
    }

    private void Close()
    {
        var node = _nodes[--_depth];
        var parent = _depth > 0 ? _nodes[_depth - 1] : null;
        if (node.IsObject)
        {
            _objects.Close(node, parent);
            if (node.IsPage) onPage?.Invoke(node.GoesOn);
        }

        if (node.IsEntry && node.UnderstoodBefore == count.Understood) count.AddOther(parent!.Entries);
    }

    private void Value(JsonNodeState node, ref Utf8JsonReader reader)
    {
        var fields = node.Fields;
        // ConvertTo-Json writes the enumerations of AWS.Tools as {"Value": "python3.13"}, and arrays of strings as they are.
        if (node.Via is FunctionField.Runtime or FunctionField.PackageType or FunctionField.Architectures or FunctionField.ResourceType
            or FunctionField.ItemStatus)
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
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var memory))
                    fields.Set(FunctionField.MemorySize, memory.ToString(CultureInfo.InvariantCulture));
                break;
            case FunctionField.Timeout:
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var timeout))
                    fields.Set(FunctionField.Timeout, timeout.ToString(CultureInfo.InvariantCulture));
                break;
            case FunctionField.Version when reader.TokenType == JsonTokenType.Number:
                Text(node, node.Property, ref reader);
                break;
            case FunctionField.ItemTime when reader.TokenType == JsonTokenType.Number:
                node.ItemTime = reader.TryGetDouble(out var seconds) && LambdaTime.TryFromNumber(seconds, out var time) ? time : null;
                break;
            case FunctionField.LastModified when reader.TokenType == JsonTokenType.Number:
                if (reader.TryGetDouble(out var modified))
                    fields.Set(FunctionField.LastModified, modified.ToString("F3", CultureInfo.InvariantCulture));
                break;
            default:
                if (reader.TokenType == JsonTokenType.String) Text(node, node.Property, ref reader);
                else if (reader.TokenType != JsonTokenType.Null && FunctionFields.IsIdentity(node.Property))
                    fields.Refuse($"{node.Property} is not a string.");
                break;
        }
    }

    /// <summary>Reads a list entry that is neither an object nor a list. The rows of AWS Config queries are JSON inside strings.</summary>
    private void Entry(JsonNodeState list, ref Utf8JsonReader reader)
    {
        list.Entries++;
        var before = count.Understood;
        if (list.Via == FunctionField.Results && reader.TokenType == JsonTokenType.String) _nested.Read(list, ref reader);
        if (count.Understood == before) count.AddOther(list.Entries);
    }

    private void Text(JsonNodeState node, FunctionField field, ref Utf8JsonReader reader)
    {
        if (field == FunctionField.Configuration)
        {
            _nested.Read(node, ref reader);
            return;
        }

        var text = Unicode(ref reader);
        switch (field)
        {
            case FunctionField.NextMarker:
                node.GoesOn |= text.Length > 0;
                break;
            case FunctionField.ResourceType: node.ResourceType = text; break;
            case FunctionField.ResourceArn: node.ResourceArn = text; break;
            case FunctionField.ItemStatus: node.ItemStatus = text; break;
            case FunctionField.ItemTime:
                node.ItemTime = LambdaTime.TryParse(Encoding.UTF8.GetBytes(text), out var time) ? time : null; break;
            default: node.Fields.Set(field, text); break;
        }
    }

    /// <summary>
    /// Returns the text of a value. Bytes that are not UTF-8 become replacement characters, and an escape that is not valid Unicode (a lone
    /// surrogate) stays as it is written. Neither is valid in a name, so neither can be taken for another name.
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
}
