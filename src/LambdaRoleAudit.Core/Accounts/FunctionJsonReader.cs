using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Finds Lambda functions in JSON, as a stream and in one pass: responses of list-functions and get-function, objects that AWS Tools for
/// PowerShell wrote with ConvertTo-Json, AWS Config snapshots, histories and query results, and any number of such documents one after
/// another. The format does not have to be specified: an object that has a function's name or ARN and a role is a function, wherever it is,
/// except inside properties that can contain a user's own names (environment variables, tags).
/// </summary>
/// <remarks>
/// Memory does not grow with the input: one buffer, and one node for each open bracket. Not thread-safe.
/// </remarks>
public sealed class FunctionJsonReader
{
    private const int InitialBuffer = 128 * 1024;
    private const int LongestToken = 64 * 1024 * 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    private readonly IFunctionSink _sink;
    private readonly object _source;
    private readonly PropertyOrder _order = new();
    private readonly FunctionJsonTokens _tokens;
    private JsonReaderState _state = new(Options);
    private long _offset;

    /// <param name="sink">Receives the functions.</param>
    /// <param name="source">The location that problems name.</param>
    public FunctionJsonReader(IFunctionSink sink, object source)
        : this(sink, source, null)
    {
    }

    /// <param name="sink">Receives the functions.</param>
    /// <param name="source">The location that problems name.</param>
    /// <param name="onPage">Called at the end of each page of a response, with true if the page names a next page.</param>
    internal FunctionJsonReader(IFunctionSink sink, object source, Action<bool>? onPage)
    {
        _sink = sink;
        _source = source;
        _tokens = new FunctionJsonTokens(sink, source, Count, onPage);
    }

    /// <summary>The counts so far.</summary>
    internal FunctionJsonCount Count { get; } = new();

    /// <summary>Resets the reader for the next page of the same list. The order of the properties is kept.</summary>
    public void Restart()
    {
        Count.Clear();
        _offset = 0;
        _tokens.Reset();
    }

    /// <summary>Reads an entire stream.</summary>
    /// <exception cref="JsonException">The input is not JSON, or is cut off. The functions before the error have been passed to the
    /// sink.</exception>
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

    /// <summary>Reads JSON that is completely in memory.</summary>
    /// <exception cref="JsonException">The input is not JSON, or is cut off.</exception>
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
            if (_tokens.IsBetweenDocuments)
            {
                // Between documents. A reader's state accepts only one document, so each document begins with a new state.
                var blank = rest.Length - rest.TrimStart(" \t\r\n"u8).Length;
                consumed += blank;
                _offset += blank;
                rest = rest[blank..];
                if (rest.IsEmpty) return consumed;
                _state = new JsonReaderState(Options);
            }

            var reader = new Utf8JsonReader(rest, isFinal, _state);
            JsonPause pause;
            try
            {
                pause = _tokens.Read(ref reader);
            }
            catch (JsonException e)
            {
                _tokens.Reset();
                throw new JsonException(
                    FormattableString.Invariant($"{Sentence(e.Message)} (byte {_offset + reader.BytesConsumed})"), e);
            }

            _state = reader.CurrentState;
            consumed += (int)reader.BytesConsumed;
            _offset += reader.BytesConsumed;
            if (pause == JsonPause.InputEnded) return consumed;
            if (pause == JsonPause.ElementEnded)
            {
                // The general reader is positioned after an element of a list. Its state is the same after any further element, so it can
                // skip elements of the plain form that the scanner read.
                while (new FunctionScanner(data[consumed..], _source, _order).TryNext(_sink) is > 0 and var taken)
                {
                    consumed += taken;
                    _offset += taken;
                    _tokens.AddFunction();
                }
            }
        }
    }

    /// <summary>The engine's messages end with a position that is correct for one buffer only.</summary>
    private static string Sentence(string message)
    {
        var place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? message : message[..place]).TrimEnd('.', ' ');
    }
}
