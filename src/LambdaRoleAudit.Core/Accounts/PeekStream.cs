namespace LambdaRoleAudit.Accounts;

/// <summary>A forward-only stream whose next bytes can be examined before they are read.</summary>
internal sealed class PeekStream(Stream inner) : Stream
{
    private byte[] _ahead = [];
    private int _position;
    private int _length;

    /// <summary>Returns the next bytes: the requested number, or all that are left.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_length - _position < count)
        {
            var larger = new byte[count];
            _ahead.AsSpan(_position, _length - _position).CopyTo(larger);
            _length -= _position;
            _position = 0;
            _ahead = larger;
            _length += inner.ReadAtLeast(_ahead.AsSpan(_length), count - _length, throwOnEndOfStream: false);
        }

        return _ahead.AsSpan(_position, Math.Min(count, _length - _position));
    }

    /// <summary>Skips bytes that were peeked.</summary>
    public void Skip(int count) => _position += count;

    public override int Read(Span<byte> buffer)
    {
        if (_position == _length) return inner.Read(buffer);
        var count = Math.Min(buffer.Length, _length - _position);
        _ahead.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
