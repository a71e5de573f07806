using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Hadoop.Tokens;
using static Hathi.Hadoop.Rpc.Protocol.RpcSaslProto.Types;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>
/// The client's side of the SASL exchange that precedes the connection context when the client has a token. Source: Apache's
/// <c>SaslRpcClient.saslConnect</c>.
/// </summary>
/// <param name="server">host:port, for messages.</param>
/// <param name="token">What is to be proved.</param>
/// <param name="input">What the server sends.</param>
/// <param name="outbox">Where ours goes.</param>
/// <param name="maxReplyBytes">The longest reply accepted.</param>
internal sealed class SaslExchange(string server, Token token, PipeReader input, Outbox outbox, int maxReplyBytes)
{
    /// <summary>Rounds of an exchange; DIGEST-MD5 takes two.</summary>
    private const int MaxRounds = 8;

    private readonly TokenProof _proof = new(token);
    private SaslAuth? _offer;

    /// <summary>Runs the exchange, from behind the connection header.</summary>
    /// <returns>Whether the token was proved; false: the server has no tokens, and the client goes on by name only.</returns>
    /// <exception cref="RpcRemoteException">The server refused.</exception>
    /// <exception cref="RpcConnectionException">The server does not play by the rules.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        Send(new RpcSaslProto { State = SaslState.Negotiate });
        for (var round = 0; round < MaxRounds; round++)
        {
            var message = await ReceiveAsync(cancellation).ConfigureAwait(false);
            try
            {
                switch (message.State)
                {
                    case SaslState.Negotiate:
                        if (!Choose(message))
                        {
                            return false;
                        }

                        break;
                    case SaslState.Challenge when _offer is not null:
                        Send(new RpcSaslProto { State = SaslState.Response, Token = Answer(message.Token) });
                        break;
                    case SaslState.Success when _offer is null:
                        return false;
                    case SaslState.Success:
                        _proof.Check(message.Token.Span);
                        return true;
                    default:
                        throw Broken($"it sent the state {message.State} of SASL out of turn", cause: null);
                }
            }
            catch (FormatException e)
            {
                throw Broken(e.Message, e);
            }
        }

        throw Broken($"SASL did not end within {MaxRounds} rounds", cause: null);
    }

    /// <summary>Takes TOKEN where it is offered, else SIMPLE.</summary>
    private bool Choose(RpcSaslProto message)
    {
        foreach (var offer in message.Auths)
        {
            if (offer.Method == TokenMechanism.Method && offer.Mechanism == DigestMd5.Mechanism)
            {
                _offer = offer.Clone();
                var answer = offer.HasChallenge ? Answer(offer.Challenge) : ByteString.Empty;
                _offer.ClearChallenge();
                Send(new RpcSaslProto { State = SaslState.Initiate, Token = answer, Auths = { _offer } });
                return true;
            }

            if (offer.Method == SaslNegotiation.Simple)
            {
                Send(new RpcSaslProto { State = SaslState.Initiate, Auths = { offer } });
                return false;
            }
        }

        var offered = string.Join(", ", message.Auths.Select(static auth => $"{auth.Method}/{auth.Mechanism}"));
        throw new RpcRemoteException(
            JavaErrors.AccessControl, $"Client cannot authenticate via:[{offered}]: TOKEN with DIGEST-MD5 and SIMPLE are spoken here.",
            RpcErrorCode.FatalUnauthorized, isFatal: true);
    }

    private ByteString Answer(ByteString challenge) =>
        ByteString.CopyFrom(_proof.Answer(challenge.Span, _offer!.Protocol, _offer.ServerId));

    private void Send(RpcSaslProto message) => outbox.Append(new RequestFrame(CallIds.Sasl, RequestHeader.Absent, [], [], message));

    private async Task<RpcSaslProto> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = read.Buffer;
            var status = Framing.TryReadFrame(ref buffer, maxReplyBytes, out var frame, out var length);
            if (status == FrameStatus.BadLength)
            {
                throw Broken($"it does not speak Hadoop RPC: it announced a reply of {length} bytes", cause: null);
            }

            var message = status == FrameStatus.NeedMore ? null : Decode(frame);
            input.AdvanceTo(buffer.Start, message is null ? buffer.End : buffer.Start);
            if (message is not null)
            {
                return message;
            }

            if (read.IsCompleted)
            {
                throw Broken("it closed the connection during authentication. Check the server's log", cause: null);
            }
        }
    }

    private RpcSaslProto Decode(ReadOnlySequence<byte> frame)
    {
        if (!Framing.TryReadDelimited(ref frame, out var headerBytes)
            || !ResponseHeader.TryDecode(Framing.AsSpan(headerBytes), out var header))
        {
            throw Broken("its answer does not decode", cause: null);
        }

        if (header.Status != ResponseHeader.StatusSuccess)
        {
            throw new RpcRemoteException(
                Encoding.UTF8.GetString(header.ExceptionClass), Encoding.UTF8.GetString(header.ErrorMessage),
                (RpcErrorCode)header.ErrorCode, isFatal: true);
        }

        try
        {
            return header.CallId == CallIds.Sasl && Framing.TryReadDelimited(ref frame, out var body)
                ? MessageBytes.Parse<RpcSaslProto>(body)
                : throw Broken("it answered something else during authentication", cause: null);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Broken("its answer does not decode", e);
        }
    }

    private RpcConnectionException Broken(string why, Exception? cause) =>
        new(server, $"{server} cannot be authenticated with {token}: {why}.", callMayHaveRun: false, retriable: false, cause);
}
