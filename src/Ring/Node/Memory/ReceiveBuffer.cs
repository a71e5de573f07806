using System.Buffers;
using Hathi.Base;

namespace Hathi.Ring.Node.Memory;

/// <summary>
/// What a connection has received and not used, in one piece. It has memory only while there is something in it, or about to be. Owned by
/// the connection's reading loop.
/// </summary>
internal sealed class ReceiveBuffer
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>Bytes of memory that it has.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>What is in it; gone with <see cref="Room"/>.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>The same, for who reads what may lie in pieces.</summary>
    public ReadOnlySequence<byte> UnreadSequence => new(_bytes, _start, _end - _start);

    /// <summary>The first so many bytes are used.</summary>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_end - _start));
        _start += count;
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
    }

    /// <summary>Room behind what is in it, of so many bytes in all at least.</summary>
    public Memory<byte> Room(int capacity)
    {
        if (_bytes.Length < capacity)
        {
            Move(BoundedPool<byte>.Rent(capacity));
        }
        else if (_start > 0 && _bytes.Length - _start < capacity)
        {
            Unread.CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>So many bytes were written into the room.</summary>
    public void Received(int count) => _end += count;

    /// <summary>Keeps no more memory than what is in it needs.</summary>
    /// <param name="usual">Bytes that it may have in any case, if there is something in it.</param>
    public void Shrink(int usual)
    {
        if (IsEmpty)
        {
            Release();
        }
        else if (_bytes.Length > 2 * Math.Max(usual, _end - _start))
        {
            Move(BoundedPool<byte>.Rent(Math.Max(usual, _end - _start)));
        }
    }

    /// <summary>Gives everything back.</summary>
    public void Release()
    {
        if (_bytes.Length > 0)
        {
            BoundedPool<byte>.Return(_bytes);
        }

        (_bytes, _start, _end) = ([], 0, 0);
    }

    private void Move(byte[] to)
    {
        var length = _end - _start;
        Unread.CopyTo(to);
        Release();
        (_bytes, _start, _end) = (to, 0, length);
    }
}
