namespace Hathi.Hadoop.Rpc.Wire;

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
    private bool _hasCallId;
    private bool _hasStatus;

    /// <summary>Decodes a header; false when it is malformed or a required field is missing.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> data, out ResponseHeader header)
    {
        header = default;
        var decoded = default(ResponseHeader);
        var reader = new ProtoSpan(data);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var field, out var wireType) || !decoded.TryReadField(ref reader, field, wireType))
            {
                return false;
            }
        }

        header = decoded;
        return decoded._hasCallId && decoded._hasStatus && decoded.Status <= StatusFatal;
    }

    private bool TryReadField(scoped ref ProtoSpan reader, uint field, uint wireType)
    {
        switch (field, wireType)
        {
            case (1, ProtoSpan.WireVarint):
                var ok = reader.TryRead32(out var callId);
                CallId = (int)callId;
                _hasCallId = true;
                return ok;
            case (2, ProtoSpan.WireVarint):
                _hasStatus = true;
                return reader.TryRead32(out Status);
            case (4, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out ExceptionClass);
            case (5, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out ErrorMessage);
            case (6, ProtoSpan.WireVarint):
                return reader.TryRead32(out ErrorCode);
            case (7, ProtoSpan.WireLengthDelimited):
                return reader.TryReadBytes(out ClientId);
            default:
                return reader.TrySkip(field, wireType);
        }
    }
}
