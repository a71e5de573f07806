using Google.Protobuf;
using Hathi.Rpc.Messages;

namespace Hathi.Rpc.Server;

/// <summary>
/// <c>org.apache.hadoop.ipc.ProtocolMetaInfoProtocol</c>: which versions of a protocol the server speaks. Apache answers
/// for every RPC kind, with an empty entry for kinds that do not serve the protocol.
/// </summary>
internal static class MetaInfoProtocol
{
    public const string Name = "org.apache.hadoop.ipc.ProtocolMetaInfoProtocol";
    public const string ProtobufKind = "RPC_PROTOCOL_BUFFER";

    public static RpcProtocol For(IReadOnlyCollection<RpcProtocol> protocols) => new RpcProtocol(Name, 1)
        .Add("getProtocolVersions", GetProtocolVersionsRequestProto.Parser, (request, _) =>
        {
            var answer = new GetProtocolVersionsResponseProto();
            foreach (var protocol in protocols)
            {
                if (protocol.Name == request.Protocol)
                {
                    answer.ProtocolVersions.Add(new ProtocolVersionProto { RpcKind = ProtobufKind, Versions = { (ulong)protocol.Version } });
                }
            }

            return new ValueTask<IMessage>(answer);
        })
        .Add("getProtocolSignature", GetProtocolSignatureRequestProto.Parser, (request, _) =>
        {
            var answer = new GetProtocolSignatureResponseProto();
            foreach (var protocol in protocols)
            {
                if (protocol.Name == request.Protocol && request.RpcKind == ProtobufKind)
                {
                    answer.ProtocolSignature.Add(Signature(protocol));
                }
            }

            return new ValueTask<IMessage>(answer);
        });

    private static ProtocolSignatureProto Signature(RpcProtocol protocol)
    {
        var signature = new ProtocolSignatureProto { Version = (ulong)protocol.Version };
        return signature;
    }
}
