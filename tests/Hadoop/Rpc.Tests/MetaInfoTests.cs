using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>ProtocolMetaInfoPB: what a server tells of its protocols.</summary>
public sealed class MetaInfoTests
{
    private const string Interface = "org.apache.hadoop.hdfs.protocolPB.ClientNamenodeProtocolPB";
    private const string Messages = "org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos";
    private static readonly RpcProtocolName s_metaInfo = new(MetaInfoProtocol.Name, 1);

    /// <summary>Hashes as the NameNode of Apache Hadoop 3.5.0 gives them for ClientNamenodeProtocolPB.</summary>
    [Theory]
    [MemberData(nameof(RecordedHashes))]
    public void Fingerprints_are_those_of_Java(string method, string request) =>
        Assert.Contains((uint)new JavaNames(Interface, Messages).Fingerprint(method, request), ApacheSignature.ClientNamenodeProtocol);

    public static TheoryData<string, string> RecordedHashes => new()
    {
        { "getFileInfo", "GetFileInfoRequestProto" },
        { "addBlock", "AddBlockRequestProto" },
        { "renewLease", "RenewLeaseRequestProto" },
        { "rename2", "Rename2RequestProto" },
    };

    [Theory]
    [InlineData(WireBytes.ClientProtocol)]
    [InlineData(Interface)]
    public async Task A_protocol_is_found_by_either_name(string name)
    {
        var protocol = new RpcProtocol(WireBytes.ClientProtocol, 1)
            .KnownToJavaAs(Interface, Messages)
            .Add("getFileInfo", GetFileInfoRequestProto.Parser, static (_, _) => new ValueTask<IMessage>(new EchoResponse()));
        await using var server = await TestServer.StartAsync(protocol);
        var versions = await server.Client.CallAsync(
            server.EndPoint, s_metaInfo, "getProtocolVersions", new GetProtocolVersionsRequestProto { Protocol = name },
            GetProtocolVersionsResponseProto.Parser, TestContext.Current.CancellationToken);
        Assert.Equal([1UL], Assert.Single(versions.ProtocolVersions).Versions);
        var signature = await server.Client.CallAsync(
            server.EndPoint, s_metaInfo, "getProtocolSignature",
            new GetProtocolSignatureRequestProto { Protocol = name, RpcKind = "RPC_PROTOCOL_BUFFER" },
            GetProtocolSignatureResponseProto.Parser, TestContext.Current.CancellationToken);
        Assert.Single(Assert.Single(signature.ProtocolSignature).Methods);
    }
}
