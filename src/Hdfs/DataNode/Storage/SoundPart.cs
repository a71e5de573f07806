using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// What is to be kept of a replica that was being written when its writer, its process or its machine went. Only what a write that was cut
/// short left at the end is cut off: bytes behind a chunk that rotted were acknowledged, and other replicas would be
/// cut to this one's length.
/// </summary>
/// <param name="Length">Bytes.</param>
/// <param name="LastChecksum">Of the last chunk when that is a partial one; null: it is not.</param>
/// <param name="DamagedAt">Start of the first chunk that rotted and has others behind it; -1: none was seen.</param>
/// <param name="Vouched">
/// Bytes there are checksums for. More than <paramref name="Length"/>: a chunk that nothing fits is between, which the power kept from the
/// medium or, for all one can tell, rot; what is behind it may be all there is of it anywhere.
/// </param>
internal readonly record struct SoundPart(long Length, uint? LastChecksum, long DamagedAt, long Vouched)
{
    private const int ReadSize = 256 * 1024;

    /// <summary>Of what could not be read at once; a disk's sector.</summary>
    private const int PieceSize = 4 * 1024;

    private const int ChecksumBytes = 4;

    /// <summary>Why some of what is kept could not be looked at; null: all could.</summary>
    internal DiskException? Unreadable { get; init; }

    /// <summary>
    /// Looks at the last chunk for which there is a checksum, and at no other: what a process that dies can leave unfinished. Source:
    /// BlockPoolSlice.validateIntegrityAndSetLength.
    /// </summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static SoundPart OfEnd(IDiskFile data, IDiskFile meta, BlockMetadataHeader header) =>
        From(data, meta, header, long.MaxValue, passUnreadable: false, CancellationToken.None);

    /// <summary>
    /// Looks at all chunks from the one on that holds a byte, and at the last one in any case. The power takes whatever the system had not
    /// written yet, in no order: how far back that is nobody knows afterwards (a slow disk may have minutes of a fast writer before it), so
    /// that only bytes known to be acknowledged need not be looked at. Such a gap ends the replica;
    /// <see cref="TornChunk"/> tells it from rot.
    /// </summary>
    /// <param name="data">The block file.</param>
    /// <param name="meta">The checksum file.</param>
    /// <param name="header">Of the checksum file.</param>
    /// <param name="from">A byte; what is before its chunk is not looked at.</param>
    /// <param name="passUnreadable">
    /// A place that the medium does not give back counts as rot; with more than a few of them, or with its beginning, the replica
    /// ends there as with a gap.
    /// </param>
    /// <param name="cancellationToken">Looked at after every read.</param>
    /// <exception cref="DiskException">The disk failed.</exception>
    /// <exception cref="EndOfStreamException">A file became shorter meanwhile.</exception>
    /// <exception cref="OperationCanceledException">The store is being closed.</exception>
    internal static SoundPart From(
        IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long from, bool passUnreadable, CancellationToken cancellationToken)
    {
        var checksum = header.Checksum;
        if (checksum.Kind == ChecksumKind.Null)
        {
            return new SoundPart(data.Length, null, -1, data.Length);
        }

        var vouched = Math.Min(
            data.Length, Math.Max(0, meta.Length - BlockMetadataHeader.Size) / checksum.Size * checksum.BytesPerChecksum);
        if (vouched == 0)
        {
            return new SoundPart(0, null, -1, 0);
        }

        var start = Math.Min(from, vouched - 1) / checksum.BytesPerChecksum * checksum.BytesPerChecksum;
        var perRead = (int)Math.Min(vouched - start, WholeChunks(ReadSize, checksum));
        var bytes = BoundedPool<byte>.Rent(perRead);
        var sums = BoundedPool<byte>.Rent(checksum.ChecksumLength(perRead));
        try
        {
            var found = new SoundPart(vouched, null, -1, vouched);
            var unreadable = new UnreadablePlaces(perRead, (int)Math.Min(perRead, WholeChunks(PieceSize, checksum)));
            long passed;
            for (var at = start; at < vouched; at += passed)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = bytes.AsSpan(0, unreadable.Size(at, vouched));
                passed = part.Length;
                var stored = sums.AsSpan(0, checksum.ChecksumLength(part.Length));
                try
                {
                    Read(data, meta, header, at, part, stored);
                }
                catch (DiskException e) when (passUnreadable && e is { Kind: DiskFault.Medium, IsChange: false })
                {
                    passed = unreadable.Refused(at, part.Length);
                    if (passed == 0)
                    {
                        continue;
                    }

                    found = found with { DamagedAt = found.DamagedAt < 0 ? unreadable.First : found.DamagedAt, Unreadable = e };
                    if (passed < 0)
                    {
                        return found with { Length = unreadable.First };
                    }

                    continue;
                }

                if (!Scan(checksum, at, part, stored, ref found))
                {
                    break;
                }
            }

            return found;
        }
        finally
        {
            BoundedPool<byte>.Return(bytes);
            BoundedPool<byte>.Return(sums);
        }
    }

    private static long WholeChunks(int bytes, ChunkChecksum checksum) =>
        Math.Max(1, bytes / checksum.BytesPerChecksum) * (long)checksum.BytesPerChecksum;

    private static void Read(IDiskFile data, IDiskFile meta, BlockMetadataHeader header, long at, Span<byte> part, Span<byte> stored)
    {
        if (data.Read(at, part) < part.Length || meta.Read(header.ChecksumOffset(at), stored) < stored.Length)
        {
            throw new EndOfStreamException("A replica became shorter while it was measured.");
        }
    }

    // False: the replica ends here.
    private static bool Scan(ChunkChecksum checksum, long at, ReadOnlySpan<byte> part, ReadOnlySpan<byte> stored, ref SoundPart found)
    {
        var size = checksum.BytesPerChecksum;
        var vouched = found.Length;
        var next = 0; // chunks of this part that are done
        while (next * (long)size < part.Length
            && checksum.FindMismatch(part[(next * size)..], stored[(next * ChecksumBytes)..]) is var bad and >= 0)
        {
            next += bad;
            var chunk = part[(next * size)..];
            chunk = chunk[..Math.Min(size, chunk.Length)];
            var start = at + (next * (long)size);
            var sum = BinaryPrimitives.ReadUInt32BigEndian(stored[(next * ChecksumBytes)..]);
            var isLast = start + chunk.Length == vouched;
            var sound = TornChunk.Find(checksum, start, chunk, sum);
            if (isLast || sound >= 0)
            {
                // The end of a last chunk that its checksum does not cover was never acknowledged.
                var isTail = isLast && sound > 0;
                sound = Math.Max(0, sound);
                var last = sound == 0 ? null : (uint?)checksum.Append(0, chunk[..sound]);
                found = found with { Length = start + sound, LastChecksum = last, Vouched = isTail ? start + sound : vouched };
                return false;
            }

            found = found.DamagedAt >= 0 ? found : found with { DamagedAt = start };
            next++;
        }

        if (at + part.Length == vouched && vouched % size != 0)
        {
            found = found with { LastChecksum = BinaryPrimitives.ReadUInt32BigEndian(stored[^ChecksumBytes..]) };
        }

        return true;
    }
}
