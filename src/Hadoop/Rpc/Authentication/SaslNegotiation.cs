using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using static Hathi.Hadoop.Rpc.Protocol.RpcSaslProto.Types;

namespace Hathi.Hadoop.Rpc.Authentication;

/// <summary>One way to authenticate, such as TOKEN with DIGEST-MD5 or KERBEROS with GSSAPI; one object a connection.</summary>
internal interface ISaslMechanism
{
    /// <summary>What is offered to the client; its challenge, when it has one, is sent along.</summary>
    SaslAuth Offer { get; }

    /// <summary>Whether the client has proved who it is.</summary>
    bool IsComplete { get; }

    /// <summary>Who the client proved to be; only once complete.</summary>
    string User { get; }

    /// <summary>The token that proved it, or null where it was something else; only once complete.</summary>
    AuthenticatedToken? Token { get; }

    /// <summary>Takes the client's token and gives the next challenge, or null.</summary>
    /// <exception cref="RpcFault">The token does not prove it.</exception>
    byte[]? Evaluate(byte[] token);
}

/// <summary>
/// The server's side of the SASL exchange that precedes the connection context when a client asks for it. A server with SIMPLE only
/// answers SUCCESS to NEGOTIATE, upon which the client goes on without SASL. Source of states and answers: Apache's
/// <c>Server.Connection.processSaslMessage</c>.
/// </summary>
/// <param name="mechanisms">Those beside SIMPLE, the most preferred first.</param>
internal sealed class SaslNegotiation(IReadOnlyList<ISaslMechanism> mechanisms)
{
    public const string Simple = "SIMPLE";
    private bool _sentNegotiate;
    private ISaslMechanism? _chosen;

    /// <summary>Whether SIMPLE is offered beside the mechanisms; without mechanisms it always is.</summary>
    public bool OffersSimple { get; init; }

    /// <summary>Whether the client went on without SASL.</summary>
    public bool IsSimple { get; private set; }

    /// <summary>Who the client proved to be, or null.</summary>
    public string? AuthenticatedUser { get; private set; }

    /// <summary>The token that proved who the client is, or null.</summary>
    public AuthenticatedToken? Token => AuthenticatedUser is null ? null : _chosen?.Token;

    /// <summary>Whether the connection context may come.</summary>
    public bool IsOver => IsSimple || AuthenticatedUser is not null;

    /// <summary>Takes one message of the client.</summary>
    /// <returns>The reply, or null when none is due.</returns>
    /// <exception cref="RpcFault">The client is out of step or not who it claims to be.</exception>
    public RpcSaslProto? Step(RpcSaslProto message)
    {
        if (IsOver)
        {
            throw new RpcFault(JavaErrors.Sasl, "Negotiation is already complete", RpcErrorCode.FatalInvalidRpcHeader);
        }

        return message.State switch
        {
            SaslState.Negotiate => Negotiate(),
            SaslState.Initiate => Initiate(message),
            SaslState.Response when _chosen is not null => Evaluate(message, _chosen),
            SaslState.Wrap => throw new RpcFault(JavaErrors.Sasl, "Server is not wrapping data", RpcErrorCode.FatalInvalidRpcHeader),
            _ => throw Unauthorized(JavaErrors.Sasl, $"Client sent unsupported state {message.State.ToString().ToUpperInvariant()}"),
        };
    }

    private RpcSaslProto Negotiate()
    {
        if (_sentNegotiate)
        {
            throw Unauthorized(JavaErrors.AccessControl, "Client already attempted negotiation");
        }

        var reply = Offers();
        IsSimple = reply.State == SaslState.Success;
        return reply;
    }

    private RpcSaslProto? Initiate(RpcSaslProto message)
    {
        if (message.Auths.Count != 1)
        {
            throw Unauthorized(JavaErrors.Sasl, "Client mechanism is malformed");
        }

        var wanted = message.Auths[0];
        foreach (var mechanism in mechanisms)
        {
            if (mechanism.Offer.Method == wanted.Method && mechanism.Offer.Mechanism == wanted.Mechanism)
            {
                _chosen = mechanism;
                return Evaluate(message, mechanism);
            }
        }

        if (_sentNegotiate && OffersSimple && wanted.Method == Simple)
        {
            IsSimple = true;
            return null; // the client goes on without waiting for an answer
        }

        return _sentNegotiate
            ? throw Unauthorized(JavaErrors.AccessControl, $"{wanted.Method} authentication is not enabled.  Available:{Available()}")
            : Offers();
    }

    private RpcSaslProto Evaluate(RpcSaslProto message, ISaslMechanism mechanism)
    {
        if (!message.HasToken)
        {
            throw Unauthorized(JavaErrors.Sasl, "Client did not send a token");
        }

        var challenge = mechanism.Evaluate(message.Token.ToByteArray());
        if (mechanism.IsComplete)
        {
            AuthenticatedUser = mechanism.User;
        }

        var reply = new RpcSaslProto { State = mechanism.IsComplete ? SaslState.Success : SaslState.Challenge };
        if (challenge is not null)
        {
            reply.Token = ByteString.CopyFrom(challenge);
        }

        return reply;
    }

    private RpcSaslProto Offers()
    {
        _sentNegotiate = true;
        var reply = new RpcSaslProto { State = mechanisms.Count == 0 ? SaslState.Success : SaslState.Negotiate };
        foreach (var mechanism in mechanisms)
        {
            reply.Auths.Add(mechanism.Offer);
        }

        if (OffersSimple)
        {
            reply.Auths.Add(new SaslAuth { Method = Simple, Mechanism = "" });
        }

        return reply;
    }

    private string Available()
    {
        var methods = new List<string>();
        foreach (var mechanism in mechanisms)
        {
            methods.Add(mechanism.Offer.Method);
        }

        if (OffersSimple || mechanisms.Count == 0)
        {
            methods.Add(Simple);
        }

        return $"[{string.Join(", ", methods)}]";
    }

    private static RpcFault Unauthorized(string javaClass, string message) => new(javaClass, message, RpcErrorCode.FatalUnauthorized);
}
