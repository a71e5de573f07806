using System.Buffers;
using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Platform.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// One connection of a server: header, SASL if asked for, context, then calls until either side closes. Its reading loop is the only
/// thing that touches the state; answers leave through the <see cref="Outbox"/>.
/// </summary>
internal sealed partial class RpcConnection
{
    private const string HeaderName = "RpcRequestHeaderProto";
    private readonly ConnectionContext _transport;
    private readonly RpcServerOptions _options;
    private readonly ILogger _logger;
    private readonly Outbox _outbox;
    private readonly CallPermits _permits;
    private readonly CallDispatcher _dispatcher;
    private readonly Handshake _handshake;
    private readonly FrameReader _frames;
    private readonly ServerMemory _memory;
    private readonly DecodedRequests _decoded;
    private readonly IPEndPoint _remote;
    private readonly long _opened = Environment.TickCount64;
    private volatile bool _closing;
    private bool _inFrame;
    private long _frameSince;
    private long _lastContact = Environment.TickCount64;

    public RpcConnection(
        ConnectionContext transport,
        ProtocolTable protocols,
        SemaphoreSlim serverPermits,
        ServerMemory memory,
        RpcServerOptions options,
        ILogger logger,
        RepeatedFaults faults)
    {
        _transport = transport;
        _options = options;
        _logger = logger;
        _remote = (transport.RemoteEndPoint as IPEndPoint)?.Plain() ?? new IPEndPoint(IPAddress.None, 0);
        _outbox = new Outbox(transport.Transport.Output, options.MaxQueuedReplyBytes);
        _permits = new CallPermits(options.MaxCallsPerConnection, serverPermits);
        _handshake = new Handshake(_outbox, _remote, options);
        _memory = memory;
        _decoded = new DecodedRequests(memory.Decoded, _remote.Address);
        _frames = new FrameReader(options.MaxFrameBytes, memory.InPipes.Open(_remote.Address, user: null));
        _dispatcher = new CallDispatcher(protocols, _outbox, _permits, _decoded, logger, faults, CloseAfterReplies);
    }

    /// <summary>Serves the connection until it ends. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _logger.ConnectionLost(_remote, e.Message);
        }
        catch (Exception e)
        {
            _logger.ConnectionFailed(e, _remote);
        }

        _frames.Close();
        _decoded.Close();
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Cuts the connection now.</summary>
    public void Abort(string reason)
    {
        _logger.ConnectionLost(_remote, reason);
        _transport.Abort(new ConnectionAbortedException(reason));
    }

    /// <summary>Why the connection should be cut, at a time of <see cref="Environment.TickCount64"/>; null: it is in order.</summary>
    /// <param name="now">The time.</param>
    /// <param name="closesIdle">Whether there are so many connections that idle ones go.</param>
    public string? Overdue(long now, bool closesIdle)
    {
        if (_handshake.Peer is null)
        {
            return now - _opened > _options.HandshakeTimeout.TotalMilliseconds ? "no connection context in time" : null;
        }

        var flushStarted = _outbox.FlushStarted;
        if (flushStarted != 0 && now - flushStarted > _options.StallTimeout.TotalMilliseconds)
        {
            return "the peer does not read its replies";
        }

        var silence = now - Volatile.Read(ref _lastContact);
        if (Volatile.Read(ref _inFrame) && silence > _options.StallTimeout.TotalMilliseconds)
        {
            return "the peer stopped in the middle of a frame";
        }

        // Who is in the middle of a short frame has nothing to do with a shortage that long ones have made.
        var frames = _frames.IsInLargeFrame ? _memory.Gathered : _memory.InPipes;
        var lasts = now - Volatile.Read(ref _frameSince);
        if (Volatile.Read(ref _inFrame) && frames.IsShort && lasts > _options.FrameTimeoutWhenShort.TotalMilliseconds)
        {
            return "its frame takes long to arrive, and the memory for unfinished frames is short";
        }

        return closesIdle && _permits.IsIdle && silence > _options.IdleTimeout.TotalMilliseconds ? "idle" : null;
    }

    private async Task ReadAsync()
    {
        var input = _transport.Transport.Input;
        var headerRead = false;
        while (!_closing)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            Volatile.Write(ref _lastContact, Environment.TickCount64);
            var buffer = read.Buffer;
            var ended = _frames.Ended;
            headerRead = headerRead || TryReadHeader(ref buffer);
            if (headerRead)
            {
                buffer = await ProcessFramesAsync(buffer).ConfigureAwait(false);
            }

            NoteProgress(buffer, ended);
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return;
            }

            await _outbox.WaitForRoomAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether a frame is under way now, since when, and what it holds in the pipe.</summary>
    private void NoteProgress(in ReadOnlySequence<byte> left, long endedBefore)
    {
        var inFrame = !left.IsEmpty || _frames.IsInLargeFrame;
        if (inFrame && (!_inFrame || _frames.Ended != endedBefore))
        {
            Volatile.Write(ref _frameSince, _lastContact);
        }

        Volatile.Write(ref _inFrame, inFrame);
        if (!_frames.TryHold(left.Length))
        {
            throw new PipeShareException(
                $"connections from {_remote.Address} have taken its share of the {_options.MaxBytesInPipes} bytes for frames that have "
                + "begun");
        }
    }

    private bool TryReadHeader(ref ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[ConnectionHeader.Length];
        if (!ConnectionHeader.TryRead(ref buffer, header))
        {
            return false;
        }

        if (_handshake.RefusalOf(header) is not { } refusal)
        {
            return true;
        }

        CloseWith(
            new RawFrame(refusal),
            $"it starts with {Convert.ToHexString(header)}, not with \"hrpc\", version 9 and an authentication that is served");
        return false;
    }

    /// <summary>Processes all whole frames at the front and returns what is left.</summary>
    private async ValueTask<ReadOnlySequence<byte>> ProcessFramesAsync(ReadOnlySequence<byte> buffer)
    {
        _outbox.Cork();
        try
        {
            while (!_closing)
            {
                var found = _frames.TryRead(ref buffer, out var frame, out var length);
                if (found == FrameFound.Nothing || (found == FrameFound.Start && !TryBeginLarge(ref buffer, length)))
                {
                    break;
                }

                switch (found)
                {
                    case FrameFound.BadLength:
                        _closing = true;
                        _logger.BadPeer(
                            _remote,
                            $"it announces a frame of {length} bytes; the limit is {_options.MaxFrameBytes} (ipc.maximum.data.length)");
                        break;
                    case FrameFound.NoMemory:
                        RefuseLarge(NoMemory());
                        break;
                    case FrameFound.Whole:
                        if (!_permits.TryEnter())
                        {
                            await WaitForPermitAsync().ConfigureAwait(false);
                        }

                        await ProcessFrameAsync(frame).ConfigureAwait(false);
                        _frames.End();
                        break;
                }
            }
        }
        finally
        {
            _outbox.Uncork();
        }

        return buffer;
    }

    /// <summary>Waits for room with the cork out, so that the answers that make room can leave.</summary>
    private async ValueTask WaitForPermitAsync()
    {
        _outbox.Uncork();
        try
        {
            await _permits.EnterAsync(_transport.ConnectionClosed).ConfigureAwait(false);
        }
        finally
        {
            _outbox.Cork();
        }
    }

    /// <summary>Takes one frame. The permit goes with the call, or back at once.</summary>
    private ValueTask ProcessFrameAsync(ReadOnlySequence<byte> frame)
    {
        var callId = RequestHeader.Absent;
        var retryCount = RequestHeader.Absent;
        var held = true;
        try
        {
            if (!Framing.TryReadDelimited(ref frame, out var headerBytes))
            {
                throw Handshake.Undecodable(HeaderName, Framing.TruncatedText);
            }

            DecodeHeader(headerBytes, out var header);
            callId = header.CallId;
            retryCount = header.RetryCount;
            Handshake.Check(header);
            if (callId >= 0)
            {
                var peer = _handshake.Peer ?? throw Handshake.InvalidHeader("Connection context not established");
                held = false;
                _dispatcher.Dispatch(header, frame, peer);
                return ValueTask.CompletedTask;
            }

            held = false;
            return TakeOutOfBandAsync(callId, retryCount, frame);
        }
        catch (RpcFault fault)
        {
            CloseWith(new ErrorFrame(callId, retryCount, [], fault), fault.Message);
        }
        finally
        {
            // Also when something of ours fails: it ends the connection, and must not take room from all others.
            if (held)
            {
                _permits.Exit();
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask TakeOutOfBandAsync(int callId, int retryCount, ReadOnlySequence<byte> rest)
    {
        try
        {
            await _handshake.TakeOutOfBandAsync(callId, rest).ConfigureAwait(false);
        }
        catch (RpcFault fault)
        {
            CloseWith(new ErrorFrame(callId, retryCount, [], fault), fault.Message);
        }
        finally
        {
            _permits.Exit();
        }
    }

    private static void DecodeHeader(in ReadOnlySequence<byte> bytes, out RequestHeader header)
    {
        if (RequestHeader.Decode(Framing.AsSpan(bytes), out header) is { } problem)
        {
            throw Handshake.Undecodable(HeaderName, problem);
        }
    }

    private void CloseWith<TFrame>(in TFrame lastWords, string reason)
        where TFrame : struct, IFrame
    {
        _logger.BadPeer(_remote, reason);
        _outbox.Append(lastWords);
        _closing = true;
    }

    /// <summary>A handler answered with a fatal fault: the reading loop ends, replies still leave.</summary>
    private void CloseAfterReplies()
    {
        _closing = true;
        _transport.Transport.Input.CancelPendingRead();
    }

    /// <summary>Lets what waits leave, for a while; then cuts: a peer that does not read holds nothing here.</summary>
    private async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(_options.LastWordsTimeout);
        using var cut = patience.Token.UnsafeRegister(
            static connection => ((RpcConnection)connection!).Abort("its last answers were not read"), this);
        try
        {
            if (_closing)
            {
                await _outbox.DrainAsync().ConfigureAwait(false); // ends with the flush under way, at the latest when that is cut
            }

            _outbox.Close();
            await _transport.Transport.Output.CompleteAsync().ConfigureAwait(false);
            await _transport.Transport.Input.CompleteAsync().ConfigureAwait(false);
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Abort(e.Message);
        }
    }
}
