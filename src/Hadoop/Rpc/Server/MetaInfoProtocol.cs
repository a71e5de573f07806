using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// ProtocolMetaInfoProtocol: which protocols, versions and methods a server answers. A protocol is asked for by its own name or by its
/// Java interface. Source: Apache's <c>ProtocolMetaInfoServerSideTranslatorPB</c>.
/// </summary>
internal static class MetaInfoProtocol
{
    /// <summary>The name on the wire, which is that of the Java interface.</summary>
    public const string Name = "org.apache.hadoop.ipc.ProtocolMetaInfoPB";

    private const string MessagesClass = "org.apache.hadoop.ipc.protobuf.ProtocolInfoProtos";
    private const string ProtobufKind = "RPC_PROTOCOL_BUFFER";

    /// <summary>The protocol, telling of <paramref name="protocols"/> and of itself.</summary>
    public static RpcProtocol For(IReadOnlyCollection<RpcProtocol> protocols)
    {
        var all = new List<RpcProtocol>(protocols);
        var self = new RpcProtocol(Name, 1)
            .KnownToJavaAs(Name, MessagesClass)
            .Add(
                "getProtocolVersions",
                GetProtocolVersionsRequestProto.Parser,
                (request, _) => new ValueTask<IMessage>(Versions(all, request)))
            .Add(
                "getProtocolSignature",
                GetProtocolSignatureRequestProto.Parser,
                (request, _) => new ValueTask<IMessage>(Signature(all, request)));
        all.Add(self);
        return self;
    }

    private static GetProtocolVersionsResponseProto Versions(List<RpcProtocol> all, GetProtocolVersionsRequestProto request)
    {
        var version = (ulong)Find(all, request.Protocol).Version;
        return new() { ProtocolVersions = { new ProtocolVersionProto { RpcKind = ProtobufKind, Versions = { version } } } };
    }

    private static GetProtocolSignatureResponseProto Signature(List<RpcProtocol> all, GetProtocolSignatureRequestProto request)
    {
        var answer = new GetProtocolSignatureResponseProto();
        var protocol = Find(all, request.Protocol);
        if (request.RpcKind != ProtobufKind)
        {
            return answer;
        }

        var signature = new ProtocolSignatureProto { Version = (ulong)protocol.Version };
        if (protocol.JavaNames is { } names)
        {
            foreach (var method in protocol.Methods)
            {
                signature.Methods.Add((uint)names.Fingerprint(method.Name, method.RequestName));
            }
        }

        answer.ProtocolSignature.Add(signature);
        return answer;
    }

    private static RpcProtocol Find(List<RpcProtocol> all, string name)
    {
        foreach (var protocol in all)
        {
            if (protocol.Name == name || protocol.JavaNames?.ProtocolInterface == name)
            {
                return protocol;
            }
        }

        throw new RpcFault(JavaErrors.ClassNotFound, name);
    }
}
