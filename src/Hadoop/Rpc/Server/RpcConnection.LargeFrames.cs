using System.Buffers;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <content>What becomes of a frame that is too long for the pipe: it is judged by its first bytes.</content>
internal sealed partial class RpcConnection
{
    /// <summary>
    /// Looks at the first bytes of a frame that is too long for the pipe: what will be refused is refused now and never
    /// held, all else is gathered.
    /// </summary>
    /// <returns>False when the headers have not come yet, or the connection closes.</returns>
    private bool TryBeginLarge(ref ReadOnlySequence<byte> buffer, int length)
    {
        var start = buffer.Slice(Framing.LengthBytes);
        var rest = start;
        var callId = RequestHeader.Absent;
        var retryCount = RequestHeader.Absent;
        try
        {
            if (!Framing.TryReadDelimited(ref rest, out var headerBytes))
            {
                return AwaitHeaders(start.Length);
            }

            DecodeHeader(headerBytes, out var header);
            (callId, retryCount) = (header.CallId, header.RetryCount);
            Handshake.Check(header);
            RpcFault? refusal = null;
            if (callId < 0)
            {
                Handshake.CheckSize(length);
            }
            else if (!TryCheckStart(rest, length - (start.Length - rest.Length), out refusal))
            {
                return AwaitHeaders(start.Length);
            }

            buffer = start;
            var share = _memory.Gathered.Open(_remote.Address, _handshake.Peer?.User);
            _frames.Large.Begin(length, callId, retryCount, header.ClientId.ToArray(), share);
            if (refusal is not null)
            {
                _frames.Large.Drop();
                RefuseLarge(refusal);
            }

            return true;
        }
        catch (RpcFault fault)
        {
            CloseWith(new ErrorFrame(callId, retryCount, [], fault), fault.Message);
            return false;
        }
    }

    private bool TryCheckStart(ReadOnlySequence<byte> rest, long restBytes, out RpcFault? refusal)
    {
        refusal = null;
        var peer = _handshake.Peer ?? throw Handshake.InvalidHeader("Connection context not established");
        try
        {
            return _dispatcher.TryCheckStart(rest, restBytes, peer);
        }
        catch (RpcFault fault) when (!fault.IsFatal)
        {
            refusal = fault;
            return true;
        }
    }

    private static bool AwaitHeaders(long seen) => seen < FrameReader.MaxBytesInPipe
        ? false
        : throw Handshake.InvalidHeader($"The headers of a call do not end within {FrameReader.MaxBytesInPipe} bytes");

    private void RefuseLarge(RpcFault refusal)
    {
        var large = _frames.Large;
        _dispatcher.RefuseEarly(large.CallId, large.RetryCount, large.ClientId, refusal);
    }

    private RpcFault NoMemory() => new(
        JavaErrors.Retriable,
        $"Server too busy: calls from {_remote.Address} that have not wholly arrived take its share of "
            + $"{_options.MaxGatheredBytes} bytes; try again.",
        RpcErrorCode.RpcServer);
}
