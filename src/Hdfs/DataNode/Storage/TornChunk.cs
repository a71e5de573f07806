using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Tells a chunk that was never written to the medium whole from one that rotted there, when it does not fit its checksum. What never came
/// to the medium reads as it was before: the checksum covers a beginning of the chunk, or is zeros, or a part of the data is. Archives and
/// padded records end in zeros of their own: one wrong bit is never taken for a tear, and nothing is cut before the holders have agreed
/// (<see cref="SoundPart.Vouched"/>).
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
        if (IsOneBit(checksum, chunk, stored))
        {
            return -1;
        }

        var prefix = ChunkPrefix.Find(checksum, chunk, stored);
        return prefix > 0 || IsUnwritten(checksum, chunk, stored) || HasGap(start, chunk) ? prefix : -1;
    }

    // Turned over in the chunk. A checksum is linear: each bit changes it in its own way, whatever the others are. (In the checksum
    // itself a tear may look so.)
    private static bool IsOneBit(ChunkChecksum checksum, ReadOnlySpan<byte> chunk, uint stored)
    {
        ReadOnlySpan<byte> zero = [0];
        var difference = checksum.Append(0, chunk) ^ stored;
        var ofZero = checksum.Append(0, zero);
        Span<uint> changes = stackalloc uint[8]; // What each bit of a byte changes, the bytes behind it taken in.
        for (var bit = 0; bit < changes.Length; bit++)
        {
            changes[bit] = checksum.Append(0, [(byte)(1 << bit)]) ^ ofZero;
        }

        for (var at = chunk.Length - 1; at >= 0 && !changes.Contains(difference); at--)
        {
            for (var bit = 0; bit < changes.Length && at > 0; bit++)
            {
                changes[bit] = checksum.Append(changes[bit], zero) ^ ofZero;
            }
        }

        return changes.Contains(difference);
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
            if (((stored & low) == 0 && Covers(checksum, chunk, stored, ~low))
                || ((stored & ~low) == 0 && Covers(checksum, chunk, stored, low)))
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

    // A sector as it was before, or when the file ended in it: zeros to its end. With the first chunk all would go: of
    // it nothing may be there.
    private static bool HasGap(long start, ReadOnlySpan<byte> chunk)
    {
        if (start == 0)
        {
            return !chunk.ContainsAnyExcept((byte)0);
        }

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
