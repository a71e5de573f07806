using Hathi.Base;

namespace Hathi.Records.Compression;

/// <summary>
/// A packed stream through a buffer, with the offset of the next byte. A decoder takes whole windows and gives back what it did not use,
/// which may reach a few bytes into the window before. Used by one thread.
/// </summary>
internal sealed class PackedInput(Stream stream) : IDisposable
{
    /// <summary>What can be given back of an earlier window: decoders hold at most 32 bits.</summary>
    private const int History = 8;

    private const int BufferBytes = 64 << 10;

    private byte[] _buffer = BoundedPool<byte>.Rent(BufferBytes);
    private long _base = -History;
    private int _next = History;
    private int _filled = History;

    /// <summary>Of the next byte in the stream.</summary>
    internal long Offset => _base + _next;

    /// <summary>Fetches more when the window is empty; false at the end of the stream.</summary>
    internal bool Fill()
    {
        if (_next < _filled)
        {
            return true;
        }

        _buffer.AsSpan(_filled - History, History).CopyTo(_buffer);
        _base += _filled - History;
        _next = _filled = History;
        _filled += stream.Read(_buffer.AsSpan(History, BufferBytes - History));
        return _next < _filled;
    }

    /// <summary>Takes all bytes that are here.</summary>
    internal ArraySegment<byte> TakeWindow()
    {
        var window = new ArraySegment<byte>(_buffer, _next, _filled - _next);
        _next = _filled;
        return window;
    }

    /// <summary>The last bytes taken are to be read again.</summary>
    internal void GiveBack(int bytes) => _next -= bytes;

    /// <summary>Forgets what was read; the stream holds other data now.</summary>
    internal void Restart()
    {
        _base = -History;
        _next = _filled = History;
    }

    /// <summary>Takes up to so many bytes; 0 at the end of the stream.</summary>
    internal int Read(Span<byte> target)
    {
        var n = Fill() ? Math.Min(target.Length, _filled - _next) : 0;
        _buffer.AsSpan(_next, n).CopyTo(target);
        _next += n;
        return n;
    }

    /// <summary>The next byte; -1 at the end of the stream.</summary>
    internal int ReadByte() => Fill() ? _buffer[_next++] : -1;

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            BoundedPool<byte>.Return(_buffer);
            _buffer = [];
        }
    }
}
