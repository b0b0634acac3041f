using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Splits JSON into the objects at one depth, without parsing them: the elements of <c>{"Records":[…]}</c>, of a list, or of a sequence of
/// objects. Memory is that of the largest object.
/// </summary>
internal sealed class RecordSplitter(Stream stream) : IDisposable
{
    /// <summary>The maximum size of one object, in bytes. CloudTrail's records have at most 256 KB.</summary>
    private const int LargestRecord = 64 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
    private int _length;
    private int _position;
    private bool _isAtEnd;
    private JsonMarks _marks;
    private ulong _opens;
    private ulong _closes;
    private int _block;
    private int _depth;
    private int _recordStart = -1;
    private int _lastEnd = -1;

    /// <summary>The number of brackets around an object: 0 for a sequence of objects, 1 in a list, 2 in a list in an object.</summary>
    public int RecordDepth { get; set; }

    /// <summary>Returns the bytes at the start of the stream, at most the given number. Only before the first object is read.</summary>
    /// <exception cref="InvalidDataException">The compressed data is damaged.</exception>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_length < count && Fill())
        {
        }

        return _buffer.AsSpan(0, Math.Min(count, _length));
    }

    /// <summary>Skips bytes at the start of the stream that were peeked, such as a byte order mark.</summary>
    public void Skip(int count) => _position += count;

    /// <summary>Reads the next object. The memory is valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, ends in the middle, or has an object that is too large.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> record)
    {
        while (true)
        {
            if (TryTakeMark(out record)) return true;
            if (_length - _position >= JsonMarks.BlockSize)
            {
                _marks.Next(ref _buffer[_position], out _opens, out _closes);
                _block = _position;
                _position += JsonMarks.BlockSize;
                SkipInside();
            }
            else if (!Fill())
            {
                if (_position == _length)
                {
                    if (_depth != 0 || _marks.IsInString) throw new InvalidDataException("The data ends in the middle of a record.");
                    CheckGap(_length);
                    return false;
                }

                ReadRest();
            }
        }
    }

    /// <summary>Skips the marks of a block that cannot end the current object, however they are ordered.</summary>
    private void SkipInside()
    {
        var closes = BitOperations.PopCount(_closes);
        if (_depth - closes <= RecordDepth) return;
        _depth += BitOperations.PopCount(_opens) - closes;
        _opens = _closes = 0;
    }

    private bool TryTakeMark(out ReadOnlyMemory<byte> record)
    {
        while ((_opens | _closes) is var marks and not 0)
        {
            var bit = marks & (~marks + 1);
            var place = _block + BitOperations.TrailingZeroCount(marks);
            if ((_opens & bit) != 0)
            {
                _opens ^= bit;
                if (_depth == RecordDepth && _buffer[place] == '{')
                {
                    CheckGap(place);
                    _recordStart = place;
                }

                _depth++;
                _lastEnd = -1;
            }
            else
            {
                _closes ^= bit;
                _lastEnd = -1;
                if (--_depth < 0) throw new InvalidDataException("A bracket closes that was not opened.");
                if (_depth == RecordDepth && _recordStart >= 0)
                {
                    record = _buffer.AsMemory(_recordStart, place + 1 - _recordStart);
                    _lastEnd = place + 1;
                    _recordStart = -1;
                    return true;
                }
            }
        }

        record = default;
        return false;
    }

    /// <summary>Checks that only white space and commas are between two objects: a line that is not JSON must not be lost.</summary>
    private void CheckGap(int place)
    {
        if (_lastEnd >= 0 && _buffer.AsSpan(_lastEnd, place - _lastEnd).ContainsAnyExcept(" ,\t\r\n"u8))
            throw new InvalidDataException("There is text that is not JSON between two records.");
    }

    /// <summary>Reads the last bytes, which are less than a block.</summary>
    private void ReadRest()
    {
        Span<byte> last = stackalloc byte[JsonMarks.BlockSize];
        last.Fill((byte)' ');
        _buffer.AsSpan(_position, _length - _position).CopyTo(last);
        _marks.Next(ref MemoryMarshal.GetReference(last), out _opens, out _closes);
        _block = _position;
        _position = _length;
    }

    /// <summary>Reads more bytes, after the object that is being read. Returns false at the end.</summary>
    private bool Fill()
    {
        if (_isAtEnd) return false;
        var kept = _recordStart >= 0 ? _recordStart : _lastEnd >= 0 ? Math.Min(_lastEnd, _position) : _position;
        if (kept > 0)
        {
            _buffer.AsSpan(kept, _length - kept).CopyTo(_buffer);
            _length -= kept;
            _position -= kept;
            if (_recordStart >= 0) _recordStart = 0;
            if (_lastEnd >= 0) _lastEnd -= kept;
        }

        if (_length == _buffer.Length) Grow();
        var read = stream.Read(_buffer.AsSpan(_length));
        _length += read;
        _isAtEnd = read == 0;
        return read > 0;
    }

    private void Grow()
    {
        if (_buffer.Length >= LargestRecord)
            throw new InvalidDataException($"A record is larger than {LargestRecord >> 20} MB.");
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Returns the buffer. The last object is then no longer valid.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
