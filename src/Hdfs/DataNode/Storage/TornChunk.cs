using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Tells a chunk that was never written to the medium whole from one that rotted there, when it does not fit its checksum. What never came to the
/// medium reads as it was before: the checksum covers a beginning of the chunk, or is zeros, or a part of the data is. That a chunk that rotted
/// looks so is less likely than the rot itself; it would be cut off then, with all behind it.
/// </summary>
internal static class TornChunk
{
    /// <summary>The least that a medium writes as a whole, in bytes.</summary>
    private const int Sector = 512;

    /// <summary>Fewer zeros at the end of a sector are data like any other.</summary>
    private const int LeastGap = 16;

    /// <summary>How much of the chunk counts.</summary>
    /// <param name="checksum">How checksums are made.</param>
    /// <param name="start">Of the chunk in the file.</param>
    /// <param name="chunk">Its bytes as they are.</param>
    /// <param name="stored">Its checksum as it is.</param>
    /// <returns>Bytes at its beginning that the checksum, or what was there of it before, vouches for; -1: it rotted.</returns>
    internal static int Find(ChunkChecksum checksum, long start, ReadOnlySpan<byte> chunk, uint stored)
    {
        var prefix = ChunkPrefix.Find(checksum, chunk, stored);
        return prefix > 0 || IsUnwritten(checksum, chunk, stored) || HasGap(start, chunk) ? prefix : -1;
    }

    // The checksum, or its part in one of two sectors, is still what it was before there was one.
    private static bool IsUnwritten(ChunkChecksum checksum, ReadOnlySpan<byte> chunk, uint stored)
    {
        if (stored == 0)
        {
            return true;
        }

        for (var bits = 8; bits < 32; bits += 8)
        {
            var low = (1u << bits) - 1;
            if (((stored & low) == 0 && Covers(checksum, chunk, stored, ~low)) || ((stored & ~low) == 0 && Covers(checksum, chunk, stored, low)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Covers(ChunkChecksum checksum, ReadOnlySpan<byte> chunk, uint stored, uint mask)
    {
        var sum = 0u;
        for (var i = 0; i < chunk.Length; i++)
        {
            sum = checksum.Append(sum, chunk.Slice(i, 1));
            if (((sum ^ stored) & mask) == 0)
            {
                return true;
            }
        }

        return false;
    }

    // A sector as it was before, or when the file ended in it: zeros to its end.
    private static bool HasGap(long start, ReadOnlySpan<byte> chunk)
    {
        for (var at = 0; at < chunk.Length;)
        {
            var part = chunk.Slice(at, (int)Math.Min(Sector - ((start + at) % Sector), chunk.Length - at));
            if (part.Length - 1 - part.LastIndexOfAnyExcept((byte)0) >= Math.Min(LeastGap, part.Length))
            {
                return true;
            }

            at += part.Length;
        }

        return false;
    }
}
