namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>
/// RpcRequestHeaderProto as it lies in the frame, nothing copied. Source: Apache's <c>RpcHeader.proto</c>. Enum values that proto2
/// does not know count as absent.
/// </summary>
internal ref struct RequestHeader
{
    public const int Absent = -1;
    public const int KindBuiltin = 0;
    public const int KindWritable = 1;
    public const int KindProtobuf = 2;
    public const int FinalPacket = 0;
    public const int ContinuationPacket = 1;
    private const int LastOperation = 2;

    public int Kind;
    public int Operation;
    public int CallId;
    public int RetryCount;
    public ReadOnlySpan<byte> ClientId;
    public ReadOnlySpan<byte> CallerContext;
    private bool _hasCallId;
    private bool _hasClientId;

    /// <summary>Decodes a header.</summary>
    /// <returns>Null when it decoded; else what is wrong with it.</returns>
    public static string? Decode(ReadOnlySpan<byte> data, out RequestHeader header)
    {
        var decoded = new RequestHeader { Kind = Absent, Operation = Absent, CallId = Absent, RetryCount = Absent };
        var reader = new ProtoSpan(data);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var field, out var wireType) || !decoded.TryReadField(ref reader, field, wireType))
            {
                header = decoded;
                return Framing.TruncatedText;
            }
        }

        header = decoded;
        return (decoded._hasCallId, decoded._hasClientId) switch
        {
            (true, true) => null,
            (true, false) => "Message missing required fields: clientId",
            (false, true) => "Message missing required fields: callId",
            _ => "Message missing required fields: callId, clientId",
        };
    }

    private bool TryReadField(scoped ref ProtoSpan reader, uint field, uint wireType)
    {
        switch (field, wireType)
        {
            case (1, ProtoSpan.WireVarint):
                return TryReadEnum(ref reader, KindProtobuf, ref Kind);
            case (2, ProtoSpan.WireVarint):
                return TryReadEnum(ref reader, LastOperation, ref Operation);
            case (3, ProtoSpan.WireVarint):
                _hasCallId = true;
                return reader.TryReadSigned32(out CallId);
            case (4, ProtoSpan.WireLengthDelimited):
                _hasClientId = true;
                return reader.TryReadBytes(out ClientId);
            case (5, ProtoSpan.WireVarint):
                return reader.TryReadSigned32(out RetryCount);
            case (6, ProtoSpan.WireLengthDelimited):
                // nobody traces here; it must be whole all the same
                return reader.TryReadBytes(out var trace) && new ProtoSpan(trace).TrySkipAll();
            case (7, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out var callerContext) && TryReadCallerContext(callerContext);
            default:
                return reader.TrySkip(field, wireType);
        }
    }

    private bool TryReadCallerContext(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoSpan(message);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var field, out var wireType))
            {
                return false;
            }

            var ok = (field, wireType) == (1, ProtoSpan.WireLengthDelimited)
                ? reader.TryReadBytes(out CallerContext)
                : reader.TrySkip(field, wireType);
            if (!ok)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadEnum(scoped ref ProtoSpan reader, int last, ref int value)
    {
        if (!reader.TryRead32(out var raw))
        {
            return false;
        }

        if (raw <= last)
        {
            value = (int)raw;
        }

        return true;
    }
}
