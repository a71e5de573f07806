using System.IO.Pipelines;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>
/// What waits to leave on one connection. Any thread appends whole frames; one flush at a time carries all that have gathered, so that
/// many small frames cost one system call. Appending never waits; who produces without end asks <see cref="WaitForRoomAsync"/> first.
/// </summary>
/// <param name="output">Where the bytes go; nobody else writes to it.</param>
/// <param name="maxQueuedBytes">From this many bytes waiting on, there is no room.</param>
internal sealed class Outbox(PipeWriter output, int maxQueuedBytes) : IThreadPoolWorkItem
{
    /// <summary>A buffer that grew beyond this for one burst is given back after it.</summary>
    private const int KeptBufferBytes = 64 * 1024;

    /// <summary>Bytes given to the transport at once: it copies them into memory of a pool that never gives any back.</summary>
    private const int MaxBytesAtOnce = 64 * 1024;

    private readonly Lock _gate = new();
    private FrameBuffer _filling; // under _gate
    private FrameBuffer _sending; // the flush under way owns it
    private int _corks;
    private bool _flushing;
    private bool _closed;
    private long _flushStarted;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _drained;

    /// <summary>
    /// Since when the flush under way waits for the peer to read, in <see cref="Environment.TickCount64"/>; 0: none does.
    /// </summary>
    public long FlushStarted => Volatile.Read(ref _flushStarted);

    /// <summary>
    /// Queues a frame; it leaves with all that gather until then: at the end of this thread's <see cref="ReplyGathering"/>, or
    /// else from a pool thread.
    /// </summary>
    /// <returns>False when the connection has closed: the frame is dropped.</returns>
    public bool Append<TFrame>(in TFrame frame)
        where TFrame : struct, IFrame
    {
        if (!TryAppend(frame, out var flush))
        {
            return false;
        }

        if (flush && !ReplyGathering.TryAdd(this))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return true;
    }

    /// <summary>
    /// Queues a frame and sends on the calling thread unless another flush is under way: the shortest way for a single frame.
    /// </summary>
    /// <returns>False when the connection has closed: the frame is dropped.</returns>
    public bool AppendAndSend<TFrame>(in TFrame frame)
        where TFrame : struct, IFrame
    {
        if (!TryAppend(frame, out var flush))
        {
            return false;
        }

        if (flush)
        {
            _ = FlushAsync();
        }

        return true;
    }

    /// <summary>Holds frames back until <see cref="Uncork"/>: the caller is about to append many.</summary>
    public void Cork()
    {
        lock (_gate)
        {
            _corks++;
        }
    }

    /// <summary>Lets the frames go that gathered; sends on the calling thread.</summary>
    public void Uncork()
    {
        lock (_gate)
        {
            if (--_corks > 0 || _flushing || _filling.Length == 0)
            {
                return;
            }

            _flushing = true;
        }

        _ = FlushAsync();
    }

    /// <summary>Completes when less than the limit waits to leave, or the connection has closed.</summary>
    public ValueTask WaitForRoomAsync()
    {
        lock (_gate)
        {
            return _filling.Length < maxQueuedBytes || _closed ? default : new((_room ??= NewSignal()).Task);
        }
    }

    /// <summary>Completes when all that was appended has been handed to the transport, or the connection has closed.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return _closed || !_flushing ? Task.CompletedTask : (_drained ??= NewSignal()).Task;
        }
    }

    /// <summary>Drops what waits and takes no more.</summary>
    public void Close()
    {
        TaskCompletionSource? room;
        TaskCompletionSource? drained;
        lock (_gate)
        {
            _closed = true;
            _filling.Release();
            (room, _room) = (_room, null);
            (drained, _drained) = (_drained, null);
        }

        room?.TrySetResult();
        drained?.TrySetResult();
    }

    /// <summary>Sends what <see cref="ReplyGathering"/> was given, on the calling thread.</summary>
    public void FlushGathered() => _ = FlushAsync();

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    private bool TryAppend<TFrame>(in TFrame frame, out bool flush)
        where TFrame : struct, IFrame
    {
        lock (_gate)
        {
            flush = false;
            if (_closed)
            {
                return false;
            }

            var size = frame.Size;
            frame.Write(_filling.Reserve(size));
            _filling.Commit(size);
            if (!_flushing && _corks == 0)
            {
                _flushing = flush = true;
            }

            return true;
        }
    }

    private async Task FlushAsync()
    {
        while (TryTake())
        {
            if (!await TrySendAsync().ConfigureAwait(false))
            {
                Close();
            }
        }
    }

    private async ValueTask<bool> TrySendAsync()
    {
        try
        {
            for (var left = _sending.Written; !left.IsEmpty;)
            {
                Volatile.Write(ref _flushStarted, Environment.TickCount64);
                var length = Math.Min(left.Length, MaxBytesAtOnce);
                var result = await output.WriteAsync(left[..length]).ConfigureAwait(false);
                if (result.IsCompleted || result.IsCanceled)
                {
                    return false;
                }

                left = left[length..];
            }

            return true;
        }
        catch (Exception)
        {
            return false; // the transport is closed, or is of no use any more; the reader sees it too and says why
        }
        finally
        {
            Volatile.Write(ref _flushStarted, 0);
        }
    }

    /// <summary>Takes what has gathered into <see cref="_sending"/>; false, and the flush is over, when there is nothing.</summary>
    private bool TryTake()
    {
        TaskCompletionSource? signal;
        bool more;
        lock (_gate)
        {
            more = _filling.Length > 0 && !_closed;
            if (more)
            {
                _sending.Clear(KeptBufferBytes);
                (_filling, _sending) = (_sending, _filling);
                (signal, _room) = (_room, null);
            }
            else
            {
                _sending.Release();
                _filling.Release();
                _flushing = false;
                (signal, _drained) = (_drained, null);
            }
        }

        signal?.TrySetResult();
        return more;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
