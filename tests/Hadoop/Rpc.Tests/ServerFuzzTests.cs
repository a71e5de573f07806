using System.Diagnostics;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>A live server gets random and damaged bytes over many connections and goes on serving the others.</summary>
public sealed class ServerFuzzTests
{
    private const int Connections = 1_500;

    [Fact]
    [Fuzzes(typeof(RpcConnection))]
    public async Task Survives_any_bytes()
    {
        var protocol = new RpcProtocol(WireBytes.ClientProtocol, 1)
            .Add("getFileInfo", GetFileInfoRequestProto.Parser, static (_, _) => new ValueTask<IMessage>(new EchoResponse()));
        await using var server = await TestServer.StartAsync(protocol);
        await Parallel.ForAsync(0, Connections, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, _) =>
        {
            using var client = await RawClient.ConnectAsync(server.EndPoint);
            try
            {
                await client.SendAsync(Bytes(new SeededRandom((ulong)seed)));
            }
            catch (SocketException)
            {
                // it has hung up on us already
            }
        });

        using var orderly = await RawClient.OpenAsync(server.EndPoint);
        await orderly.SendAsync(WireBytes.GetFileInfo(WireBytes.Header(1)));
        Assert.Equal(0x1c, (await orderly.ReceiveFrameAsync())[3]);
    }

    private static byte[] Bytes(SeededRandom random)
    {
        byte[] bytes =
        [
            .. random.Chance(0.5) ? WireBytes.Simple : WireBytes.Sasl,
            .. random.Chance(0.3)
                ? WireBytes.SaslMessage(
                    new Hadoop.Rpc.Protocol.RpcSaslProto { State = (Hadoop.Rpc.Protocol.RpcSaslProto.Types.SaslState)random.Next(6) })
                : [],
            .. WireBytes.Context("alice"),
            .. WireBytes.GetFileInfo(WireBytes.Header(random.Next(-40, 100))),
            .. WireBytes.GetFileInfo(WireBytes.Header(random.Next(100))),
        ];
        if (random.Chance(0.2))
        {
            bytes = new byte[random.Next(200)];
        }

        for (var i = random.Next(6); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.NextUInt64();
        }

        return bytes[..random.Next(bytes.Length + 1)];
    }
}
