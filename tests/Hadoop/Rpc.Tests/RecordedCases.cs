using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using static Hathi.Hadoop.Rpc.Protocol.RpcRequestHeaderProto.Types;
using static Hathi.Hadoop.Rpc.Protocol.RpcSaslProto.Types;
using static Hathi.Rpc.Tests.WireBytes;

namespace Hathi.Rpc.Tests;

/// <summary>What is sent to Apache's NameNode to record its answers; each becomes a transcript that our server must match.</summary>
internal static class RecordedCases
{
    private const string MetaInfo = "org.apache.hadoop.ipc.ProtocolMetaInfoPB";

    public static IEnumerable<(string Name, string About, byte[][] Sent)> All()
    {
        foreach (var version in new byte[] { 1, 2, 3, 8, 10 })
        {
            yield return ($"version-{version}", $"A client of RPC version {version}.", [[.. "hrpc"u8, version, 0, 0]]);
        }

        yield return ("http-get", "A browser at the RPC port.", [Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]);
        yield return ("ssh", "An ssh client at the RPC port.", [Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH\r\n")]);
        yield return ("tls", "A TLS client at the RPC port.", [[0x16, 3, 1, 2, 0, 1, 0, 1]]);
        yield return ("zeros", "Eight bytes of nothing.", [[0, 1, 2, 3, 4, 5, 6, 7]]);
        yield return ("auth-unknown", "An authentication protocol that does not exist.", [[.. "hrpc"u8, 9, 0, 7]]);
        yield return ("frame-negative", "A frame of -5 bytes.", [Simple, Context("root"), [0xFF, 0xFF, 0xFF, 0xFB, 1, 2, 3, 4]]);
        yield return ("frame-2gib", "A frame of 2 GiB.", [Simple, Context("root"), [0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]]);
        foreach (var one in Connections().Concat(Headers()).Concat(Calls()).Concat(Sasl_()))
        {
            yield return one;
        }
    }

    private static IEnumerable<(string Name, string About, byte[][] Sent)> Connections()
    {
        yield return ("context-missing", "A call before the connection context.", [Simple, GetFileInfo(Header(0))]);
        yield return ("context-twice", "Two connection contexts.", [Simple, Context("root"), Context("root")]);
        yield return ("context-garbage", "A connection context that does not decode.",
            [Simple, Frame(Delimited(Header(-3)), Delimited(0xFF, 0xFF, 0xFF))]);
        yield return ("context-cut", "A connection context whose message is not there.", [Simple, Frame(Delimited(Header(-3)))]);
        yield return ("ping", "A ping, which has no answer, and then a call.",
            [Simple, Context("root"), Frame(Delimited(Header(-4))), GetFileInfo(Header(7))]);
        yield return ("out-of-band-unknown", "A call id below zero that means nothing.",
            [Simple, Context("root"), Frame(Delimited(Header(-9)))]);
    }

    private static IEnumerable<(string Name, string About, byte[][] Sent)> Headers()
    {
        yield return ("header-garbage", "A request header that does not decode.",
            [Simple, Context("root"), Frame(Delimited(0xFF, 0xFF, 0xFF, 0xFF))]);
        yield return ("header-cut", "A request header that is longer than its frame.", [Simple, Context("root"), Frame([0x7F, 1])]);
        yield return ("frame-empty", "A frame of no bytes.", [Simple, Context("root"), Frame([])]);
        var header = Header(1);
        header.ClearRpcOp();
        yield return ("header-no-operation", "No operation.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.RpcOp = OperationProto.RpcContinuationPacket;
        yield return ("header-continuation", "An operation that nobody implements.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.RpcOp = OperationProto.RpcCloseConnection;
        yield return ("header-close", "The other operation that nobody implements.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.RpcOp = (OperationProto)9;
        yield return ("header-operation-unknown", "An operation that does not exist counts as none.",
            [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.ClearRpcKind();
        yield return ("header-no-kind", "No RPC kind.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.RpcKind = RpcKindProto.RpcBuiltin;
        yield return ("header-kind-builtin", "An RPC kind that is not served.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.RpcKind = RpcKindProto.RpcWritable;
        yield return ("header-kind-writable", "The other RPC kind that is not served.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.ClearCallId();
        yield return ("header-no-call-id", "No call id.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.ClearClientId();
        yield return ("header-no-client-id", "No client id.", [Simple, Context("root"), GetFileInfo(header)]);
        header = Header(1);
        header.ClientId = ByteString.CopyFromUtf8("abc");
        yield return ("header-short-client-id", "A client id of three bytes is as good as any.",
            [Simple, Context("root"), GetFileInfo(header)]);
    }

    private static IEnumerable<(string Name, string About, byte[][] Sent)> Calls()
    {
        var retry = Header(7);
        retry.RetryCount = 3;
        yield return ("call", "A call that is answered.", [Simple, Context("root"), GetFileInfo(retry)]);
        yield return ("call-in-one-write", "Header, context and call in one packet.",
            [[.. Simple, .. Context("root"), .. GetFileInfo(Header(1))]]);
        yield return ("protocol-unknown", "A protocol that is not served.",
            [Simple, Context("root"), Frame(Delimited(Header(1)), WireBytes.Engine("getFileInfo", "no.such.Protocol", 1), Delimited())]);
        yield return ("protocol-version", "A protocol version that is not served.",
            [Simple, Context("root"), Frame(Delimited(Header(1)), WireBytes.Engine("getFileInfo", ClientProtocol, 2), Delimited())]);
        yield return ("method-unknown", "A method that does not exist; the connection goes on.",
            [Simple, Context("root"), Frame(Delimited(Header(1)), WireBytes.Engine("noSuchMethod"), Delimited()), GetFileInfo(Header(2))]);
        yield return ("request-garbage", "A request that does not decode.",
            [Simple, Context("root"), Frame(Delimited(Header(1)), WireBytes.Engine("getFileInfo"), Delimited(0xFF, 0xFF, 0xFF))]);
        yield return ("request-incomplete", "A request without its required field.",
            [Simple, Context("root"), Frame(Delimited(Header(1)), WireBytes.Engine("getFileInfo"), Delimited())]);
        yield return ("request-cut", "A request that is not there.",
            [Simple, Context("root"), Frame(Delimited(Header(1)), WireBytes.Engine("getFileInfo"))]);
        yield return ("signature", "Which methods ProtocolMetaInfoPB has.", [Simple, Context("root"), Frame(
            Delimited(Header(1)),
            WireBytes.Engine("getProtocolSignature", MetaInfo, 1),
            Delimited(new GetProtocolSignatureRequestProto { Protocol = MetaInfo, RpcKind = "RPC_PROTOCOL_BUFFER" }))]);
        yield return ("signature-unknown", "Which methods a protocol has that does not exist.", [Simple, Context("root"), Frame(
            Delimited(Header(1)),
            WireBytes.Engine("getProtocolSignature", MetaInfo, 1),
            Delimited(new GetProtocolSignatureRequestProto { Protocol = "no.such", RpcKind = "RPC_PROTOCOL_BUFFER" }))]);
    }

    private static IEnumerable<(string Name, string About, byte[][] Sent)> Sasl_()
    {
        yield return ("sasl-context-early", "SASL asked for, but the connection context sent.", [Sasl, Context("root")]);
        yield return ("sasl-not-asked", "SASL not asked for, but sent.",
            [Simple, SaslMessage(new RpcSaslProto { State = SaslState.Negotiate })]);
        yield return ("sasl-initiate-nothing", "INITIATE that names no mechanism.",
            [Sasl, SaslMessage(new RpcSaslProto { State = SaslState.Initiate })]);
        yield return ("sasl-wrap-early", "WRAP before anything was agreed.",
            [Sasl, SaslMessage(new RpcSaslProto { State = SaslState.Wrap, Token = ByteString.CopyFromUtf8("a") })]);
        yield return ("sasl-challenge", "A state that only servers send.",
            [Sasl, SaslMessage(new RpcSaslProto { State = SaslState.Challenge })]);
    }
}
