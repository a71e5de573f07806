using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests.Tokens;

/// <summary>SASL TOKEN between our client and our server.</summary>
public sealed class TokenAuthenticationTests
{
    private static readonly Secrets s_secrets = new();
    private static readonly RpcServerOptions s_tokensOnly = RpcServerOptions.Default with
    {
        TokenSecrets = s_secrets, AllowsSimple = false,
    };

    [Fact]
    public async Task Who_holds_a_token_is_its_user()
    {
        await using var server = await TestServer.StartAsync(WhoCalls(), s_tokensOnly);
        Assert.Equal("bob by TEST_TOKEN bob", await WhoAsync(server, Issue("bob")));
    }

    [Fact]
    public async Task Connections_with_different_tokens_are_different()
    {
        await using var server = await TestServer.StartAsync(WhoCalls(), s_tokensOnly);
        Assert.Equal("bob by TEST_TOKEN bob", await WhoAsync(server, Issue("bob")));
        Assert.Equal("carol by TEST_TOKEN carol", await WhoAsync(server, Issue("carol")));
        Assert.Equal("bob by TEST_TOKEN bob", await WhoAsync(server, Issue("bob")));
        Assert.Equal(2, server.Server.ConnectionCount);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var server = await TestServer.StartAsync(WhoCalls(), s_tokensOnly);
        var forged = new Token(Encoding.UTF8.GetBytes("bob"), new byte[20], "TEST_TOKEN", "");
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => WhoAsync(server, forged));
        Assert.Equal((JavaErrors.Sasl, RpcErrorCode.FatalUnauthorized), (refusal.JavaClass, refusal.Code));
    }

    [Fact]
    public async Task An_unknown_token_is_refused_with_the_servers_reason()
    {
        await using var server = await TestServer.StartAsync(WhoCalls(), s_tokensOnly);
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => WhoAsync(server, Issue("nobody")));
        Assert.Equal((JavaErrors.InvalidToken, "nobody has no token"), (refusal.JavaClass, refusal.Message));
    }

    [Fact]
    public async Task A_name_alone_does_not_do_where_only_tokens_are_good()
    {
        await using var server = await TestServer.StartAsync(WhoCalls(), s_tokensOnly);
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => WhoAsync(server, token: null));
        Assert.Equal(
            (JavaErrors.AccessControl, "SIMPLE authentication is not enabled.  Available:[TOKEN]"), (refusal.JavaClass, refusal.Message));
    }

    [Fact]
    public async Task Both_do_where_both_are_good()
    {
        await using var server = await TestServer.StartAsync(WhoCalls(), s_tokensOnly with { AllowsSimple = true });
        Assert.Equal("alice", await WhoAsync(server, token: null));
        Assert.Equal("bob by TEST_TOKEN bob", await WhoAsync(server, Issue("bob")));
    }

    [Fact]
    public async Task A_token_at_a_server_without_tokens_leaves_the_name()
    {
        await using var server = await TestServer.StartAsync(WhoCalls());
        Assert.Equal("alice", await WhoAsync(server, Issue("bob")));
    }

    [Fact]
    public async Task Secrets_that_fail_cost_their_connection_and_no_room_for_calls()
    {
        await using var server = await TestServer.StartAsync(WhoCalls(), s_tokensOnly with { MaxCalls = 1 });
        await Assert.ThrowsAsync<RpcConnectionException>(() => WhoAsync(server, Issue("broken")));
        Assert.Equal("bob by TEST_TOKEN bob", await WhoAsync(server, Issue("bob")).WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void A_server_that_nobody_could_reach_does_not_start() =>
        Assert.Throws<ArgumentException>(() => (RpcServerOptions.Default with { AllowsSimple = false }).Validate());

    private static RpcProtocol WhoCalls() => new RpcProtocol(EchoProtocol.Name.Name, EchoProtocol.Name.Version).Add(
        "whoami",
        EchoRequest.Parser,
        (_, call) => new ValueTask<IMessage>(new EchoResponse
        {
            Text = call.Token is { } token ? $"{call.User} by {token.Kind} {Encoding.UTF8.GetString(token.Identifier)}" : call.User,
        }));

    private static async Task<string> WhoAsync(TestServer server, Token? token) => (await server.Client.CallAsync(
        server.EndPoint,
        EchoProtocol.Name,
        "whoami",
        EchoProtocol.Request("x"),
        EchoResponse.Parser,
        new RpcCallOptions { Token = token },
        CancellationToken.None)).Text;

    private static Token Issue(string user)
    {
        var identifier = Encoding.UTF8.GetBytes(user);
        return new Token(identifier, TokenPassword.Of(identifier, Secrets.Key), "TEST_TOKEN", "");
    }

    private sealed class Secrets : ITokenSecrets
    {
        public static readonly byte[] Key = [1, 2, 3, 4, 5, 6, 7, 8];

        public TokenSecret Find(ReadOnlySpan<byte> identifier)
        {
            var user = Encoding.UTF8.GetString(identifier);
            if (user == "broken")
            {
                throw new InvalidOperationException("the secrets are broken");
            }

            return user == "nobody"
                ? throw InvalidToken.Because("nobody has no token")
                : new TokenSecret(user, "TEST_TOKEN", TokenPassword.Of(identifier, Key));
        }
    }
}
