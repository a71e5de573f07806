using Google.Protobuf;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>A reply that says "done": response header, then the answer. Field order as Apache's server writes it.</summary>
internal readonly struct ReplyFrame : IFrame
{
    private readonly int _callId;
    private readonly int _retryCount;
    private readonly byte[] _clientId;
    private readonly IMessage _answer;
    private readonly int _headerSize;
    private readonly int _answerSize;

    public ReplyFrame(int callId, int retryCount, byte[] clientId, IMessage answer)
    {
        _callId = callId;
        _retryCount = retryCount;
        _clientId = clientId;
        _answer = answer;
        _headerSize = ReplyHeader.Size(callId, retryCount, clientId);
        _answerSize = answer.CalculateSize();
    }

    public int Size => Framing.LengthBytes + ProtoWriter.DelimitedSize(_headerSize) + ProtoWriter.DelimitedSize(_answerSize);

    public void Write(Span<byte> target)
    {
        var writer = new ProtoWriter(target);
        writer.BigEndian(target.Length - Framing.LengthBytes);
        writer.VarintValue((uint)_headerSize);
        ReplyHeader.WriteStart(ref writer, _callId, ResponseHeader.StatusSuccess);
        ReplyHeader.WriteEnd(ref writer, _clientId, _retryCount);
        writer.Delimited(_answer, _answerSize);
    }
}
