using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>Makes packets as a client does.</summary>
internal static class Packets
{
    public static byte[] Make(
        long offset, long sequence, ReadOnlySpan<byte> data, bool last = false, bool sync = false, ChunkChecksum? checksum = null)
    {
        var rule = checksum ?? ChunkChecksum.Default;
        var header = new PacketHeader(offset, sequence, rule.ChecksumLength(data.Length), data.Length, last, sync);
        var bytes = new byte[header.Size + header.BodyLength];
        var n = header.Write(bytes);
        rule.Compute(data, bytes.AsSpan(n, header.ChecksumLength));
        data.CopyTo(bytes.AsSpan(n + header.ChecksumLength));
        return bytes;
    }

    /// <summary>Writes data in packets of 64 KiB straight to a replica.</summary>
    public static unsafe void Write(
        ReplicaWriter writer, long offset, ReadOnlySpan<byte> data, ChunkChecksum? checksum = null, int packetSize = 64 * 1024)
    {
        while (!data.IsEmpty)
        {
            var part = data[..Math.Min(packetSize, data.Length)];
            var bytes = Make(offset, 0, part, checksum: checksum);
            PacketHeader.TryRead(bytes, out var header, out var n);
            fixed (byte* p = bytes)
            {
                writer.Write(p, [new ReceivedPacket(header, 0, n)], checksum ?? ChunkChecksum.Default);
            }

            offset += part.Length;
            data = data[part.Length..];
        }
    }

    public static byte[] Random(int length, int seed)
    {
        var data = new byte[length];
        new Random(seed).NextBytes(data);
        return data;
    }
}
