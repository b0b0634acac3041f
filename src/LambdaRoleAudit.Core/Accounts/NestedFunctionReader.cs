using System.Buffers;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>JSON inside a text: AWS Config's history writes a configuration so, and its queries every row.</summary>
internal sealed class NestedFunctionReader(IFunctionSink sink, object source, FunctionJsonCount count) : IFunctionSink
{
    private FunctionJsonReader? _reader;

    // The outer document's node that the function belongs to.
    private JsonNodeState? _target;

    /// <summary>Reads a text, if it is JSON.</summary>
    /// <param name="node">The object or the list that the text is in.</param>
    /// <param name="reader">Is at the text.</param>
    public void Read(JsonNodeState node, ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan is not [(byte)'{' or (byte)' ' or (byte)'\\', ..]) return;
        var json = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        _reader ??= new FunctionJsonReader(this, source);
        _target = node.IsObject ? node : null;
        try
        {
            var length = reader.CopyString(json);
            _reader.Read(json.AsSpan(0, length));
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

        count.Add(_reader.Count, node.Entries);
        _reader.Restart();
    }

    void IFunctionSink.Add(in FunctionText function)
    {
        if (_target is not { } node)
        {
            sink.Add(function);
            return;
        }

        var inner = new FunctionFields();
        inner.Set(function);
        node.TakeInner(ref inner);
    }

    void IFunctionSink.Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed) => sink.Remove(functionArn, observed);

    void IFunctionSink.Report(Problem problem)
    {
        if (_target is { } node) node.IsTold = true;
        sink.Report(problem);
    }
}
