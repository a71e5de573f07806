using System.Net;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Node.Options;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Tests;

/// <summary>What a connection does with well-meant and with wrong envelopes, beside what Cassandra 5.0.6 was seen to do.</summary>
public sealed class ConnectionTests : IAsyncDisposable
{
    private readonly TestHandler _handler = new();
    private readonly RecordingLog _log = new();
    private readonly RingServer _server;

    public ConnectionTests() =>
        _server = RingServer.Start(new IPEndPoint(IPAddress.Loopback, 0), _handler, null, ConnectionLimits.Default, _log);

    public static TheoryData<ProtocolVersion, string?> Ways => new()
    {
        { ProtocolVersion.V3, null }, { ProtocolVersion.V4, null }, { ProtocolVersion.V5, null },
        { ProtocolVersion.V3, "lz4" }, { ProtocolVersion.V4, "lz4" }, { ProtocolVersion.V5, "lz4" },
        { ProtocolVersion.V3, "snappy" }, { ProtocolVersion.V4, "snappy" },
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public void Short_and_long_requests_are_answered(ProtocolVersion version, string? compression)
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, version, compression);
        foreach (var length in (int[])[0, 10, 5_000, 200_000, 3_000_000])
        {
            var text = new string('a', length);
            client.Send(TestHandler.Query(client, 7, "echo " + text));
            var answer = client.Next();
            Assert.Equal((7, text), (answer.Stream, TestHandler.TextOf(answer)));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_sent_at_once_is_answered_each(ProtocolVersion version, string? compression)
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, version, compression);
        client.Send([.. Enumerable.Range(0, 1_000).SelectMany(i => TestHandler.Query(client, (short)i, $"echo {i}"))]);
        for (var i = 0; i < 1_000; i++)
        {
            var answer = client.Next();
            Assert.Equal(($"{answer.Stream}", i), (TestHandler.TextOf(answer), answer.Stream));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Bytes_may_come_one_by_one(ProtocolVersion version, string? compression)
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, version, compression);
        foreach (var one in client.Packed(TestHandler.Query(client, 1, "echo " + new string('b', 300))))
        {
            client.SendRaw([one]);
        }

        Assert.Equal(300, TestHandler.TextOf(client.Next()).Length);
    }

    [Fact]
    public void Answers_may_come_in_another_order()
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V5);
        client.Send(
            [.. TestHandler.Query(client, 1, "hold"), .. TestHandler.Query(client, 2, "hold"), .. TestHandler.Query(client, 3, "echo a")]);
        Assert.Equal(3, client.Next().Stream);
        _handler.Release();
        Assert.Equal([2, 1], [client.Next().Stream, client.Next().Stream]);
    }

    [Theory]
    [InlineData(66)]
    [InlineData(6)]
    [InlineData(2)]
    [InlineData(1)]
    public void Another_version_is_refused_in_words_that_drivers_look_for(byte version)
    {
        using var client = new TestClient(_server.BoundEndPoint);
        var size = version < 3 ? 8 : 9;
        client.SendRaw([version, .. new byte[size - 1]]);
        var answer = client.Next();
        Assert.Equal(((byte)5, ErrorCode.ProtocolError), (answer.Header.Version, answer.Error.Code));
        Assert.Equal(
            $"Invalid or unsupported protocol version ({version}); supported versions are (3/v3, 4/v4, 5/v5)", answer.Error.Message);
        client.Version = ProtocolVersion.V4;
        Assert.Equal(Opcode.Supported, client.Ask(3, Opcode.Options, static _ => { }).Opcode);
    }

    [Fact]
    public void Options_tell_what_there_is()
    {
        using var client = new TestClient(_server.BoundEndPoint) { Version = ProtocolVersion.V4 };
        var options = SupportedAnswer.Read(client.Ask(3, Opcode.Options, static _ => { }).Message).Options;
        Assert.Equal(["3.4.7"], options["CQL_VERSION"]);
        Assert.Equal(["lz4", "snappy"], options["COMPRESSION"].Order(StringComparer.Ordinal));
        Assert.Equal(["3/v3", "4/v4", "5/v5"], options["PROTOCOL_VERSIONS"]);
        Assert.Equal(3, options.Count);
    }

    [Fact]
    public void Version_4_may_follow_options_of_5()
    {
        using var client = new TestClient(_server.BoundEndPoint) { Version = ProtocolVersion.V5 };
        Assert.Equal(Opcode.Supported, client.Ask(3, Opcode.Options, static _ => { }).Opcode);
        client.Version = ProtocolVersion.V4;
        Assert.Equal(Opcode.Ready, client.StartUp("lz4").Opcode);
    }

    [Theory]
    [InlineData(Opcode.Query, "Unexpected message QUERY, expecting STARTUP or OPTIONS")]
    [InlineData(Opcode.Register, "Unexpected message REGISTER, expecting STARTUP or OPTIONS")]
    [InlineData(Opcode.AuthResponse, "Unexpected message AUTH_RESPONSE, expecting STARTUP or OPTIONS")]
    public void Who_has_not_greeted_is_refused_and_may_still(Opcode opcode, string message)
    {
        using var client = new TestClient(_server.BoundEndPoint) { Version = ProtocolVersion.V4 };
        var answer = client.Ask(9, opcode, static b => b.Take(30));
        Assert.Equal((message, 9), (answer.Error.Message, answer.Stream));
        Assert.Equal(Opcode.Ready, client.StartUp(null).Opcode);
    }

    [Fact]
    public void A_second_startup_is_refused()
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V4);
        Assert.Equal("Unexpected message STARTUP, the connection is already initialized", client.StartUp(null).Error.Message);
        Assert.Equal(Opcode.Supported, client.Ask(3, Opcode.Options, static _ => { }).Opcode);
    }

    [Theory]
    [InlineData("CQL_VERSION", "2.0.0", "CQL version 2.0.0 is not supported by the binary protocol (supported version are >= 3.0.0)")]
    [InlineData("CQL_VERSION", "abc", "Invalid version value: abc")]
    [InlineData("COMPRESSION", "foo", "Unknown compression algorithm: foo")]
    public void A_wrong_startup_may_be_said_again(string option, string value, string message)
    {
        using var client = new TestClient(_server.BoundEndPoint) { Version = ProtocolVersion.V4 };
        var answer = client.StartUp(null, (option, value));
        Assert.Equal((ErrorCode.ProtocolError, message), (answer.Error.Code, answer.Error.Message));
        Assert.Equal(Opcode.Ready, client.StartUp(null).Opcode);
    }

    [Fact]
    public void Snappy_is_refused_in_version_5_and_the_connection_ends()
    {
        using var client = new TestClient(_server.BoundEndPoint);
        Assert.Equal("Snappy compression is not supported in protocol V5", client.StartUp("snappy").Error.Message);
        Assert.True(client.Ends());
    }

    [Fact]
    public void An_authentication_that_nobody_asked_for_succeeds()
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V4);
        Assert.Equal(Opcode.AuthSuccess, client.Ask(3, Opcode.AuthResponse, static b => AuthToken.Write(b, WireValue.Null)).Opcode);
    }

    [Theory]
    [InlineData((byte)0x44, "Unknown opcode 68")]
    [InlineData((byte)0x08, "Wrong protocol direction")]
    public void An_opcode_that_is_none_is_refused(byte opcode, string message)
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V4);
        client.SendRaw([4, 0, 0, 5, opcode, 0, 0, 0, 2, 1, 1]);
        var answer = client.Next();
        Assert.StartsWith(message, answer.Error.Message, StringComparison.Ordinal);
        Assert.Equal(5, answer.Stream);
        Assert.Equal(Opcode.Supported, client.Ask(3, Opcode.Options, static _ => { }).Opcode);
    }

    [Fact]
    public void A_version_that_changes_is_refused()
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V4);
        client.Version = ProtocolVersion.V3;
        Assert.Equal(
            "Invalid message version. Got 3/v3 but previous messages on this connection had version 4/v4",
            client.Ask(3, Opcode.Options, static _ => { }).Error.Message);
    }

    [Theory]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V5)]
    public void A_request_above_the_limit_is_read_past(ProtocolVersion version)
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, version);
        client.Send(TestHandler.Query(client, 4, "echo " + new string('x', ProtocolLimits.MaxRequestBytesInSegments)));
        var answer = client.Next();
        Assert.Equal((ErrorCode.Invalid, 4), (answer.Error.Code, answer.Stream));
        client.Send(TestHandler.Query(client, 5, "echo a"));
        Assert.Equal("a", TestHandler.TextOf(client.Next()));
    }

    [Fact]
    public void A_wrong_checksum_ends_the_connection_and_says_so()
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V5);
        var bytes = client.Packed(TestHandler.Query(client, 1, "echo a"));
        bytes[^1] ^= 1;
        client.SendRaw(bytes);
        Assert.Contains("CRC mismatch", client.Next().Error.Message, StringComparison.Ordinal);
        Assert.True(client.Ends());
    }

    [Fact]
    public void A_second_bad_message_in_a_row_of_one_segment_ends_the_connection()
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V5);
        var bad = client.Envelope(1, Opcode.Query, static b => b.Take(3));
        var good = TestHandler.Query(client, 2, "echo a");
        client.Send([.. bad, .. good, .. bad, .. bad, .. good]);
        Assert.Equal([Opcode.Error, Opcode.Result, Opcode.Error, Opcode.Error], Enumerable.Range(0, 4).Select(_ => client.Next().Opcode));
        Assert.True(client.Ends());
    }

    [Fact]
    public void A_fault_of_ours_is_told_and_disturbs_nobody()
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, ProtocolVersion.V5);
        client.Send(TestHandler.Query(client, 1, "throw"));
        var error = client.Next().Error;
        Assert.Equal((ErrorCode.ServerError, "InvalidOperationException: on purpose"), (error.Code, error.Message));
        client.Send(TestHandler.Query(client, 1, "echo a"));
        Assert.Equal("a", TestHandler.TextOf(client.Next()));
        Assert.Contains(_log.Lines, static l => l.Event == 9003);
    }

    [Theory]
    [InlineData(ProtocolVersion.V3)]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V5)]
    public void Events_are_told_to_those_who_asked(ProtocolVersion version)
    {
        using var client = TestClient.Ready(_server.BoundEndPoint, version);
        using var other = TestClient.Ready(_server.BoundEndPoint, version);
        var ready = client.Ask(1, Opcode.Register, static b => new RegisterRequest(EventKinds.SchemaChange).Write(b));
        Assert.Equal(Opcode.Ready, ready.Opcode);
        _server.Push(new NodeEvent(NodeChange.Up, _server.BoundEndPoint));
        var change = new SchemaChange(SchemaChangeKind.Created, SchemaTarget.Table, "k", "t", []);
        _server.Push(new SchemaEvent(change));
        var answer = client.Next();
        Assert.Equal((Opcode.Event, -1), (answer.Opcode, answer.Stream));
        Assert.Equal("k.t", Assert.IsType<SchemaEvent>(EventAnswer.Read(answer.Message)).Change is var c ? $"{c.Keyspace}.{c.Name}" : "");
        Assert.Equal(Opcode.Supported, other.Ask(1, Opcode.Options, static _ => { }).Opcode);
        client.Dispose();
        Patience.Until(() => _server.Events.Count == 0);
    }
}
