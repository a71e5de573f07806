namespace Hathi.Rpc.Wire;

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

    /// <summary>Decodes a header.</summary>
    /// <returns>Null when it decoded; else what is wrong with it.</returns>
    public static string? Decode(ReadOnlySpan<byte> data, out RequestHeader header)
    {
        var decoded = new RequestHeader { Kind = Absent, Operation = Absent, CallId = Absent, RetryCount = Absent };
        var reader = new ProtoSpan(data);
        bool hasCallId = false, hasClientId = false;
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var field, out var wireType) || !decoded.TryReadField(ref reader, field, wireType))
            {
                header = decoded;
                return Framing.TruncatedText;
            }

            hasCallId |= field == 3;
            hasClientId |= field == 4;
        }

        header = decoded;
        return hasCallId
            ? hasClientId ? null : "Message missing required fields: clientId"
            : hasClientId ? "Message missing required fields: callId" : "Message missing required fields: callId, clientId";
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
                return reader.TryReadSigned32(out CallId);
            case (4, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out ClientId);
            case (5, ProtoSpan.WireVarint):
                return reader.TryReadSigned32(out RetryCount);
            case (7, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out var callerContext) && TryReadCallerContext(callerContext);
            case (3 or 4, _):
                return false;
            default:
                return reader.TrySkip(wireType);
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
                : reader.TrySkip(wireType);
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
