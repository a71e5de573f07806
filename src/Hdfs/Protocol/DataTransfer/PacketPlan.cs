namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// How much fits in a packet: whole chunks with their checksums. Source: Apache <c>DFSOutputStream.computePacketChunkSize</c>.
/// </summary>
/// <param name="Chunks">Chunks of a full packet, at least 1.</param>
/// <param name="DataLength">Their data, bytes.</param>
/// <param name="ChecksumLength">Their checksums, bytes.</param>
public readonly record struct PacketPlan(int Chunks, int DataLength, int ChecksumLength)
{
    /// <summary>What HDFS fills a packet up to unless told otherwise, bytes (<c>dfs.client-write-packet-size</c>).</summary>
    public const int DefaultPacketSize = 64 * 1024;

    /// <summary>The largest packet, header included, bytes.</summary>
    public int MaxSize => PacketHeader.MaxSize + ChecksumLength + DataLength;

    /// <summary>As many chunks as a packet of <paramref name="packetSize"/> bytes holds, header included.</summary>
    public static PacketPlan For(int packetSize, ChunkChecksum checksum)
    {
        var room = Math.Min(packetSize, PacketHeader.MaxPacketSize) - PacketHeader.MaxSize;
        var chunks = Math.Max(room / (checksum.BytesPerChecksum + checksum.Size), 1);
        return new PacketPlan(chunks, chunks * checksum.BytesPerChecksum, chunks * checksum.Size);
    }
}
