using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Hadoop.Tokens;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>What shares a connection.</summary>
internal sealed record ConnectionKey(EndPoint Server, string User, string Protocol, Token? Token);

/// <summary>One attempt of a call, ready to be sent.</summary>
internal sealed record OutgoingCall(
    ConnectionKey Key,
    int CallId,
    int RetryCount,
    string Method,
    byte[] EngineHeader,
    IMessage Request,
    TimeSpan Timeout,
    long MaxDecodedBytes)
{
    public string Server => RpcAddress.Format(Key.Server);

    /// <summary>RequestHeaderProto behind its length: the same for all calls of a method.</summary>
    public static byte[] EncodeEngineHeader(RpcProtocolName protocol, string method)
    {
        var header = new RequestHeaderProto
        {
            MethodName = method,
            DeclaringClassProtocolName = protocol.Name,
            ClientProtocolVersion = (ulong)protocol.Version,
        };
        var size = header.CalculateSize();
        var bytes = new byte[ProtoWriter.DelimitedSize(size)];
        var writer = new ProtoWriter(bytes);
        writer.Delimited(header, size);
        return bytes;
    }
}
