using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;
using static Hathi.Hadoop.Rpc.Protocol.RpcResponseHeaderProto.Types;

namespace Hathi.Rpc.Tests;

/// <summary>
/// A call that will be refused is refused by its first bytes, and what has not wholly arrived takes a known amount of memory at most.
/// </summary>
public sealed class RequestBudgetTests
{
    private const int Mebibyte = 1024 * 1024;
    private const int SmallBudget = 100;

    private static RpcProtocol Protocol() => new RpcProtocol(WireBytes.ClientProtocol, 1)
        .Add("usual", EchoRequest.Parser, (request, _) => new(Length(request)))
        .Add("small", EchoRequest.Parser, SmallBudget, (request, _) => new(Length(request)))
        .Add("full", EchoRequest.Parser, RpcProtocol.FullFrame, (request, _) => new(Length(request)));

    private static EchoResponse Length(EchoRequest request) =>
        new() { Text = request.Text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    public static TheoryData<string, string> Refused => new()
    {
        { "usual", JavaErrors.Io },
        { "small", JavaErrors.Io },
        { "noSuchMethod", JavaErrors.NoSuchMethod },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_call_over_its_budget_is_answered_by_its_headers_and_the_connection_goes_on(string method, string javaClass)
    {
        const int Bytes = 60 * Mebibyte;
        await using var server = await TestServer.StartAsync(Protocol());
        using var client = await RawClient.OpenAsync(server.EndPoint);
        var call = Call(7, method, Bytes);
        const int Sent = 1000; // the headers, and next to nothing of 60 MiB
        await client.SendAsync(call[..Sent]);
        var refusal = Frames.WithoutStack(await client.ReceiveFrameAsync());
        Assert.Equal((RpcStatusProto.Error, 7u, javaClass), (refusal.Status, refusal.CallId, refusal.ExceptionClassName));
        await server.GatheredBytesGoAsync();

        await client.SendAsync(call[Sent..]);
        await client.SendAsync(Call(8, "usual", 10));
        Assert.Equal((RpcStatusProto.Success, 8u), await HeaderAsync(client));
        await server.GatheredBytesGoAsync();
    }

    [Fact]
    public async Task The_refusal_names_method_size_and_limit()
    {
        await using var server = await TestServer.StartAsync(Protocol());
        using var client = await RawClient.OpenAsync(server.EndPoint);
        await client.SendAsync(Call(1, "usual", 2 * Mebibyte)[..500]);
        var refusal = Frames.WithoutStack(await client.ReceiveFrameAsync());
        Assert.StartsWith(
            $"Requested data length {(2 * Mebibyte) + 9} of usual is longer than the maximum of this method, {Mebibyte} bytes",
            refusal.ErrorMsg,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("small", SmallBudget, RpcStatusProto.Success)]
    [InlineData("small", SmallBudget + 1, RpcStatusProto.Error)]
    [InlineData("usual", Mebibyte, RpcStatusProto.Success)]
    [InlineData("usual", Mebibyte + 1, RpcStatusProto.Error)]
    [InlineData("full", 3 * Mebibyte, RpcStatusProto.Success)]
    public async Task A_budget_is_met_to_the_byte_however_the_call_arrives(string method, int requestBytes, RpcStatusProto status)
    {
        await using var server = await TestServer.StartAsync(Protocol());
        using var client = await RawClient.OpenAsync(server.EndPoint);
        var call = CallOf(3, method, requestBytes);
        await client.SendAsync(call);
        Assert.Equal((status, 3u), await HeaderAsync(client));
        var random = new SeededRandom(7);
        for (var at = 0; at < call.Length;)
        {
            var length = Math.Min(call.Length - at, 1 + random.Next(call.Length / 20));
            await client.SendAsync(call[at..(at + length)]);
            at += length;
        }

        Assert.Equal((status, 3u), await HeaderAsync(client));
        await server.GatheredBytesGoAsync();
    }

    [Fact]
    public async Task Many_calls_of_all_sizes_in_one_stream_are_answered_in_order()
    {
        await using var server = await TestServer.StartAsync(Protocol());
        using var client = await RawClient.OpenAsync(server.EndPoint);
        int[] sizes = [1, 2 * Mebibyte, 17_000, 16_300, 3, 1_500_000, 100_000, 20 * Mebibyte, 5];
        var stream = sizes.SelectMany(static (size, i) => Call(i, "usual", size)).ToArray();
        var sending = client.SendAsync(stream);
        for (var i = 0; i < sizes.Length; i++)
        {
            Assert.Equal((sizes[i] < Mebibyte ? RpcStatusProto.Success : RpcStatusProto.Error, (uint)i), await HeaderAsync(client));
        }

        await sending;
        await server.GatheredBytesGoAsync();
    }

    [Fact]
    public async Task Half_frames_of_many_connections_take_no_more_than_the_limit_and_others_are_answered()
    {
        const int Limit = 12 * Mebibyte; // a user may hold a third of it
        const int Connections = 12;
        await using var server = await TestServer.StartAsync(
            Protocol(), RpcServerOptions.Default with { MaxFrameBytes = 3 * Mebibyte, MaxGatheredBytes = Limit });
        var clients = new List<RawClient>();
        var answers = new List<Task<byte[]>>();
        for (var i = 0; i < Connections; i++)
        {
            var client = await RawClient.OpenAsync(server.EndPoint);
            clients.Add(client);
            await client.SendAsync(Call(1, "full", 2 * Mebibyte)[..Mebibyte]);
            answers.Add(client.ReceiveFrameAsync());
        }

        for (var refused = 0; refused < Connections - (Limit / 3 / Mebibyte); refused++)
        {
            var answer = await Task.WhenAny(answers);
            answers.Remove(answer);
            var refusal = Frames.WithoutStack(await answer);
            Assert.Equal((RpcStatusProto.Error, 1u, JavaErrors.Retriable), (refusal.Status, refusal.CallId, refusal.ExceptionClassName));
            Assert.InRange(server.Server.GatheredBytes, 0, Limit);
        }

        using (var other = await RawClient.OpenAsync(server.EndPoint))
        {
            await other.SendAsync(Call(5, "usual", 100));
            Assert.Equal((RpcStatusProto.Success, 5u), await HeaderAsync(other));
        }

        clients.ForEach(static client => client.Dispose());
        // those that were let go on end with their sockets
        await Task.WhenAll(answers).ContinueWith(static _ => { }, TaskScheduler.Default);
        await server.GatheredBytesGoAsync();
    }

    [Fact]
    public async Task While_memory_is_short_a_frame_that_takes_long_is_cut()
    {
        await using var server = await TestServer.StartAsync(Protocol(), RpcServerOptions.Default with
        {
            MaxFrameBytes = Mebibyte,
            MaxGatheredBytes = 4 * Mebibyte,
            FrameTimeoutWhenShort = TimeSpan.FromMilliseconds(50),
            ScanInterval = TimeSpan.FromMilliseconds(20),
        });
        var all = new List<RawClient>();
        foreach (var user in (string[])["alice", "bob", "carol"])
        {
            var slow = await RawClient.OpenAsync(server.EndPoint, user);
            all.Add(slow);
            await slow.SendAsync(Call(1, "full", Mebibyte - 1000)[..(700 * 1024)]); // more than half of the memory together
        }

        // One that goes is enough: then there is memory again.
        Assert.True(await await Task.WhenAny(all.Select(static client => client.IsClosedAsync())));
        all.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task Who_sends_many_long_halves_takes_nothing_from_other_users_and_from_short_calls()
    {
        await using var server = await TestServer.StartAsync(
            Protocol(), RpcServerOptions.Default with { MaxFrameBytes = 2 * Mebibyte, MaxGatheredBytes = 7 * Mebibyte });
        var greedy = new List<RawClient>();
        for (var i = 0; i < 8; i++)
        {
            var client = await RawClient.OpenAsync(server.EndPoint, "mallory");
            greedy.Add(client);
            await client.SendAsync(Call(1, "full", 2 * Mebibyte - 1000)[..(1900 * 1024)]);
        }

        // One fits into the user's share, perhaps; all others are refused.
        var refusals = greedy.Select(static client => client.ReceiveFrameAsync()).ToList();
        for (var i = 1; i < greedy.Count; i++)
        {
            var refusal = await Task.WhenAny(refusals);
            refusals.Remove(refusal);
            Assert.Equal(JavaErrors.Retriable, Frames.WithoutStack(await refusal).ExceptionClassName);
        }

        using var bob = await RawClient.OpenAsync(server.EndPoint, "bob");
        var small = Call(5, "usual", 300);
        await bob.SendAsync(small[..100]);
        await bob.SendAsync(small[100..]);
        Assert.Equal((RpcStatusProto.Success, 5u), await HeaderAsync(bob));
        var large = Call(6, "full", Mebibyte);
        await bob.SendAsync(large[..(large.Length / 2)]);
        await bob.SendAsync(large[(large.Length / 2)..]);
        Assert.Equal((RpcStatusProto.Success, 6u), await HeaderAsync(bob));
        greedy.ForEach(static client => client.Dispose());
        await Task.WhenAll(refusals).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public static TheoryData<string, byte[]> Endless => new()
    {
        { "a request header that does not end", [0, 16, 0, 0, 0xFF, 0xFF, 0x03, .. new byte[FrameBytes]] },
        {
            "a method's name that does not end",
            [0, 16, 0, 0, .. WireBytes.Delimited(WireBytes.Header(1)), 0xFF, 0xFF, 0x03, .. new byte[FrameBytes]]
        },
        { "a message of the handshake", [0, 16, 0, 0, .. WireBytes.Delimited(WireBytes.Header(-33)), .. new byte[FrameBytes]] },
    };

    private const int FrameBytes = 20_000;

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task What_has_no_bound_of_its_own_closes_the_connection(string what, byte[] bytes)
    {
        await using var server = await TestServer.StartAsync(Protocol());
        using var client = await RawClient.OpenAsync(server.EndPoint);
        await client.SendAsync(bytes);
        var refusal = Frames.WithoutStack(await client.ReceiveFrameAsync());
        Assert.True(refusal.Status == RpcStatusProto.Fatal, what);
        Assert.True(await client.IsClosedAsync(), what);
    }

    private static async Task<(RpcStatusProto Status, uint CallId)> HeaderAsync(RawClient client)
    {
        var header = RpcResponseHeaderProto.Parser.ParseDelimitedFrom(new MemoryStream((await client.ReceiveFrameAsync())[sizeof(int)..]));
        return (header.Status, header.CallId);
    }

    /// <summary>A call whose text has so many characters.</summary>
    private static byte[] Call(int callId, string method, int textBytes) => WireBytes.Frame(
        WireBytes.Delimited(WireBytes.Header(callId)),
        WireBytes.Engine(method),
        WireBytes.Delimited(new EchoRequest { Text = new string('x', textBytes) }));

    /// <summary>A call whose request has so many bytes with its length.</summary>
    private static byte[] CallOf(int callId, string method, int requestBytes)
    {
        var head = WireBytes.Frame(WireBytes.Delimited(WireBytes.Header(callId)), WireBytes.Engine(method)).Length;
        for (var text = requestBytes - 12; ; text++)
        {
            var call = Call(callId, method, text);
            if (call.Length - head == requestBytes)
            {
                Assert.Equal(BinaryPrimitives.ReadInt32BigEndian(call), call.Length - sizeof(int));
                return call;
            }
        }
    }
}
