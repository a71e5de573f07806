using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Brings together, at start, block files and checksum files that a crash left in different directories: between two renames of a replica
/// that became final, was opened again or was recovered. Such a replica was in the middle of a change, and waits for its recovery. Done
/// before replicas are looked for; a crash in here is no harm.
/// </summary>
internal sealed class StrayFiles(Volume volume, INodeLog log)
{
    private const string Area = "storage";

    private readonly Dictionary<long, List<long>> _checksums = [];
    private readonly HashSet<long> _data = [];

    /// <summary>Looks through the replicas that were being written.</summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal void BringTogether()
    {
        Scan(volume.Pool.Rbw, _data, _checksums);
        foreach (var id in _data)
        {
            if (!_checksums.ContainsKey(id))
            {
                TakeChecksums(id);
            }
        }

        foreach (var (id, generations) in _checksums)
        {
            generations.Sort();
            var keeps = _data.Contains(id) || TakeData(id);
            DeleteChecksums(id, keeps ? generations[..^1] : generations);
        }
    }

    private string FinalDirectory(long id) => Path.Combine(volume.Pool.Finalized, BlockNames.SubDirectory(id));

    // The block file is here, its checksums are still, or already, where final replicas are.
    private void TakeChecksums(long id)
    {
        var (data, checksums) = ScanFinal(id);
        if (!data.Contains(id) && checksums.TryGetValue(id, out var generations))
        {
            Move(id, BlockNames.Meta(id, generations.Max()));
        }
    }

    // The other way round.
    private bool TakeData(long id)
    {
        var (data, checksums) = ScanFinal(id);
        if (!data.Contains(id) || checksums.ContainsKey(id))
        {
            return false;
        }

        Move(id, BlockNames.Data(id));
        return true;
    }

    private void Move(long id, string name)
    {
        log.Warn(Area, $"{name} on {volume.Root} is brought to the other file of blk_{id}: a crash fell between the moves of the two", null);
        volume.Disk.Rename(Path.Combine(FinalDirectory(id), name), Path.Combine(volume.Pool.Rbw, name));
    }

    // Checksums of what was deleted, never came, or is of a newer generation by now.
    private void DeleteChecksums(long id, List<long> generations)
    {
        foreach (var generation in generations)
        {
            volume.Disk.Delete(Path.Combine(volume.Pool.Rbw, BlockNames.Meta(id, generation)));
        }
    }

    private (HashSet<long> Data, Dictionary<long, List<long>> Checksums) ScanFinal(long id)
    {
        var data = new HashSet<long>();
        var checksums = new Dictionary<long, List<long>>();
        if (volume.Disk.DirectoryExists(FinalDirectory(id)))
        {
            Scan(FinalDirectory(id), data, checksums);
        }

        return (data, checksums);
    }

    private void Scan(string directory, HashSet<long> data, Dictionary<long, List<long>> checksums)
    {
        foreach (var name in volume.Disk.List(directory))
        {
            if (BlockNames.TryParseData(name, out var id))
            {
                data.Add(id);
            }
            else if (BlockNames.TryParseMeta(name, out id, out var generation))
            {
                if (!checksums.TryGetValue(id, out var generations))
                {
                    checksums.Add(id, generations = []);
                }

                generations.Add(generation);
            }
        }
    }
}
