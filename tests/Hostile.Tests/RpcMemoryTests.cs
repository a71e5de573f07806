using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Hostile.Tests;

/// <summary>What RPC itself keeps of long calls and answers, in a server whose methods keep nothing.</summary>
public sealed class RpcMemoryTests
{
    private const int CallsOfEach = 2;

    [Fact]
    public async Task Neither_end_of_a_connection_keeps_arrays_as_long_as_a_call_or_an_answer()
    {
        var protocol = new RpcProtocol("test.Anything", 1)
            .Add("take", StringValue.Parser, RpcProtocol.FullFrame, static (_, _) => new ValueTask<IMessage>(new Empty()))
            .Add(
                "give",
                Int32Value.Parser,
                RpcProtocol.FullFrame,
                static (r, _) => new ValueTask<IMessage>(new StringValue { Value = Texts.Of("x", r.Value) }));
        await using var server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], RpcServerOptions.Default, NullLogger.Instance, CancellationToken.None);
        await using var client = new RpcClient(new RpcClientOptions("mallory") { CallTimeout = Findings.Patience });
        var name = new RpcProtocolName(protocol.Name, 1);
        Texts.Prepare();
        using var kept = new KeptArrays();
        foreach (var (_, length, _) in Texts.Lengths)
        {
            for (var i = 0; i < CallsOfEach; i++)
            {
                await client.CallAsync(
                    server.BoundEndPoint, name, "take", new StringValue { Value = Texts.Of("x", length) }, Empty.Parser,
                    CancellationToken.None);
                var answer = await client.CallAsync(
                    server.BoundEndPoint, name, "give", new Int32Value { Value = length }, StringValue.Parser, CancellationToken.None);
                Assert.Equal(length, answer.Value.Length);
            }
        }

        Assert.Empty(kept.Take());
    }
}
