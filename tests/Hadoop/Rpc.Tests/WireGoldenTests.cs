using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Rpc.Tests.Messages;
using static Hathi.Hadoop.Rpc.Protocol.RpcResponseHeaderProto.Types;

namespace Hathi.Rpc.Tests;

/// <summary>The bytes we send, pinned, and equal to what the generated messages would write.</summary>
public sealed class WireGoldenTests
{
    private static readonly EchoRequest s_request = new() { Text = "/a" };

    [Fact]
    [GoldenBytes(typeof(ConnectionHeader), 9)]
    public void Connection_header() => Assert.Equal("68727063090000", Convert.ToHexStringLower(ConnectionHeader.Simple));

    [Fact]
    public void Request() => Pin(
        "000000421a08021000180e2210000102030405060708090a0b0c0d0e0f2806210a04" + "6563686f"
        + "1217" + "68617468692e746573742e4563686f50726f746f636f6c" + "1801" + "04" + "0a022f61",
        new RequestFrame(
            7, 3, WireBytes.ClientId, EngineHeader.Encode(EchoProtocol.Name.Name, EchoProtocol.Name.Version, "echo"), s_request));

    [Fact]
    public void Ping() => Pin("0000001b1a0802100018072210000102030405060708090a0b0c0d0e0f2801", new PingFrame(WireBytes.ClientId));

    [Fact]
    public void Reply() => Pin(
        "0000001c1a0807100018093a10000102030405060708090a0b0c0d0e0f400600",
        new ReplyFrame(7, 3, WireBytes.ClientId, new EchoResponse()));

    [Fact]
    public void Refusal() => Pin(
        "0000002c2b08071001180922096a6176612e696f2e582a026e6f30013a10000102030405060708090a0b0c0d0e0f4006",
        new ErrorFrame(7, 3, WireBytes.ClientId, new RpcFault("java.io.X", "no")));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(int.MaxValue, -1)]
    [InlineData(-33, -1)]
    [InlineData(300, 1 << 20)]
    public void Frames_equal_the_generated_messages(int callId, int retryCount)
    {
        var request = WireBytes.Header(callId);
        request.RetryCount = retryCount;
        Assert.Equal(
            WireBytes.Frame(WireBytes.Delimited(request), WireBytes.Delimited(s_request)),
            Bytes(new RequestFrame(callId, retryCount, WireBytes.ClientId, [], s_request)));

        var reply = new RpcResponseHeaderProto
        {
            CallId = (uint)callId,
            Status = RpcStatusProto.Success,
            ServerIpcVersionNum = 9,
            ClientId = ByteString.CopyFrom(WireBytes.ClientId),
            RetryCount = retryCount,
        };
        Assert.Equal(
            WireBytes.Frame(WireBytes.Delimited(reply), WireBytes.Delimited(s_request)),
            Bytes(new ReplyFrame(callId, retryCount, WireBytes.ClientId, s_request)));

        reply.Status = RpcStatusProto.Fatal;
        reply.ExceptionClassName = "java.lang.Grüße";
        reply.ErrorMsg = new string('ß', 100);
        reply.ErrorDetail = RpcErrorCodeProto.FatalUnauthorized;
        Assert.Equal(
            WireBytes.Frame(WireBytes.Delimited(reply)),
            Bytes(new ErrorFrame(
                callId, retryCount, WireBytes.ClientId,
                new RpcFault(reply.ExceptionClassName, reply.ErrorMsg, RpcErrorCode.FatalUnauthorized))));
    }

    private static void Pin<TFrame>(string hex, TFrame frame)
        where TFrame : struct, IFrame => Assert.Equal(hex, Convert.ToHexStringLower(Bytes(frame)));

    private static byte[] Bytes<TFrame>(TFrame frame)
        where TFrame : struct, IFrame
    {
        var bytes = new byte[frame.Size];
        frame.Write(bytes);
        return bytes;
    }
}
