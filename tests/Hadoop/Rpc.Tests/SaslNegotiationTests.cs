using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using static Hathi.Hadoop.Rpc.Protocol.RpcSaslProto.Types;

namespace Hathi.Rpc.Tests;

/// <summary>The server's side of SASL: SIMPLE as it is served now, and the states that TOKEN and KERBEROS will go through.</summary>
public sealed class SaslNegotiationTests
{
    private static readonly RpcSaslProto s_negotiate = new() { State = SaslState.Negotiate };

    [Fact]
    public void A_server_with_SIMPLE_only_says_so_and_is_done()
    {
        var sasl = new SaslNegotiation([]);
        Assert.False(sasl.IsOver);
        Assert.Equal(new RpcSaslProto { State = SaslState.Success }, sasl.Step(s_negotiate));
        Assert.True(sasl.IsSimple);
        Refuses(sasl, s_negotiate, "Negotiation is already complete", RpcErrorCode.FatalInvalidRpcHeader);
    }

    [Fact]
    public void A_client_that_guesses_a_mechanism_is_told_what_there_is()
    {
        var sasl = new SaslNegotiation([]);
        Assert.Equal(new RpcSaslProto { State = SaslState.Success }, sasl.Step(Initiate("TOKEN", "DIGEST-MD5", "x")));
        Assert.False(sasl.IsOver);
        Refuses(
            sasl,
            Initiate("TOKEN", "DIGEST-MD5", "x"),
            "TOKEN authentication is not enabled.  Available:[SIMPLE]",
            RpcErrorCode.FatalUnauthorized);
    }

    [Fact]
    public void A_mechanism_is_offered_challenged_and_completed()
    {
        var sasl = new SaslNegotiation([new Password("secret")]);
        var offers = sasl.Step(s_negotiate)!;
        Assert.Equal(SaslState.Negotiate, offers.State);
        Assert.Equal("TOKEN", Assert.Single(offers.Auths).Method);
        Refuses(sasl, s_negotiate, "Client already attempted negotiation", RpcErrorCode.FatalUnauthorized);

        Assert.Equal(SaslState.Challenge, sasl.Step(Initiate("TOKEN", "PASSWORD", "alice"))!.State);
        Assert.False(sasl.IsOver);
        Assert.Equal(SaslState.Success, sasl.Step(Response("secret"))!.State);
        Assert.True(sasl.IsOver);
        Assert.False(sasl.IsSimple);
        Assert.Equal("alice", sasl.AuthenticatedUser);
    }

    [Fact]
    public void A_wrong_answer_is_refused_with_the_mechanisms_words()
    {
        var sasl = new SaslNegotiation([new Password("secret")]);
        sasl.Step(Initiate("TOKEN", "PASSWORD", "alice"));
        Refuses(sasl, Response("guess"), "wrong password", RpcErrorCode.FatalUnauthorized);
        Assert.False(sasl.IsOver);
    }

    [Fact]
    public void A_client_may_still_choose_SIMPLE_where_it_is_offered_beside_others()
    {
        var sasl = new SaslNegotiation([new Password("secret")]) { OffersSimple = true };
        var offers = sasl.Step(s_negotiate)!;
        Assert.Equal(["TOKEN", "SIMPLE"], offers.Auths.Select(static auth => auth.Method));
        Assert.Null(sasl.Step(Initiate("SIMPLE", "", token: null)));
        Assert.True(sasl.IsSimple);
    }

    [Fact]
    public void A_response_without_a_token_or_out_of_turn_is_refused()
    {
        var sasl = new SaslNegotiation([new Password("secret")]);
        Refuses(sasl, Response("x"), "Client sent unsupported state RESPONSE", RpcErrorCode.FatalUnauthorized);
        Refuses(sasl, Initiate("TOKEN", "PASSWORD", token: null), "Client did not send a token", RpcErrorCode.FatalUnauthorized);
        Refuses(sasl, new RpcSaslProto { State = SaslState.Initiate }, "Client mechanism is malformed", RpcErrorCode.FatalUnauthorized);
    }

    private static void Refuses(SaslNegotiation sasl, RpcSaslProto message, string expected, RpcErrorCode code)
    {
        var fault = Assert.Throws<RpcFault>(() => sasl.Step(message));
        Assert.Equal((expected, code), (fault.Message, fault.Code));
    }

    private static RpcSaslProto Initiate(string method, string mechanism, string? token)
    {
        var message = new RpcSaslProto { State = SaslState.Initiate, Auths = { new SaslAuth { Method = method, Mechanism = mechanism } } };
        if (token is not null)
        {
            message.Token = ByteString.CopyFromUtf8(token);
        }

        return message;
    }

    private static RpcSaslProto Response(string token) => new() { State = SaslState.Response, Token = ByteString.CopyFromUtf8(token) };

    /// <summary>First the user, then the password: two rounds, as DIGEST-MD5 has.</summary>
    private sealed class Password(string password) : ISaslMechanism
    {
        public SaslAuth Offer { get; } = new() { Method = "TOKEN", Mechanism = "PASSWORD" };

        public bool IsComplete { get; private set; }

        public string User { get; private set; } = "";

        public AuthenticatedToken? Token => null;

        public byte[]? Evaluate(byte[] token)
        {
            var text = System.Text.Encoding.UTF8.GetString(token);
            if (User.Length == 0)
            {
                User = text;
                return [1];
            }

            IsComplete = text == password ? true : throw new RpcFault(JavaErrors.Sasl, "wrong password", RpcErrorCode.FatalUnauthorized);
            return null;
        }
    }
}
