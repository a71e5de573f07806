using System.Net.Sockets;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>What a stream has brought, as bytes.</summary>
internal sealed class ByteInbox(SimStream stream)
{
    private byte[] _first = [];
    private int _used;

    /// <summary>A receive would not wait: bytes are there, or the end.</summary>
    public bool IsReady => Available > 0 || stream.HasEnded || stream.IsReset || stream.IsClosed;

    /// <summary>Bytes that are there.</summary>
    public int Available => _first.Length - _used + stream.Inbox.Sum(static p => ((byte[])p).Length);

    /// <summary>Takes what is there.</summary>
    /// <returns>How much; 0: the other side has ended.</returns>
    /// <exception cref="SocketException">The other side knows nothing of the connection.</exception>
    public int Take(Span<byte> buffer)
    {
        var taken = 0;
        while (taken < buffer.Length && Next())
        {
            var n = Math.Min(buffer.Length - taken, _first.Length - _used);
            _first.AsSpan(_used, n).CopyTo(buffer[taken..]);
            taken += n;
            _used += n;
        }

        return taken == 0 && stream.IsReset && buffer.Length > 0 ? throw new SocketException((int)SocketError.ConnectionReset) : taken;
    }

    private bool Next()
    {
        if (_used == _first.Length && stream.Inbox.TryDequeue(out var next))
        {
            (_first, _used) = ((byte[])next, 0);
        }

        return _used < _first.Length;
    }
}
