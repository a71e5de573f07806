using System.Net;
using System.Net.Sockets;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Node.Options;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Ring.Node.Tests;

/// <summary>Each limit of the port, met.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private const int Mebibyte = 1 << 20;

    private static readonly ConnectionLimits s_quick = ConnectionLimits.Default with { ScanInterval = TimeSpan.FromMilliseconds(10) };

    private readonly TestHandler _handler = new();
    private readonly RecordingLog _log = new();
    private RingServer? _server;

    public async ValueTask DisposeAsync()
    {
        _handler.Release();
        await _server!.DisposeAsync();
        Assert.Equal((0, 0, 0, 0), (Memory.Segments.Held, Memory.Arriving.Held, Memory.UnderWay.Held, Memory.Unread.Held));
    }

    [Fact]
    public void Who_does_not_greet_is_cut()
    {
        var server = Start(s_quick with { GreetingTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = new TestClient(server);
        Assert.True(client.Ends());
        Assert.Contains(_log.Lines, static l => l.Text.Contains("has not said in time who it is", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ProtocolVersion.V4, 3)]
    [InlineData(ProtocolVersion.V4, 9_000)]
    [InlineData(ProtocolVersion.V5, 3)]
    [InlineData(ProtocolVersion.V5, 9_000)]
    [InlineData(ProtocolVersion.V5, 140_000)]
    public void Who_stops_in_the_middle_of_a_message_is_cut(ProtocolVersion version, int sent)
    {
        var server = Start(s_quick with { StallTimeout = TimeSpan.FromMilliseconds(200) });
        using var silent = TestClient.Ready(server, version);
        using var client = TestClient.Ready(server, version);
        client.SendRaw(client.Packed(TestHandler.Query(client, 1, "echo " + new string('x', 150_000))).AsSpan(0, sent));
        Assert.True(client.Ends());
        Assert.Contains(_log.Lines, static l => l.Text.Contains("in the middle of a message", StringComparison.Ordinal));
        silent.Send(TestHandler.Query(silent, 1, "echo a"));
        Assert.Equal("a", TestHandler.TextOf(silent.Next()));
    }

    [Fact]
    public void Who_never_reads_is_cut_and_holds_up_nobody()
    {
        var server = Start(s_quick with { StallTimeout = TimeSpan.FromMilliseconds(300) });
        using var deaf = TestClient.Ready(server, ProtocolVersion.V5);
        using var client = TestClient.Ready(server, ProtocolVersion.V5);
        deaf.Send([.. Enumerable.Range(0, 1_000).SelectMany(i => TestHandler.Query(deaf, (short)i, "rows 100000"))]);
        Patience.Until(() => _server!.ConnectionCount == 1);
        Assert.Contains(_log.Lines, static l => l.Text.Contains("does not read its answers", StringComparison.Ordinal));
        client.Send(TestHandler.Query(client, 1, "echo a"));
        Assert.Equal("a", TestHandler.TextOf(client.Next()));
    }

    [Fact]
    public void Answers_that_find_no_room_are_refused_or_their_client_is_cut()
    {
        var server = Start(s_quick with { MaxAnswerBytes = 4 * Mebibyte, MaxBytesUnread = 8 * Mebibyte });
        using var client = TestClient.Ready(server, ProtocolVersion.V5);
        client.Send(TestHandler.Query(client, 1, $"rows {5 * Mebibyte}"));
        Assert.Contains("smaller pages", client.Next().Error.Message, StringComparison.Ordinal);
        client.Send(TestHandler.Query(client, 1, $"rows {3 * Mebibyte}"));
        Assert.Equal(3 * Mebibyte, TestHandler.TextOf(client.Next()).Length);

        // Three that do not read fill it up.
        var deaf = Enumerable.Range(0, 5).Select(_ => TestClient.Ready(server, ProtocolVersion.V5)).ToList();
        foreach (var one in deaf)
        {
            one.Send([.. Enumerable.Range(0, 6).SelectMany(i => TestHandler.Query(one, (short)i, $"rows {3 * Mebibyte}"))]);
        }

        Patience.Until(() => Memory.Unread.Held > 2 * Mebibyte);
        Assert.InRange(Memory.Unread.Held, 0, 8 * Mebibyte);
        deaf.ForEach(static d => d.Dispose());
        Patience.Until(() => Memory.Unread.Held == 0);
    }

    [Fact]
    public void Requests_of_a_connection_beyond_its_limit_are_not_read()
    {
        var server = Start(s_quick with { MaxRequestsPerConnection = 10 });
        using var client = TestClient.Ready(server, ProtocolVersion.V5);
        client.Send([.. Enumerable.Range(0, 25).SelectMany(i => TestHandler.Query(client, (short)i, "hold"))]);
        Patience.Until(() => _handler.Held == 10);
        using var other = TestClient.Ready(server, ProtocolVersion.V5);
        other.Send(TestHandler.Query(other, 1, "echo a"));
        Assert.Equal("a", TestHandler.TextOf(other.Next()));
        Assert.Equal(10, _handler.Held);
        for (var answered = 0; answered < 25;)
        {
            Patience.Until(() => _handler.Held > 0);
            for (var held = _handler.Release(); held > 0; held--, answered++)
            {
                Assert.Equal("held", TestHandler.TextOf(client.Next()));
            }
        }
    }

    [Theory]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V5)]
    public void Requests_beyond_the_room_for_them_wait_and_none_is_lost(ProtocolVersion version)
    {
        var server = Start(s_quick with { MaxBytesUnderWay = 50 * Mebibyte });
        using var client = TestClient.Ready(server, version);
        using var other = TestClient.Ready(server, version);
        var large = "hold " + new string('x', 10 * Mebibyte);
        var sending = Task.Run(() =>
        {
            for (short i = 0; i < 8; i++)
            {
                client.Send(TestHandler.Query(client, i, large));
            }
        });
        Patience.Until(() => _handler.Held == 3); // two thirds of it are one address's
        Assert.InRange(Memory.UnderWay.Held, 30 * Mebibyte, 34 * Mebibyte);
        for (var answered = 0; answered < 8;)
        {
            Patience.Until(() => _handler.Held > 0);
            for (var held = _handler.Release(); held > 0; held--, answered++)
            {
                Assert.Equal("held", TestHandler.TextOf(client.Next()));
            }
        }

        sending.Wait(Patience.Limit);
        other.Send(TestHandler.Query(other, 1, "echo a"));
        Assert.Equal("a", TestHandler.TextOf(other.Next()));
    }

    [Fact]
    public void Who_wants_to_be_told_of_too_much_is_told()
    {
        var server = Start(s_quick with { MaxBytesUnderWay = 50 * Mebibyte });
        using var client = new TestClient(server);
        Assert.Equal(Opcode.Ready, client.StartUp(null, (StartupRequest.ThrowOnOverloadOption, "1")).Opcode);
        var large = "hold " + new string('x', 10 * Mebibyte);
        for (short i = 0; i < 4; i++)
        {
            client.Send(TestHandler.Query(client, i, large));
        }

        var refused = client.Next();
        Assert.Equal((ErrorCode.Overloaded, 3), (refused.Error.Code, refused.Stream));
        Assert.Equal(3, _handler.Release());
        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(_ => (int)client.Next().Stream));
    }

    [Theory]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V5)]
    public void Messages_that_find_no_room_to_arrive_wait_for_others(ProtocolVersion version)
    {
        var server = Start(s_quick with { MaxBytesArriving = 50 * Mebibyte });
        var large = "rows 5" + new string(' ', 15 * Mebibyte);
        var clients = Enumerable.Range(0, 6).Select(_ => TestClient.Ready(server, version)).ToList();
        var sent = clients.Select(c => c.Packed(TestHandler.Query(c, 1, large))).ToList();
        var most = 0L;
        var sending = clients.Select((c, i) => Task.Factory.StartNew(
            () =>
            {
                c.SendRaw(sent[i]);
                Interlocked.Exchange(ref most, Math.Max(most, Memory.Arriving.Held));
                return TestHandler.TextOf(c.Next()).Length;
            }, TaskCreationOptions.LongRunning)).ToArray();
        Task.WaitAll(sending, Patience.Limit);
        Assert.All(sending, static s => Assert.Equal(5, s.Result));
        Assert.InRange(most, 0, 34 * Mebibyte);
        clients.ForEach(static c => c.Dispose());
    }

    [Fact]
    public void Who_sends_slowly_while_room_is_short_is_cut()
    {
        var server = Start(s_quick with { MaxBytesArriving = 50 * Mebibyte, ArrivalTimeoutWhenShort = TimeSpan.FromMilliseconds(100) });
        var clients = Enumerable.Range(0, 2).Select(_ => TestClient.Ready(server, ProtocolVersion.V4)).ToList();
        foreach (var client in clients)
        {
            client.SendRaw(client.Packed(TestHandler.Query(client, 1, "echo " + new string('x', 15 * Mebibyte))).AsSpan(0, 20_000));
        }

        // There is no room for a third until one of them is gone.
        Patience.Until(() => Memory.Arriving.IsShort || _log.Lines.Length > 1);
        using var third = TestClient.Ready(server, ProtocolVersion.V4);
        third.Send(TestHandler.Query(third, 1, "rows 5" + new string(' ', 15 * Mebibyte)));
        Assert.Equal(5, TestHandler.TextOf(third.Next()).Length);
        Assert.Contains(_log.Lines, static l => l.Text.Contains("takes long to arrive", StringComparison.Ordinal));
        clients.ForEach(static c => c.Dispose());
    }

    [Fact]
    public void A_connection_too_many_is_closed()
    {
        var server = Start(s_quick with { MaxConnections = 3 });
        var clients = Enumerable.Range(0, 3).Select(_ => TestClient.Ready(server, ProtocolVersion.V5)).ToList();
        using var fourth = new TestClient(server);
        Assert.True(fourth.Ends());
        Assert.Contains(_log.Lines, static l => l.Event == 9001);
        clients[0].Dispose();
        Patience.Until(() => _server!.ConnectionCount == 2);
        using var fifth = TestClient.Ready(server, ProtocolVersion.V5);
        clients.ForEach(static c => c.Dispose());
    }

    [Fact]
    public void Thousands_of_connections_that_are_silent_have_no_buffers()
    {
        var server = Start(s_quick with { MaxConnections = 20_000 });
        var clients = Enumerable.Range(0, 2_000).Select(i => TestClient.Ready(server, i % 2 == 0 ? ProtocolVersion.V5 : ProtocolVersion.V4))
            .ToList();
        foreach (var client in clients.Where(static (_, i) => i % 100 == 0))
        {
            client.Send(TestHandler.Query(client, 1, "echo " + new string('x', 200_000)));
            Assert.Equal(200_000, TestHandler.TextOf(client.Next()).Length);
        }

        Patience.Until(() => _server!.Connections.All(static c => c.BufferBytes == 0));
        Assert.Equal(2_000, _server!.ConnectionCount);
        clients.ForEach(static c => c.Dispose());
        Patience.Until(() => _server.ConnectionCount == 0);
    }

    [Theory]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V5)]
    public void A_client_says_who_it_is_and_may_be_wrong_first(ProtocolVersion version)
    {
        _server = RingServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0), _handler, new TestAuthenticator(), ConnectionLimits.Default, NullLogger.Instance);
        using var client = new TestClient(_server.BoundEndPoint) { Version = version };
        var who = client.StartUp("lz4");
        Assert.Equal(AuthenticateAnswer.Password, AuthenticateAnswer.Read(who.Message).Authenticator);
        client.Send(TestHandler.Query(client, 1, "echo a"));
        Assert.Equal("Unexpected message QUERY, expecting SASL_RESPONSE", client.Next().Error.Message);
        Assert.Equal(ErrorCode.BadCredentials, Say(client, "\0alice\0wrong").Error.Code);
        Assert.Equal(Opcode.AuthSuccess, Say(client, "\0alice\0right").Opcode);
        client.Send(TestHandler.Query(client, 1, "echo " + new string('a', 300_000)));
        Assert.Equal(300_000, TestHandler.TextOf(client.Next()).Length);
        Assert.Equal("alice", Assert.Single(_server.Connections).User);
    }

    [Fact]
    public void Who_has_not_said_who_it_is_may_not_send_much()
    {
        _server = RingServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0), _handler, new TestAuthenticator(), ConnectionLimits.Default, NullLogger.Instance);
        using var client = new TestClient(_server.BoundEndPoint);
        Assert.Equal(Opcode.Authenticate, client.StartUp(null).Opcode);
        client.Send(TestHandler.Query(client, 1, "echo " + new string('a', 300_000)));
        Assert.Equal(ErrorCode.ProtocolError, client.Next().Error.Code);
        Assert.True(client.Ends());
    }

    private Memory.ServerMemory Memory => _server!.Memory;

    private static Answer Say(TestClient client, string token) =>
        client.Ask(2, Opcode.AuthResponse, b => AuthToken.Write(b, WireValue.Of(System.Text.Encoding.UTF8.GetBytes(token))));

    private IPEndPoint Start(ConnectionLimits limits)
    {
        _server = RingServer.Start(new IPEndPoint(IPAddress.Loopback, 0), _handler, null, limits, _log);
        return _server.BoundEndPoint;
    }

    private sealed class TestAuthenticator : IAuthenticator
    {
        public string Name => AuthenticateAnswer.Password;

        public async ValueTask<string?> AuthenticateAsync(ReadOnlyMemory<byte> token, IPEndPoint remote)
        {
            await Task.Yield();
            return PlainToken.TryRead(token.Span, out var plain) && plain.Password.SequenceEqual("right"u8)
                ? System.Text.Encoding.UTF8.GetString(plain.User) : null;
        }
    }
}
