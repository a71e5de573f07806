using Google.Protobuf;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>A call: request header, the method's name, the request. Field order as Apache's client writes it.</summary>
internal readonly struct RequestFrame : IFrame
{
    private readonly int _callId;
    private readonly int _retryCount;
    private readonly byte[] _clientId;
    private readonly byte[] _engineHeader;
    private readonly IMessage _request;
    private readonly int _headerSize;
    private readonly int _requestSize;

    /// <param name="callId">The call's number; below zero out of band.</param>
    /// <param name="retryCount">0 for the first attempt.</param>
    /// <param name="clientId">16 bytes.</param>
    /// <param name="engineHeader">RequestHeaderProto, encoded, behind its length; empty out of band.</param>
    /// <param name="request">The request.</param>
    public RequestFrame(int callId, int retryCount, byte[] clientId, byte[] engineHeader, IMessage request)
    {
        _callId = callId;
        _retryCount = retryCount;
        _clientId = clientId;
        _engineHeader = engineHeader;
        _request = request;
        _headerSize = RequestHeaderWriter.Size(callId, retryCount, clientId);
        _requestSize = request.CalculateSize();
    }

    public int Size =>
        Framing.LengthBytes + ProtoWriter.DelimitedSize(_headerSize) + _engineHeader.Length + ProtoWriter.DelimitedSize(_requestSize);

    public void Write(Span<byte> target)
    {
        var writer = new ProtoWriter(target);
        writer.BigEndian(target.Length - Framing.LengthBytes);
        writer.VarintValue((uint)_headerSize);
        RequestHeaderWriter.Write(ref writer, _callId, _retryCount, _clientId);
        writer.Raw(_engineHeader);
        writer.Delimited(_request, _requestSize);
    }
}

/// <summary>A ping: a request header with call id -4 and nothing behind it.</summary>
internal readonly struct PingFrame(byte[] clientId) : IFrame
{
    private readonly int _headerSize = RequestHeaderWriter.Size(CallIds.Ping, RequestHeader.Absent, clientId);

    public int Size => Framing.LengthBytes + ProtoWriter.DelimitedSize(_headerSize);

    public void Write(Span<byte> target)
    {
        var writer = new ProtoWriter(target);
        writer.BigEndian(target.Length - Framing.LengthBytes);
        writer.VarintValue((uint)_headerSize);
        RequestHeaderWriter.Write(ref writer, CallIds.Ping, RequestHeader.Absent, clientId);
    }
}

/// <summary>The fields of RpcRequestHeaderProto.</summary>
internal static class RequestHeaderWriter
{
    public static int Size(int callId, int retryCount, byte[] clientId) =>
        2 // kind
        + 2 // operation
        + 1 + ProtoWriter.VarintSize(ProtoWriter.ZigZag(callId))
        + 1 + ProtoWriter.DelimitedSize(clientId.Length)
        + 1 + ProtoWriter.VarintSize(ProtoWriter.ZigZag(retryCount));

    public static void Write(ref ProtoWriter writer, int callId, int retryCount, byte[] clientId)
    {
        writer.Field(1 << 3, RequestHeader.KindProtobuf);
        writer.Field(2 << 3, RequestHeader.FinalPacket);
        writer.Field(3 << 3, ProtoWriter.ZigZag(callId));
        writer.Field((4 << 3) | 2, clientId);
        writer.Field(5 << 3, ProtoWriter.ZigZag(retryCount));
    }
}
