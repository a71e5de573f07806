namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Remembers which of the 32 × 32 directories of finalized blocks are there, so that they are not looked for each
/// time. Safe from any thread.
/// </summary>
internal sealed class FinalizedDirectories
{
    private const int PerVolume = 1024;
    private readonly HashSet<int> _known = [];

    /// <summary>The directory of a block, made when it is not there; it survives a crash.</summary>
    /// <param name="volume">On which volume.</param>
    /// <param name="blockId">Of which block.</param>
    internal string Ensure(Volume volume, long blockId)
    {
        var path = Path.Combine(volume.Pool.Finalized, BlockNames.SubDirectory(blockId));
        var key = (volume.Number * PerVolume) + (int)((((blockId >> 16) & 0x1F) << 5) | ((blockId >> 8) & 0x1F));
        lock (_known)
        {
            if (_known.Contains(key))
            {
                return path;
            }
        }

        volume.Disk.CreateDirectory(path);

        // One that is there may have been made by a process that died before it was on the medium.
        volume.Disk.SyncDirectory(Path.GetDirectoryName(path)!);
        volume.Disk.SyncDirectory(volume.Pool.Finalized);

        lock (_known)
        {
            _known.Add(key);
        }

        return path;
    }
}
