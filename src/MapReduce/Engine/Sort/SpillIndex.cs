using System.Buffers.Binary;
using Hathi.Base;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// The index of a spill or map output: for each partition three numbers of eight bytes (start, raw length, part length), then a CRC-32 of
/// them as eight bytes; highest byte first. Source: Apache <c>org.apache.hadoop.mapred.SpillRecord</c>.
/// </summary>
internal static class SpillIndex
{
    private const int RecordBytes = 24;
    private const int ChecksumBytes = 8;

    internal static byte[] Encode(ReadOnlySpan<IndexRecord> partitions)
    {
        var bytes = new byte[(partitions.Length * RecordBytes) + ChecksumBytes];
        var target = bytes.AsSpan();
        foreach (var partition in partitions)
        {
            BinaryPrimitives.WriteInt64BigEndian(target, partition.Start);
            BinaryPrimitives.WriteInt64BigEndian(target[8..], partition.RawLength);
            BinaryPrimitives.WriteInt64BigEndian(target[16..], partition.PartLength);
            target = target[RecordBytes..];
        }

        BinaryPrimitives.WriteInt64BigEndian(target, Crc32.Compute(bytes.AsSpan(0, bytes.Length - ChecksumBytes)));
        return bytes;
    }

    /// <exception cref="TaskIOException">The length or the checksum is wrong, or a segment is where none can be.</exception>
    internal static IndexRecord[] Decode(ReadOnlySpan<byte> bytes, string path)
    {
        var size = bytes.Length - ChecksumBytes;
        if (size < 0 || size % RecordBytes != 0 || BinaryPrimitives.ReadInt64BigEndian(bytes[size..]) != Crc32.Compute(bytes[..size]))
        {
            throw new TaskIOException(
                $"The index {path} is damaged: its length or checksum is wrong. Check that disk, then run the job again.", null);
        }

        var partitions = new IndexRecord[size / RecordBytes];
        for (var i = 0; i < partitions.Length; i++, bytes = bytes[RecordBytes..])
        {
            partitions[i] = new IndexRecord(
                BinaryPrimitives.ReadInt64BigEndian(bytes),
                BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
            if (!partitions[i].CanBe)
            {
                throw new TaskIOException(
                    $"The index {path} is damaged: partition {i} cannot be {partitions[i]}. Check the disk, run the job again.", null);
            }
        }

        return partitions;
    }

    internal static void Write(string path, ReadOnlySpan<IndexRecord> partitions)
    {
        var bytes = Encode(partitions);
        using var file = LocalDisk.Guard(path, static p => File.OpenHandle(p, FileMode.Create, FileAccess.Write));
        LocalDisk.Write(file, path, 0, bytes);
    }
}
