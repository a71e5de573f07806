using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Protocol;

namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>Our RPC client with Apache's NameNode: answers, refusals, many calls at once.</summary>
[Collection(ApacheCollection.Name)]
public sealed class RpcWithApacheTests(ApacheFixture apache)
{
    private static readonly RpcProtocolName s_clientProtocol = new(ProtocolNames.Client, (long)ProtocolNames.Version);

    [Fact]
    public async Task Answers_and_refusals_come_through()
    {
        apache.Need();
        await using var client = new RpcClient(new RpcClientOptions("root"));
        Assert.NotNull((await GetFileInfoAsync(client, "/")).Fs);
        Assert.Null((await GetFileInfoAsync(client, "/no/such/file")).Fs);

        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync(client, "getFileInfo", new GetFileInfoRequestProto()));
        Assert.Equal((JavaErrors.InvalidProtocolBuffer, RpcErrorCode.Application), (refusal.JavaClass, refusal.Code));
        Assert.Equal("Message missing required fields: src", refusal.FirstLine);
        refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync(client, "noSuchMethod", new GetFileInfoRequestProto()));
        Assert.Equal((JavaErrors.NoSuchMethod, RpcErrorCode.NoSuchMethod), (refusal.JavaClass, refusal.Code));
    }

    [Fact]
    public async Task Many_calls_share_a_connection()
    {
        apache.Need();
        await using var client = new RpcClient(new RpcClientOptions("root"));
        var calls = Enumerable.Range(0, 500).Select(_ => GetFileInfoAsync(client, "/")).ToArray();
        Assert.All(await Task.WhenAll(calls), static answer => Assert.NotNull(answer.Fs));
    }

    private static Task<GetFileInfoResponseProto> GetFileInfoAsync(RpcClient client, string path) =>
        CallAsync(client, "getFileInfo", new GetFileInfoRequestProto { Src = path });

    private static Task<GetFileInfoResponseProto> CallAsync(RpcClient client, string method, IMessage request) => client.CallAsync(
        IPEndPoint.Parse(ApacheFixture.NameNode), s_clientProtocol, method, request, GetFileInfoResponseProto.Parser,
        TestContext.Current.CancellationToken);
}
