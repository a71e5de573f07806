namespace Hathi.Rpc.Wire;

/// <summary>RpcResponseHeaderProto as it lies in the frame. Source: Apache's <c>RpcHeader.proto</c>.</summary>
internal ref struct ResponseHeader
{
    public const uint StatusSuccess = 0;
    public const uint StatusError = 1;
    public const uint StatusFatal = 2;

    public int CallId;
    public uint Status;
    public uint ErrorCode;
    public ReadOnlySpan<byte> ExceptionClass;
    public ReadOnlySpan<byte> ErrorMessage;
    public ReadOnlySpan<byte> ClientId;

    /// <summary>Decodes a header; false when it is malformed or a required field is missing.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> data, out ResponseHeader header)
    {
        header = default;
        var decoded = default(ResponseHeader);
        var reader = new ProtoSpan(data);
        var seen = 0u;
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var field, out var wireType) || !decoded.TryReadField(ref reader, field, wireType))
            {
                return false;
            }

            seen |= field < 32 ? 1u << (int)field : 0;
        }

        header = decoded;
        return (seen & 0b110) == 0b110 && decoded.Status <= StatusFatal;
    }

    private bool TryReadField(scoped ref ProtoSpan reader, uint field, uint wireType)
    {
        switch (field, wireType)
        {
            case (1, ProtoSpan.WireVarint):
                var ok = reader.TryRead32(out var callId);
                CallId = (int)callId;
                return ok;
            case (2, ProtoSpan.WireVarint):
                return reader.TryRead32(out Status);
            case (4, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out ExceptionClass);
            case (5, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out ErrorMessage);
            case (6, ProtoSpan.WireVarint):
                return reader.TryRead32(out ErrorCode);
            case (7, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out ClientId);
            case (1 or 2, _):
                return false;
            default:
                return reader.TrySkip(wireType);
        }
    }
}
