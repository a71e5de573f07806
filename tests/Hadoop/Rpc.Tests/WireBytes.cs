using System.Buffers.Binary;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using static Hathi.Hadoop.Rpc.Protocol.RpcRequestHeaderProto.Types;

namespace Hathi.Rpc.Tests;

/// <summary>The client's side of the wire, composed with the generated messages: apart from the code under test.</summary>
internal static class WireBytes
{
    public const string ClientProtocol = "org.apache.hadoop.hdfs.protocol.ClientProtocol";

    public static readonly byte[] ClientId = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    public static readonly byte[] Simple = [.. "hrpc"u8, 9, 0, 0];

    public static readonly byte[] Sasl = [.. "hrpc"u8, 9, 0, 0xDF];

    /// <summary>A request header with all that it must have.</summary>
    public static RpcRequestHeaderProto Header(int callId) => new()
    {
        RpcKind = RpcKindProto.RpcProtocolBuffer,
        RpcOp = OperationProto.RpcFinalPacket,
        CallId = callId,
        ClientId = ByteString.CopyFrom(ClientId),
        RetryCount = callId < 0 ? -1 : 0,
    };

    public static byte[] Frame(params byte[][] parts)
    {
        var body = parts.SelectMany(static part => part).ToArray();
        var frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, sizeof(int));
        return frame;
    }

    public static byte[] Delimited(IMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteDelimitedTo(stream);
        return stream.ToArray();
    }

    public static byte[] Delimited(params byte[] bytes) => Delimited(ByteString.CopyFrom(bytes));

    public static byte[] Context(string user) => Context(new UserInformationProto { EffectiveUser = user });

    public static byte[] Context(UserInformationProto user) => Frame(
        Delimited(Header(-3)),
        Delimited(new IpcConnectionContextProto { UserInfo = user, Protocol = ClientProtocol }));

    public static byte[] Engine(string method) => Engine(method, ClientProtocol, 1);

    public static byte[] Engine(string method, string protocol, ulong version) => Delimited(new RequestHeaderProto
    {
        MethodName = method,
        DeclaringClassProtocolName = protocol,
        ClientProtocolVersion = version,
    });

    /// <summary>getFileInfo of a file that is not there; the request is one string, field 1.</summary>
    public static byte[] GetFileInfo(RpcRequestHeaderProto header) => Frame(
        Delimited(header),
        Engine("getFileInfo"),
        Delimited(new UserInformationProto { EffectiveUser = "/nonexistent" }));

    public static byte[] SaslMessage(RpcSaslProto message) => Frame(Delimited(Header(-33)), Delimited(message));

    private static byte[] Delimited(ByteString bytes)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteBytes(bytes);
        }

        return stream.ToArray();
    }
}
