using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.Client.Tests;

/// <summary>A master's conversation with a node.</summary>
public sealed class ContainerClientTests
{
    private static readonly Token s_token = new([1, 2, 3], TokenPassword.Of([1, 2, 3], [7]), "NMToken", "");
    private static readonly ContainerIdProto s_id = new() { AppAttemptId =
        new ApplicationAttemptIdProto { ApplicationId = new ApplicationIdProto { Id = 1, ClusterTimestamp = 5 }, AttemptId = 1 }, Id = 2 };

    /// <summary>The call's first answer was lost with its connection: it is made again, and the container runs.</summary>
    [Fact]
    public async Task A_container_that_runs_already_was_started()
    {
        var services = await StartAsync("Container container_5_0001_01_000002 already is running on this node!!");
        Assert.Equal([0, 0, 52, 250], services["mapreduce_shuffle"]);
    }

    [Fact]
    public async Task A_container_that_the_node_does_not_start_is_refused() =>
        Assert.Equal("no room", (await Assert.ThrowsAsync<YarnException>(() => StartAsync("no room"))).Message);

    private static async Task<IReadOnlyDictionary<string, byte[]>> StartAsync(string refusal)
    {
        var protocol = new RpcProtocol(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version).Add(
            "startContainers", StartContainersRequestProto.Parser, (_, _) =>
        {
            var answer = new StartContainersResponseProto();
            answer.FailedRequests.Add(new ContainerExceptionMapProto
            {
                ContainerId = s_id, Exception = new SerializedExceptionProto
                {
                    ClassName = "org.apache.hadoop.yarn.exceptions.YarnException", Message = refusal,
                },
            });
            answer.ServicesMetaData.Add(new StringBytesMapProto { Key = "mapreduce_shuffle", Value = ByteString.CopyFrom(0, 0, 52, 250) });
            return ValueTask.FromResult<IMessage>(answer);
        });
        await using var server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], new RpcServerOptions { TokenSecrets = new Secrets(), AllowsSimple = false },
            NullLogger.Instance, default);
        await using var client = new ContainerClient();
        var node = new NodeIdProto { Host = "127.0.0.1", Port = server.BoundEndPoint.Port };
        client.AddTokens([new NMTokenProto { NodeId = node, Token = s_token.ToMessage() }]);
        return await client.StartAsync(new ContainerProto { Id = s_id, NodeId = node }, new ContainerLaunchContextProto(), default);
    }

    private sealed class Secrets : ITokenSecrets
    {
        public TokenSecret Find(ReadOnlySpan<byte> identifier) => new("ada", "NMToken", s_token.Password.ToArray());
    }
}
