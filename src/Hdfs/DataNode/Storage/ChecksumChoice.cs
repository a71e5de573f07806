using Hathi.Base;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Which of several checksum files is a block file's: a crash fell into the moment in which a newer copy took the place of an older
/// replica. All of the copy is on the medium before its block file is there, so that the newest one that fits from end to end is the one.
/// When none does, the block file is the older one still, of which the power may have left less than its checksum file says: as the newer
/// it would be told of with bytes that it lacks.
/// </summary>
internal static class ChecksumChoice
{
    /// <summary>The generation that the block file is of.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="directory">Where all of them are.</param>
    /// <param name="blockId">Of the block.</param>
    /// <param name="generations">Of the checksum files, two or more.</param>
    /// <exception cref="DiskException">The disk failed: nothing can be told.</exception>
    /// <exception cref="EndOfStreamException">A file is shorter than its directory entry says.</exception>
    internal static long Of(IDisk disk, string directory, long blockId, IEnumerable<long> generations)
    {
        var data = Path.Combine(directory, BlockNames.Data(blockId));
        var left = generations.Order().ToArray();
        for (var i = left.Length - 1; i > 0; i--)
        {
            if (Fits(disk, data, Path.Combine(directory, BlockNames.Meta(blockId, left[i]))))
            {
                return left[i];
            }
        }

        return left[0];
    }

    /// <summary>Whether a block file is all that its checksum file is for. Of one without checksums in it that cannot be said.</summary>
    /// <exception cref="DiskException">The disk failed: nothing can be told.</exception>
    /// <exception cref="EndOfStreamException">A file is shorter than its directory entry says.</exception>
    internal static bool Fits(IDisk disk, string dataPath, string metaPath)
    {
        using var data = disk.Open(dataPath, DiskOpen.Read);
        using var meta = disk.Open(metaPath, DiskOpen.Read);
        try
        {
            var length = data.Length;
            var header = ChecksumFile.ReadHeader(meta);
            return header.Checksum.Kind != ChecksumKind.Null
                && meta.Length == header.FileLength(length)
                && SoundPart.From(data, meta, header, 0, passUnreadable: true, CancellationToken.None) is { DamagedAt: < 0 } sound
                && sound.Length == length;
        }
        catch (MalformedMessageException)
        {
            return false;
        }
    }
}
