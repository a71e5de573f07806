using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>
/// RequestHeaderProto (which method of which protocol) as it lies in the frame. Source: Apache's <c>ProtobufRpcEngine.proto</c>.
/// </summary>
internal ref struct EngineHeader
{
    public ReadOnlySpan<byte> Method;
    public ReadOnlySpan<byte> Protocol;
    public long ProtocolVersion;

    /// <summary>The header behind its length.</summary>
    public static byte[] Encode(string protocol, long version, string method)
    {
        var header = new RequestHeaderProto
        {
            MethodName = method,
            DeclaringClassProtocolName = protocol,
            ClientProtocolVersion = (ulong)version,
        };
        var size = header.CalculateSize();
        var bytes = new byte[ProtoWriter.DelimitedSize(size)];
        var writer = new ProtoWriter(bytes);
        writer.Delimited(header, size);
        return bytes;
    }

    /// <summary>Decodes a header; false when it is malformed or a required field is missing.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> data, out EngineHeader header)
    {
        header = default;
        var reader = new ProtoSpan(data);
        var seen = 0;
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var field, out var wireType))
            {
                return false;
            }

            bool ok;
            switch (field, wireType)
            {
                case (1, ProtoSpan.WireLengthDelimited):
                    ok = reader.TryReadBytes(out header.Method);
                    seen |= 1;
                    break;
                case (2, ProtoSpan.WireLengthDelimited):
                    ok = reader.TryReadBytes(out header.Protocol);
                    seen |= 2;
                    break;
                case (3, ProtoSpan.WireVarint):
                    ok = reader.TryRead64(out var version);
                    header.ProtocolVersion = (long)version;
                    seen |= 4;
                    break;
                default:
                    ok = reader.TrySkip(field, wireType);
                    break;
            }

            if (!ok)
            {
                return false;
            }
        }

        return seen == 7;
    }
}
