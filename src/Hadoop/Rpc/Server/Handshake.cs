using System.Buffers;
using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// What precedes calls on a connection, and what goes on beside them: the connection header, SASL, the connection context, pings.
/// Faults thrown here close the connection after they have been answered. Answers are Apache's, from <c>Server.Connection</c>.
/// </summary>
/// <param name="outbox">Where SASL replies go.</param>
/// <param name="remote">Where the connection comes from.</param>
/// <param name="options">Which tokens are good, and who may impersonate.</param>
internal sealed class Handshake(Outbox outbox, IPEndPoint remote, RpcServerOptions options)
{
    /// <summary>
    /// The longest frame of the handshake, bytes: a connection context is two names, a SASL token a ticket (64 KiB is what Kerberos' may
    /// have at most). Who has not proved who he is holds no more memory than that.
    /// </summary>
    private const int MaxFrameBytes = 128 * 1024;

    private SaslNegotiation? _sasl;

    /// <summary>Who is at the other end; null until the connection context has come.</summary>
    public RpcPeer? Peer { get; private set; }

    /// <summary>Takes the connection header: null when it is right; else the last words, which may be none.</summary>
    public byte[]? RefusalOf(ReadOnlySpan<byte> header)
    {
        if (BadVersion.Answer(header) is { } answer)
        {
            return answer;
        }

        var auth = ConnectionHeader.Auth(header);
        if (auth == ConnectionHeader.AuthSasl)
        {
            _sasl = options.TokenSecrets is { } secrets
                ? new SaslNegotiation([new TokenMechanism(secrets)]) { OffersSimple = options.AllowsSimple }
                : new SaslNegotiation([]);
        }
        else if (auth != ConnectionHeader.AuthNone)
        {
            return BadVersion.Frame(new RpcFault(JavaErrors.Ipc, $"Unknown auth protocol:{auth}", RpcErrorCode.FatalUnauthorized));
        }

        if (auth == ConnectionHeader.AuthNone && !options.AllowsSimple)
        {
            return BadVersion.Frame(new RpcFault(
                JavaErrors.AccessControl, $"SIMPLE authentication is not enabled.  Available:[{TokenMechanism.Method}]",
                RpcErrorCode.FatalUnauthorized));
        }

        return null;
    }

    /// <exception cref="RpcFault">The header names no operation or kind, or one that is not served.</exception>
    public static void Check(in RequestHeader header)
    {
        if (header.Operation == RequestHeader.Absent)
        {
            throw InvalidHeader(" IPC Server: No rpc op in rpcRequestHeader");
        }

        if (header.Operation != RequestHeader.FinalPacket)
        {
            var name = header.Operation == RequestHeader.ContinuationPacket ? "RPC_CONTINUATION_PACKET" : "RPC_CLOSE_CONNECTION";
            throw InvalidHeader($"IPC Server does not implement rpc header operation{name}");
        }

        if (header.Kind == RequestHeader.Absent)
        {
            throw InvalidHeader(" IPC Server: No rpc kind in rpcRequestHeader");
        }

        if (header.CallId >= 0 && header.Kind != RequestHeader.KindProtobuf)
        {
            var name = header.Kind == RequestHeader.KindBuiltin ? "RPC_BUILTIN" : "RPC_WRITABLE";
            throw InvalidHeader($"Unknown rpc kind in rpc header{name}");
        }
    }

    /// <exception cref="RpcFault">A message with a call id below zero is not so long.</exception>
    public static void CheckSize(int frameBytes)
    {
        if (frameBytes > MaxFrameBytes)
        {
            throw InvalidHeader($"Requested data length {frameBytes} of the handshake is longer than the maximum, {MaxFrameBytes} bytes");
        }
    }

    /// <summary>Takes a message with a call id below zero.</summary>
    public async ValueTask TakeOutOfBandAsync(int callId, ReadOnlySequence<byte> rest)
    {
        switch (callId)
        {
            case CallIds.ConnectionContext:
                Peer = await EstablishContextAsync(rest).ConfigureAwait(false);
                break;
            case CallIds.Sasl:
                StepSasl(ref rest);
                break;
            case CallIds.Ping:
                break; // that it came is all it says
            default:
                throw InvalidHeader($"Unknown out of band call #{callId}");
        }
    }

    public static RpcFault InvalidHeader(string message) => new(JavaErrors.RpcServer, message, RpcErrorCode.FatalInvalidRpcHeader);

    public static RpcFault Undecodable(string message, string why) => new(
        JavaErrors.RpcServer,
        $"Error decoding {message}: {JavaErrors.InvalidProtocolBuffer}: {why}",
        RpcErrorCode.FatalDeserializingRequest);

    private async ValueTask<RpcPeer> EstablishContextAsync(ReadOnlySequence<byte> rest)
    {
        if (_sasl is { IsOver: false })
        {
            throw InvalidHeader("Connection header sent during SASL negotiation");
        }

        if (Peer is not null)
        {
            throw InvalidHeader("Connection context already processed");
        }

        var context = Parse<IpcConnectionContextProto>(ref rest);
        var user = context.UserInfo?.EffectiveUser;
        if (_sasl?.Token is { } token)
        {
            return EstablishToken(token, _sasl.AuthenticatedUser!, user, context.Protocol);
        }

        var realUser = context.UserInfo is { HasRealUser: true } info ? info.RealUser : null;

        // Apache's server lets a call without a user run as the server's own user. Nobody should get that by leaving a field out.
        if (string.IsNullOrEmpty(user))
        {
            throw new RpcFault(JavaErrors.AccessControl, "The connection context names no user.", RpcErrorCode.FatalUnauthorized);
        }

        if (!UserNames.IsShort(user) || (realUser is not null && !UserNames.IsShort(realUser)))
        {
            throw new RpcFault(
                JavaErrors.AccessControl,
                $"The connection context names a user of more than {UserNames.MaxBytes} bytes.",
                RpcErrorCode.FatalUnauthorized);
        }

        if (_sasl?.AuthenticatedUser is { } proved && proved != user)
        {
            realUser = proved; // who proved to be somebody else acts for the user named
        }

        if (realUser is not null && !await options.MayImpersonate(realUser, user, remote.Address).ConfigureAwait(false))
        {
            throw new RpcFault(
                JavaErrors.Authorization, $"User: {realUser} is not allowed to impersonate {user}", RpcErrorCode.FatalUnauthorized);
        }

        return new RpcPeer(user, realUser, remote, context.Protocol);
    }

    /// <summary>Who proved a token is its user, and nobody else.</summary>
    private RpcPeer EstablishToken(AuthenticatedToken token, string user, string? claimed, string protocol) =>
        string.IsNullOrEmpty(claimed) || claimed == user
            ? new RpcPeer(user, RealUser: null, remote, protocol) { Token = token }
            : throw new RpcFault(
                JavaErrors.AccessControl,
                $"Authenticated user ({user}) doesn't match what the client claims to be ({claimed})",
                RpcErrorCode.FatalUnauthorized);

    private void StepSasl(ref ReadOnlySequence<byte> rest)
    {
        if (_sasl is null or { IsSimple: true })
        {
            throw InvalidHeader("SASL protocol not requested by client");
        }

        if (_sasl.Step(Parse<RpcSaslProto>(ref rest)) is { } reply)
        {
            outbox.Append(new ReplyFrame(CallIds.Sasl, RequestHeader.Absent, [], reply));
        }
    }

    private static T Parse<T>(ref ReadOnlySequence<byte> rest)
        where T : class, IMessage<T>, new()
    {
        if (!Framing.TryReadDelimited(ref rest, out var bytes))
        {
            throw Undecodable(typeof(T).Name, Framing.TruncatedText);
        }

        try
        {
            return MessageBytes.Parse<T>(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Undecodable(typeof(T).Name, e.Message);
        }
    }
}
