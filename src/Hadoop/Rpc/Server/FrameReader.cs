using System.Buffers;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Platform.Net;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>What <see cref="FrameReader.TryRead"/> found.</summary>
internal enum FrameFound
{
    /// <summary>Nothing to do before more bytes have come.</summary>
    Nothing,

    /// <summary>A whole frame.</summary>
    Whole,

    /// <summary>The start of a frame that is too long for the pipe: somebody has to look at it and say whether it is wanted.</summary>
    Start,

    /// <summary>
    /// A long frame does not fit into the server's memory for them, or its sender's share; it is dropped, and its call wants an answer.
    /// </summary>
    NoMemory,

    /// <summary>The length is below zero or above the limit: nothing after it can be trusted.</summary>
    BadLength,
}

/// <summary>
/// Cuts what one connection receives into frames. Short frames are used where they lie, in the transport's pipe; of a long one, what has
/// come is looked at first, then it is gathered elsewhere or dropped. All of it is counted. For the connection's reading loop.
/// </summary>
/// <param name="maxFrameBytes">The longest frame, bytes.</param>
/// <param name="inPipe">The memory for the beginnings of short frames, as this connection's.</param>
internal sealed class FrameReader(int maxFrameBytes, BudgetShare inPipe)
{
    /// <summary>
    /// Frames up to so many bytes are waited for in the pipe. Nearly all calls are below it, and the headers of a longer frame must end
    /// within it: they carry a call's number, a client id of 16 bytes, the names of a method and its protocol, and a caller context
    /// (128 bytes by default).
    /// </summary>
    public const int MaxBytesInPipe = 16 * 1024;

    private LargeFrame? _large;
    private long _heldInPipe;

    /// <summary>Frames that have ended, whole or dropped.</summary>
    public long Ended { get; private set; }

    /// <summary>Whether a long frame is under way.</summary>
    public bool IsInLargeFrame => _large is { IsUnderWay: true };

    /// <summary>The long frame's call.</summary>
    public LargeFrame Large => _large ??= new LargeFrame();

    /// <summary>Takes the next frame off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Moved behind what was taken.</param>
    /// <param name="frame">The frame without its length; good until <see cref="End"/>.</param>
    /// <param name="length">The length read, also when it is bad.</param>
    public FrameFound TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame, out int length)
    {
        while (_large is { IsUnderWay: true } large)
        {
            (frame, length) = (default, 0);
            if (!large.Take(ref buffer))
            {
                return FrameFound.NoMemory;
            }

            if (!large.IsWhole)
            {
                return FrameFound.Nothing;
            }

            if (!large.IsDropped)
            {
                frame = large.Bytes;
                return FrameFound.Whole;
            }

            End();
        }

        return Framing.TryReadFrame(ref buffer, maxFrameBytes, out frame, out length) switch
        {
            FrameStatus.Complete => FrameFound.Whole,
            FrameStatus.BadLength => FrameFound.BadLength,
            _ => length > MaxBytesInPipe ? FrameFound.Start : FrameFound.Nothing,
        };
    }

    /// <summary>The whole frame that was read has been used.</summary>
    public void End()
    {
        Ended++;
        if (_large is { IsUnderWay: true } large)
        {
            large.Release();
        }
    }

    /// <summary>Counts what stays in the pipe until more comes.</summary>
    /// <returns>False when there is no memory for it.</returns>
    public bool TryHold(long bytes)
    {
        if (bytes == _heldInPipe)
        {
            return true;
        }

        if (bytes > _heldInPipe && !inPipe.TryTake(bytes - _heldInPipe))
        {
            return false;
        }

        if (bytes < _heldInPipe)
        {
            inPipe.Return(_heldInPipe - bytes);
        }

        _heldInPipe = bytes;
        return true;
    }

    /// <summary>The connection has ended: all memory goes back.</summary>
    public void Close()
    {
        _large?.Release();
        _ = TryHold(0);
        inPipe.Close();
    }
}
