using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// How much of a chunk its stored checksum vouches for. A partial chunk that grows has its checksum written again in its place, after its
/// data: a crash between the two leaves more data than the checksum covers, and a crash inside the second a checksum that is half old and
/// half new. What was acknowledged is there in both.
/// </summary>
internal static class ChunkPrefix
{
    /// <summary>Longer chunks are not searched for a torn checksum: by chance something would be found in one of thirty.</summary>
    private const int MaxTorn = 4096;

    /// <summary>The longest prefix that fits.</summary>
    /// <param name="checksum">How it is made.</param>
    /// <param name="data">All there is of the chunk.</param>
    /// <param name="stored">The checksum as it stands in the file.</param>
    /// <returns>Bytes; 0: nothing fits.</returns>
    internal static int Find(ChunkChecksum checksum, ReadOnlySpan<byte> data, uint stored)
    {
        var sums = BoundedPool<uint>.Rent(data.Length + 1);
        try
        {
            sums[0] = 0;
            for (var i = 0; i < data.Length; i++)
            {
                sums[i + 1] = checksum.Append(sums[i], data.Slice(i, 1));
            }

            var found = sums.AsSpan(1, data.Length).LastIndexOf(stored) + 1;
            return found > 0 || data.Length > MaxTorn ? found : Torn(sums.AsSpan(0, data.Length + 1), stored);
        }
        finally
        {
            BoundedPool<uint>.Return(sums);
        }
    }

    // Some bytes of the checksum are of one prefix and the others of another: a write of it, or one that took it back, was cut short. Both
    // prefixes were in the file; the shorter one was acknowledged, or is what the chunk was being cut to.
    // By chance other prefixes fit, too: of all that do the longest is taken, so that it is never shorter than the right one.
    private static int Torn(ReadOnlySpan<uint> sums, uint stored)
    {
        var found = 0;
        for (var bytes = 1; bytes < 15; bytes++)
        {
            var mask = Mask(bytes);
            var (first, second) = (0, 0);
            for (var n = 1; n < sums.Length; n++)
            {
                var different = sums[n] ^ stored;
                first = (different & mask) == 0 ? n : first;
                second = (different & ~mask) == 0 ? n : second;
            }

            found = Math.Max(found, Math.Min(first, second));
        }

        return found;
    }

    // Bit i of four says whether byte i belongs to it.
    private static uint Mask(int bytes)
    {
        var mask = 0u;
        for (var i = 0; i < 4; i++)
        {
            mask |= (bytes >> i & 1) == 0 ? 0 : 0xFFu << (8 * i);
        }

        return mask;
    }
}
