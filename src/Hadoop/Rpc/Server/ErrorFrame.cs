using System.Text;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>A reply that refuses: response header with the Java exception class, no answer behind it.</summary>
internal readonly struct ErrorFrame : IFrame
{
    private readonly int _callId;
    private readonly int _retryCount;
    private readonly byte[] _clientId;
    private readonly RpcFault _fault;
    private readonly int _classSize;
    private readonly int _messageSize;
    private readonly int _headerSize;

    public ErrorFrame(int callId, int retryCount, byte[] clientId, RpcFault fault)
    {
        _callId = callId;
        _retryCount = retryCount;
        _clientId = clientId;
        _fault = fault;
        _classSize = Encoding.UTF8.GetByteCount(fault.JavaClass);
        _messageSize = Encoding.UTF8.GetByteCount(fault.Message);
        _headerSize = ReplyHeader.Size(callId, retryCount, clientId)
            + 1 + ProtoWriter.DelimitedSize(_classSize)
            + 1 + ProtoWriter.DelimitedSize(_messageSize)
            + 2; // error code
    }

    public int Size => Framing.LengthBytes + ProtoWriter.DelimitedSize(_headerSize);

    public void Write(Span<byte> target)
    {
        var writer = new ProtoWriter(target);
        writer.BigEndian(target.Length - Framing.LengthBytes);
        writer.VarintValue((uint)_headerSize);
        ReplyHeader.WriteStart(ref writer, _callId, _fault.IsFatal ? ResponseHeader.StatusFatal : ResponseHeader.StatusError);
        writer.Field((4 << 3) | 2, _fault.JavaClass, _classSize);
        writer.Field((5 << 3) | 2, _fault.Message, _messageSize);
        writer.Field(6 << 3, (uint)_fault.Code);
        ReplyHeader.WriteEnd(ref writer, _clientId, _retryCount);
    }
}
