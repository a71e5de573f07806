using System.Net;
using System.Net.Sockets;
using System.Text;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Rpc.Tests.Messages;
using static Hathi.Hadoop.Rpc.Protocol.RpcResponseHeaderProto.Types;

namespace Hathi.Rpc.Tests;

/// <summary>What a client makes of servers that are absent, silent, broken or none at all.</summary>
public sealed class ClientTests
{
    private static readonly RpcClientOptions s_options = new("alice");
    private static readonly RpcRetryPolicy s_retry = new(
        3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), RepeatsSentCalls: true);

    [Fact]
    public async Task Nobody_listens()
    {
        await using var client = new RpcClient(s_options);
        using var taken = new TcpListener(TestServer.Address, 0);
        taken.Start();
        var nobody = (IPEndPoint)taken.LocalEndpoint;
        taken.Stop();
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => EchoAsync(client, nobody));
        Assert.Equal($"No server listens at {nobody} (Connection refused). Check that it runs, and the host and port.", failure.Message);
        Assert.False(failure.CallMayHaveRun);
        Assert.True(failure.IsRetriable);
    }

    [Fact]
    public async Task The_host_is_not_known()
    {
        await using var client = new RpcClient(s_options);
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(
            () => EchoAsync(client, RpcAddress.Parse("no-such-host.invalid:8020")));
        Assert.Contains("no-such-host.invalid:8020", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.CallMayHaveRun);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak Hadoop RPC: it answered \"HTTP/1.1\"")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n", "does not speak Hadoop RPC: it answered \"SSH-2.0-\"")]
    [InlineData("\0\0\0\u0003abc", "does not speak Hadoop RPC")]
    [InlineData("", "closed the connection before its first reply")]
    public async Task The_peer_is_no_RPC_server(string says, string expected)
    {
        using var server = new ScriptedServer(async (_, connection) =>
        {
            await connection.ReadContextAsync();
            await connection.ReadCallAsync();
            await connection.SendAsync(Encoding.Latin1.GetBytes(says));
        });
        await using var client = new RpcClient(s_options);
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => EchoAsync(client, server.EndPoint));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(server.EndPoint.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_speaks_before_it_is_asked_is_found_out_however_early_it_speaks()
    {
        var connections = 0;
        using var server = new ScriptedServer(async (number, connection) =>
        {
            connections = number + 1;
            await connection.SendAsync("220 this is no NameNode\r\n"u8.ToArray());
            await connection.ReadToEndAsync();
        });
        for (var i = 0; i < 100; i++)
        {
            await using var client = new RpcClient(s_options with { CallTimeout = TimeSpan.FromMinutes(2) });
            var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => EchoAsync(client, server.EndPoint));
            Assert.Contains("does not speak Hadoop RPC: it answered \"220 this\"", failure.Message, StringComparison.Ordinal);
            Assert.Equal((false, i + 1), (failure.IsRetriable, connections));
        }
    }

    [Fact]
    public async Task A_silent_server_costs_the_call_its_time_and_the_next_call_a_new_connection()
    {
        using var server = new ScriptedServer(async (number, connection) =>
        {
            await connection.ReadContextAsync();
            var call = await connection.ReadCallAsync();
            if (number > 0)
            {
                await connection.AnswerAsync(call, new EchoResponse { Text = "at last" });
            }

            await connection.ReadToEndAsync();
        });
        await using var client = new RpcClient(s_options with { CallTimeout = TimeSpan.FromSeconds(2) });
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => EchoAsync(client, server.EndPoint));
        Assert.Equal(
            $"{server.EndPoint} did not answer echo within 2 s. Check that the server is well, or allow more time.", failure.Message);
        Assert.True(failure.CallMayHaveRun);
        Assert.Equal("at last", (await EchoAsync(client, server.EndPoint, new RpcCallOptions { Timeout = TimeSpan.FromMinutes(2) })).Text);
    }

    [Fact]
    public async Task A_call_cut_off_is_repeated_under_the_same_ids_with_a_higher_count()
    {
        var seen = new List<RpcRequestHeaderProto>();
        using var server = new ScriptedServer(async (number, connection) =>
        {
            await connection.ReadContextAsync();
            seen.Add(await connection.ReadCallAsync());
            if (number == 2)
            {
                await connection.AnswerAsync(seen[^1], new EchoResponse { Text = "third time" });
                await connection.ReadToEndAsync();
            }
        });
        await using var client = new RpcClient(s_options);
        Assert.Equal("third time", (await EchoAsync(client, server.EndPoint, new RpcCallOptions { Retry = s_retry })).Text);
        Assert.Equal([0, 1, 2], seen.Select(static call => call.RetryCount));
        Assert.All(seen, call => Assert.Equal(seen[0].CallId, call.CallId));
        Assert.All(seen, call => Assert.Equal(client.ClientId.ToBytes(), call.ClientId.ToByteArray()));
    }

    [Fact]
    public async Task A_call_that_may_have_run_is_not_repeated_unless_allowed()
    {
        var connections = 0;
        using var server = new ScriptedServer(async (_, connection) =>
        {
            connections++;
            await connection.ReadContextAsync();
            await connection.ReadCallAsync();
        });
        await using var client = new RpcClient(s_options with { Retry = s_retry with { RepeatsSentCalls = false } });
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => EchoAsync(client, server.EndPoint));
        Assert.True(failure.CallMayHaveRun);
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task RetriableException_is_repeated_and_other_refusals_are_not()
    {
        var calls = 0;
        using var server = new ScriptedServer(async (_, connection) =>
        {
            await connection.ReadContextAsync();
            while (calls < 2)
            {
                var call = await connection.ReadCallAsync();
                await connection.RefuseAsync(
                    (uint)call.CallId, RpcStatusProto.Error, calls++ == 0 ? JavaErrors.Retriable : JavaErrors.Standby);
            }

            await connection.ReadToEndAsync();
        });
        await using var client = new RpcClient(s_options with { Retry = s_retry });
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => EchoAsync(client, server.EndPoint));
        Assert.Equal((JavaErrors.Standby, "no"), (refusal.JavaClass, refusal.FirstLine));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_fatal_answer_to_nobody_refuses_all_calls()
    {
        using var server = new ScriptedServer(async (_, connection) =>
        {
            await connection.ReadContextAsync();
            await connection.ReadCallAsync();
            await connection.ReadCallAsync();
            await connection.RefuseAsync(unchecked((uint)-1), RpcStatusProto.Fatal, JavaErrors.AccessControl);
        });
        await using var client = new RpcClient(s_options);
        foreach (var call in new[] { EchoAsync(client, server.EndPoint), EchoAsync(client, server.EndPoint) })
        {
            var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => call);
            Assert.True(refusal.IsFatal);
            Assert.Equal(JavaErrors.AccessControl, refusal.JavaClass);
        }
    }

    [Fact]
    public async Task Sockets_leave_from_the_nodes_own_address_as_its_user()
    {
        IPEndPoint? remote = null;
        IpcConnectionContextProto? context = null;
        using var server = new ScriptedServer(async (_, connection) =>
        {
            remote = (IPEndPoint)connection.Remote;
            context = await connection.ReadContextAsync();
            await connection.AnswerAsync(await connection.ReadCallAsync(), new EchoResponse());
            await connection.ReadToEndAsync();
        });
        var local = IPAddress.Parse("127.77.12.203");
        await using var client = new RpcClient(s_options with { LocalAddress = local });
        await EchoAsync(client, server.EndPoint, new RpcCallOptions { User = "bob" });
        Assert.Equal(local, remote!.Address);
        Assert.Equal("bob", context!.UserInfo.EffectiveUser);
        Assert.Equal(EchoProtocol.Name.Name, context.Protocol);
    }

    [Fact]
    public async Task An_address_that_is_not_ours_is_named()
    {
        await using var client = new RpcClient(s_options with { LocalAddress = IPAddress.Parse("192.0.2.1") });
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => EchoAsync(client, new IPEndPoint(TestServer.Address, 1)));
        Assert.Contains("192.0.2.1: this machine does not have that address", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_calls_are_kept_alive_by_pings()
    {
        using var server = new ScriptedServer(async (_, connection) =>
        {
            await connection.ReadContextAsync();
            var call = await connection.ReadCallAsync();
            Assert.Equal(-4, (await connection.ReadCallAsync()).CallId);
            Assert.Equal(-4, (await connection.ReadCallAsync()).CallId);
            await connection.AnswerAsync(call, new EchoResponse { Text = "slow" });
            await connection.ReadToEndAsync();
        });
        // A connection is first looked at when it could be idle.
        var soon = TimeSpan.FromMilliseconds(500);
        await using var client = new RpcClient(s_options with { PingInterval = soon, IdleTimeout = soon });
        Assert.Equal("slow", (await EchoAsync(client, server.EndPoint)).Text);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_and_opened_again_when_needed()
    {
        var closed = new TaskCompletionSource();
        using var server = new ScriptedServer(async (_, connection) =>
        {
            await connection.ReadContextAsync();
            await connection.AnswerAsync(await connection.ReadCallAsync(), new EchoResponse());
            await connection.ReadToEndAsync();
            closed.TrySetResult();
        });
        await using var client = new RpcClient(s_options with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await EchoAsync(client, server.EndPoint);
        await closed.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await EchoAsync(client, server.EndPoint);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_its_late_answer_is_passed_over()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new ScriptedServer(async (_, connection) =>
        {
            await connection.ReadContextAsync();
            var first = await connection.ReadCallAsync();
            await cancellation.CancelAsync();
            var second = await connection.ReadCallAsync();
            await connection.AnswerAsync(first, new EchoResponse { Text = "first" });
            await connection.AnswerAsync(second, new EchoResponse { Text = "second" });
            await connection.ReadToEndAsync();
        });
        await using var client = new RpcClient(s_options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.CallAsync(
                server.EndPoint, EchoProtocol.Name, "echo", EchoProtocol.Request(""), EchoResponse.Parser, cancellation.Token));
        Assert.Equal("second", (await EchoAsync(client, server.EndPoint)).Text);
    }

    [Fact]
    public async Task Calls_over_the_limit_wait_for_others()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create(), clientOptions: s_options with { MaxPendingCalls = 3 });
        var calls = Enumerable.Range(0, 200).Select(i => server.EchoAsync($"{i}")).ToArray();
        var answers = await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 200).Select(static i => $"{i}"), answers.Select(static answer => answer.Text));
    }

    [Theory]
    [InlineData("namenode:8020", "namenode", 8020)]
    [InlineData("127.77.0.200:8020", "127.77.0.200", 8020)]
    [InlineData("[::1]:8020", "[::1]", 8020)]
    public void Addresses_are_read(string text, string host, int port) =>
        Assert.Equal($"{host}:{port}", RpcAddress.Format(RpcAddress.Parse(text)));

    [Theory]
    [InlineData("namenode")]
    [InlineData(":8020")]
    [InlineData("namenode:0")]
    [InlineData("namenode:99999")]
    [InlineData("namenode: 80")]
    public void What_is_no_address_is_refused(string text) => Assert.Throws<FormatException>(() => RpcAddress.Parse(text));

    private static Task<EchoResponse> EchoAsync(RpcClient client, EndPoint server, RpcCallOptions? options = null) => client.CallAsync(
        server, EchoProtocol.Name, "echo", EchoProtocol.Request("hello"), EchoResponse.Parser, options ?? RpcCallOptions.Default,
        TestContext.Current.CancellationToken);
}
