using System.Buffers;
using System.Text;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Wire;
using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// Takes the calls of one connection to their handlers and their answers to the outbox. Called by the reading thread; answers may come
/// from any thread, in any order.
/// </summary>
/// <param name="protocols">What the server answers.</param>
/// <param name="outbox">Where answers go.</param>
/// <param name="permits">One is held by each call under way and given back with its answer.</param>
/// <param name="decoded">Where the memory of their requests is counted.</param>
/// <param name="logger">For faults of ours.</param>
/// <param name="faults">Which of them are told.</param>
/// <param name="fatal">Told when an answer closes the connection.</param>
internal sealed class CallDispatcher(
    ProtocolTable protocols,
    Outbox outbox,
    CallPermits permits,
    DecodedRequests decoded,
    ILogger logger,
    RepeatedFaults faults,
    Action fatal)
{
    [ThreadStatic]
    private static bool t_invokes;

    private byte[] _clientIdBytes = [];
    private RpcClientId _clientId;

    /// <summary>
    /// Whether this thread is in a handler's first part: what it asks a Core for may be answered on any thread, because encoding an
    /// answer is all that follows.
    /// </summary>
    public static bool IsInvoking => t_invokes;

    /// <summary>Starts a call. The permit taken for it is given back when it is answered, whatever happens.</summary>
    public void Dispatch(in RequestHeader header, ReadOnlySequence<byte> rest, RpcPeer peer)
    {
        RememberClient(header.ClientId);
        RpcCallContext? call = null;
        ValueTask<IMessage> answer;
        long bytes = 0;
        try
        {
            var method = Resolve(ref rest, peer, out var request);
            bytes = decoded.Take(method, request, peer);
            var application = header.CallerContext.IsEmpty ? null : Encoding.UTF8.GetString(header.CallerContext);
            call = new RpcCallContext(
                _clientId,
                header.CallId,
                header.RetryCount,
                peer,
                method.Protocol.Name,
                method.Name,
                application) { ClientIdBytes = _clientIdBytes, DecodedBytes = bytes };
            t_invokes = true;
            try
            {
                answer = method.Invoke(request, call);
            }
            finally
            {
                t_invokes = false;
            }
        }
        catch (Exception e)
        {
            decoded.Return(bytes);
            Refuse(header.CallId, header.RetryCount, _clientIdBytes, Fault(e, call, peer));
            return;
        }

        if (answer.IsCompletedSuccessfully)
        {
            Answer(call, answer.Result);
            return;
        }

        _ = FinishAsync(answer, call);
    }

    /// <summary>Looks at a call of which only the first bytes have come.</summary>
    /// <param name="rest">What has come behind the request header.</param>
    /// <param name="restBytes">How much there will be behind the request header.</param>
    /// <param name="peer">Who calls.</param>
    /// <returns>False when its method is not to be seen yet.</returns>
    /// <exception cref="RpcFault">It will be refused: nobody needs the rest of it.</exception>
    public bool TryCheckStart(ReadOnlySequence<byte> rest, long restBytes, RpcPeer peer)
    {
        var seen = rest.Length;
        if (!Framing.TryReadDelimited(ref rest, out var headerBytes))
        {
            return false;
        }

        if (!EngineHeader.TryDecode(Framing.AsSpan(headerBytes), out var header))
        {
            throw UndecodableEngineHeader();
        }

        protocols.Resolve(header, peer.ConnectionProtocol).CheckSize(restBytes - (seen - rest.Length), peer);
        return true;
    }

    /// <summary>Answers a call with a refusal that is not dispatched, and for which no permit was taken.</summary>
    public void RefuseEarly(int callId, int retryCount, byte[] clientId, RpcFault fault)
    {
        outbox.Append(new ErrorFrame(callId, retryCount, clientId, fault));
        RpcMetrics.CallsRefused.Add(1);
    }

    private async Task FinishAsync(ValueTask<IMessage> pending, RpcCallContext call)
    {
        IMessage answer;
        try
        {
            answer = await pending.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            decoded.Return(call.DecodedBytes);
            Refuse(call.CallId, call.RetryCount, call.ClientIdBytes, Fault(e, call, call.Peer));
            return;
        }

        Answer(call, answer);
    }

    private RpcMethod Resolve(ref ReadOnlySequence<byte> rest, RpcPeer peer, out ReadOnlySequence<byte> request)
    {
        if (!Framing.TryReadDelimited(ref rest, out var headerBytes)
            || !EngineHeader.TryDecode(Framing.AsSpan(headerBytes), out var header))
        {
            throw UndecodableEngineHeader();
        }

        var method = protocols.Resolve(header, peer.ConnectionProtocol);
        method.CheckSize(rest.Length, peer);
        if (!Framing.TryReadDelimited(ref rest, out request))
        {
            throw new RpcFault(JavaErrors.InvalidProtocolBuffer, Framing.TruncatedText);
        }

        return method;
    }

    private void Answer(RpcCallContext call, IMessage answer)
    {
        decoded.Return(call.DecodedBytes); // the request is done with before its answer tells of it
        try
        {
            outbox.Append(new ReplyFrame(call.CallId, call.RetryCount, call.ClientIdBytes, answer));
            RpcMetrics.CallsAnswered.Add(1);
        }
        catch (Exception e)
        {
            Tell(e, call.Method, call.Peer);
            var fault = new RpcFault(
                JavaErrors.Io, $"The answer of {call.Method} cannot be encoded: {e.Message}", RpcErrorCode.SerializingResponse);
            outbox.Append(new ErrorFrame(call.CallId, call.RetryCount, call.ClientIdBytes, fault));
        }

        permits.Exit();
    }

    private void Refuse(int callId, int retryCount, byte[] clientId, RpcFault fault)
    {
        RefuseEarly(callId, retryCount, clientId, fault);
        permits.Exit();
        if (fault.IsFatal)
        {
            fatal();
        }
    }

    private RpcFault Fault(Exception exception, RpcCallContext? call, RpcPeer peer)
    {
        switch (exception)
        {
            case RpcFault fault:
                return fault;
            case InvalidProtocolBufferException invalid:
                return new RpcFault(JavaErrors.InvalidProtocolBuffer, invalid.Message);
            case OperationCanceledException:
                return new RpcFault(JavaErrors.Retriable, $"{call?.Method} was given up because the server stops; try again.");
            default:
                Tell(exception, call?.Method ?? "?", peer);
                return Unforeseen(call?.Method ?? "?", exception);
        }
    }

    /// <summary>What a caller is told of a fault of ours, as of one in Apache's servers.</summary>
    public static RpcFault Unforeseen(string call, Exception exception) =>
        new(JavaErrors.Runtime, $"{call} failed in the server: {exception.GetType().Name}: {exception.Message}");

    private void Tell(Exception exception, string method, RpcPeer peer)
    {
        if (faults.ShouldTell(method, exception.GetType(), Environment.TickCount64, out var unheard))
        {
            logger.HandlerFailed(exception, method, peer.User, peer.Remote, unheard);
        }
    }

    private static RpcFault UndecodableEngineHeader() =>
        new(JavaErrors.InvalidProtocolBuffer, $"Error decoding RequestHeaderProto: {Framing.TruncatedText}");

    private void RememberClient(ReadOnlySpan<byte> clientId)
    {
        if (clientId.SequenceEqual(_clientIdBytes))
        {
            return;
        }

        _clientIdBytes = clientId.ToArray();
        _clientId = RpcClientId.FromBytes(clientId);
    }
}
