using System.Buffers;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads JSON inside a string: AWS Config's history writes a configuration in this way, and its queries write every row so.
/// </summary>
internal sealed class NestedFunctionReader(IFunctionSink sink, object source, FunctionJsonCount count) : IFunctionSink
{
    private FunctionJsonReader? _reader;

    // The node of the outer document that the function belongs to.
    private JsonNodeState? _target;

    /// <summary>Reads a string, if it is JSON.</summary>
    /// <param name="node">The object or list that contains the string.</param>
    /// <param name="reader">The reader, positioned at the string.</param>
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
            // The string of one item is invalid, but the others are not. The data before the error is not used either.
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
