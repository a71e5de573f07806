using System.Net;
using System.Net.Sockets;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client.Tests;

/// <summary>From the first byte to the first request.</summary>
public sealed class ConnectTests
{
    internal static readonly QueryOptions One = new(Consistency.One);

    public static TheoryData<ProtocolVersion, Compression> Ways => new()
    {
        { ProtocolVersion.V5, Compression.None }, { ProtocolVersion.V5, Compression.Lz4 }, { ProtocolVersion.V4, Compression.None },
        { ProtocolVersion.V4, Compression.Lz4 }, { ProtocolVersion.V3, Compression.None }, { ProtocolVersion.V3, Compression.Snappy },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task In_each_version_and_compression_a_long_request_comes_through(ProtocolVersion version, Compression compression)
    {
        var text = "/* " + new string('x', 300_000) + " */";
        using var server = new FakeServer((connection, asked) =>
            connection.Answer(asked.Stream, Opcode.Result, b =>
            {
                var request = QueryRequest.Read(asked.Body, connection.Version);
                Protocol.Answers.ResultAnswer.WriteSetKeyspace(b, $"{request.Statement.Length}");
                Assert.Equal(Consistency.One, request.Parameters.Consistency);
            }));
        var options = RingConnectionOptions.Default with { Version = version, Compression = compression };
        await using var connection = await RingConnection.ConnectAsync(server.Address, options, default).Patiently();
        using var answer = await connection.QueryAsync(text, RingValues.None, One, default).Patiently();
        Assert.Equal($"{text.Length}", answer.Keyspace);
        Assert.Equal(version, connection.Version);
    }

    [Theory]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V3)]
    public async Task A_server_that_does_not_speak_a_version_is_asked_again_in_the_one_below(ProtocolVersion newest)
    {
        using var server = new FakeServer(static (connection, asked) => connection.Void(asked)) { Newest = newest };
        await using var connection = await RingConnection.ConnectAsync(server.Address, RingConnectionOptions.Default, default).Patiently();
        using var answer = await connection.QueryAsync("SELECT", RingValues.None, One, default).Patiently();
        Assert.Equal(newest, connection.Version);
        Assert.Equal(1 + ProtocolVersion.V5 - newest, server.Connections.Count);
    }

    [Theory]
    [InlineData(ProtocolVersion.V5)]
    [InlineData(ProtocolVersion.V4)]
    public async Task Name_and_password_are_told_who_asks(ProtocolVersion version)
    {
        using var server = new FakeServer(static (connection, asked) => connection.Void(asked)) { Login = ("cassandra", "gähn") };
        var options = RingConnectionOptions.Default with { Version = version, User = "cassandra", Password = "gähn" };
        await using var connection = await RingConnection.ConnectAsync(server.Address, options, default).Patiently();
        using var answer = await connection.QueryAsync("SELECT", RingValues.None, One, default).Patiently();

        var wrong = await Assert.ThrowsAsync<RingErrorException>(
            () => RingConnection.ConnectAsync(server.Address, options with { Password = "no" }, default).Patiently());
        Assert.Equal(ErrorCode.BadCredentials, wrong.Code);
        var none = await Assert.ThrowsAsync<RingErrorException>(
            () => RingConnection.ConnectAsync(server.Address, options with { User = null }, default).Patiently());
        Assert.Equal(ErrorCode.BadCredentials, none.Code);
    }

    [Fact]
    public async Task Who_does_not_listen_is_named()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var e = await Assert.ThrowsAsync<RingConnectionException>(
            () => RingConnection.ConnectAsync(taken.LocalEndPoint!, RingConnectionOptions.Default, default).Patiently());
        Assert.Contains($"No server listens at {taken.LocalEndPoint}", e.Message, StringComparison.Ordinal);
        Assert.False(e.MayHaveRun);
    }

    [Fact]
    public async Task Who_says_nothing_is_given_up()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        var options = RingConnectionOptions.Default with { ConnectTimeout = TimeSpan.FromMilliseconds(50) };
        var e = await Assert.ThrowsAsync<RingConnectionException>(
            () => RingConnection.ConnectAsync(silent.LocalEndPoint!, options, default).Patiently());
        Assert.Contains("within 0.05 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_speaks_something_else_is_named()
    {
        using var web = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        web.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        web.Listen();
        var connecting = RingConnection.ConnectAsync(web.LocalEndPoint!, RingConnectionOptions.Default, default);
        using var accepted = web.AcceptPatiently();
        accepted.Send("HTTP/1.1 400 Bad Request\r\n\r\n"u8);
        accepted.Shutdown(SocketShutdown.Send);
        var e = await Assert.ThrowsAsync<RingConnectionException>(() => connecting.Patiently());
        Assert.Contains(web.LocalEndPoint!.ToString()!, e.Message, StringComparison.Ordinal);
    }
}
