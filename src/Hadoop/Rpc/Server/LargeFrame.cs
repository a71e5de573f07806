using System.Buffers;
using Hathi.Base;
using Hathi.Platform.Net;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// The frame that a connection is receiving when it is too long to wait for in the transport's pipe, whose memory never comes back: its
/// bytes are gathered in chunks of the shared pool as they arrive, or dropped when the call has been refused already. One a
/// connection, for its reading loop.
/// </summary>
internal sealed class LargeFrame
{
    /// <summary>Bytes of one chunk: large enough that a long frame has few, small enough to be no large object.</summary>
    public const int ChunkBytes = 64 * 1024;

    private BudgetShare? _share;
    private Chunk? _first;
    private Chunk? _last;
    private int _missing;
    private bool _drops;

    /// <summary>The call, for an answer before the frame has arrived.</summary>
    public int CallId { get; private set; }

    /// <inheritdoc cref="CallId"/>
    public int RetryCount { get; private set; }

    /// <inheritdoc cref="CallId"/>
    public byte[] ClientId { get; private set; } = [];

    /// <summary>Whether a frame has begun and was not released.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Whether nothing of the frame is missing.</summary>
    public bool IsWhole => _missing == 0;

    /// <summary>Whether nobody wants the frame any more.</summary>
    public bool IsDropped => _drops;

    /// <summary>What has been gathered.</summary>
    public ReadOnlySequence<byte> Bytes => _first is null ? default : new(_first, 0, _last!, _last!.Memory.Length);

    /// <summary>
    /// Begins a frame of this length, for the call that its header names, in memory that is taken as of <paramref name="share"/>.
    /// </summary>
    public void Begin(int length, int callId, int retryCount, byte[] clientId, BudgetShare share)
    {
        _share = share;
        IsUnderWay = true;
        _missing = length;
        (CallId, RetryCount, ClientId) = (callId, retryCount, clientId);
    }

    /// <summary>Lets go of what has arrived, and lets the rest pass by.</summary>
    public void Drop()
    {
        _drops = true;
        ReturnChunks();
    }

    /// <summary>Takes what belongs to the frame off the front of <paramref name="buffer"/>.</summary>
    /// <returns>False when there is no memory for it: it is dropped, and the caller has to say so.</returns>
    public bool Take(ref ReadOnlySequence<byte> buffer)
    {
        var part = buffer.Slice(0, Math.Min(buffer.Length, _missing));
        buffer = buffer.Slice(part.End);
        _missing -= (int)part.Length;
        foreach (var piece in part)
        {
            if (!_drops && !TryAppend(piece.Span))
            {
                Drop();
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends the frame, whole or not: its memory goes back.</summary>
    public void Release()
    {
        ReturnChunks();
        _share?.Close();
        _share = null;
        IsUnderWay = _drops = false;
        _missing = 0;
        ClientId = [];
    }

    private bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if ((_last is null || _last.Room == 0) && !TryAddChunk())
            {
                return false;
            }

            var length = Math.Min(bytes.Length, _last!.Room);
            _last.Append(bytes[..length]);
            bytes = bytes[length..];
        }

        return true;
    }

    private bool TryAddChunk()
    {
        if (!_share!.TryTake(ChunkBytes))
        {
            return false;
        }

        var chunk = new Chunk(BoundedPool<byte>.Rent(ChunkBytes), _last);
        _first ??= chunk;
        _last = chunk;
        return true;
    }

    private void ReturnChunks()
    {
        for (var chunk = _first; chunk is not null; chunk = (Chunk?)chunk.Next)
        {
            chunk.Return();
            _share!.Return(ChunkBytes);
        }

        _first = _last = null;
    }

    private sealed class Chunk : ReadOnlySequenceSegment<byte>
    {
        private readonly byte[] _array;

        public Chunk(byte[] array, Chunk? before)
        {
            _array = array;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }

        public int Room => ChunkBytes - Memory.Length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_array.AsSpan(Memory.Length));
            Memory = _array.AsMemory(0, Memory.Length + bytes.Length);
        }

        public void Return() => BoundedPool<byte>.Return(_array);
    }
}
