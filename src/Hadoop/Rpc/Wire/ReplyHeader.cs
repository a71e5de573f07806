namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>The fields of RpcResponseHeaderProto that every reply has.</summary>
internal static class ReplyHeader
{
    public static int Size(int callId, int retryCount, byte[] clientId) =>
        1 + ProtoWriter.VarintSize((uint)callId)
        + 2 // status
        + 2 // server version
        + 1 + ProtoWriter.DelimitedSize(clientId.Length)
        + 1 + ProtoWriter.VarintSize(ProtoWriter.ZigZag(retryCount));

    /// <summary>Fields 1 to 3.</summary>
    public static void WriteStart(ref ProtoWriter writer, int callId, uint status)
    {
        writer.Field(1 << 3, (uint)callId);
        writer.Field(2 << 3, status);
        writer.Field(3 << 3, ConnectionHeader.Version);
    }

    /// <summary>Fields 7 and 8.</summary>
    public static void WriteEnd(ref ProtoWriter writer, byte[] clientId, int retryCount)
    {
        writer.Field((7 << 3) | 2, clientId);
        writer.Field(8 << 3, ProtoWriter.ZigZag(retryCount));
    }
}
