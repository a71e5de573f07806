using Hathi.Hdfs.DataNode.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Brings together, at start, block files and checksum files that a crash left in different directories: between two renames of a replica
/// that became final, was opened again or was recovered. Such a replica was in the middle of a change, and waits for its recovery. Done
/// before replicas are looked for; a crash in here is no harm. A replica whose files stay apart is to be left out: told of without its
/// bytes or its generation, it would be deleted.
/// </summary>
/// <param name="volume">Where.</param>
/// <param name="log">Where it is told what was moved.</param>
/// <param name="attempt">Does something; false: the disk failed, which was told.</param>
internal sealed class StrayFiles(Volume volume, ILogger log, Func<Action, bool> attempt)
{
    private readonly Dictionary<long, List<long>> _checksums = [];
    private readonly HashSet<long> _data = [];
    private readonly HashSet<long> _failed = [];
    private bool _looked;

    /// <summary>Whether one file of a block may have its other in another directory.</summary>
    internal bool MayBeApart(long id) => !_looked || HasFailed(id);

    /// <summary>Whether the disk did not let something be done for a block.</summary>
    internal bool HasFailed(long id) => _failed.Contains(id);

    /// <summary>
    /// What another node sent was on its way to its place, after all of it had come: its checksum file is there, and its block file
    /// follows. Left alone, the checksum file would be taken for that of an older replica which the power left without one. Done before
    /// half-sent replicas are deleted.
    /// </summary>
    internal void EndMoves() => attempt(() =>
    {
        var (data, checksums) = ScanAll(volume.Pool.Temporary);
        foreach (var id in data)
        {
            if (!checksums.ContainsKey(id))
            {
                Attempt(id, () => EndMove(id));
            }
        }
    });

    private void EndMove(long id)
    {
        var name = BlockNames.Data(id);
        var from = Path.Combine(volume.Pool.Temporary, name);
        var places = from directory in (string[])[volume.Pool.Rbw, FinalDirectory(id)]
                     from generation in ScanAll(directory).Checksums.GetValueOrDefault(id) ?? []
                     orderby generation descending
                     select (Directory: directory, Meta: Path.Combine(directory, BlockNames.Meta(id, generation)));
        foreach (var (directory, meta) in places)
        {
            if (ChecksumChoice.Fits(volume.Disk, from, meta))
            {
                log.FollowsChecksums(name, volume.Root, meta);
                volume.Disk.Rename(from, Path.Combine(directory, name));
                volume.Disk.SyncDirectory(directory); // Before the checksum file of an older replica goes.
                return;
            }
        }
    }

    /// <summary>Looks through the replicas that were being written.</summary>
    internal void BringTogether()
    {
        _looked = attempt(() => Scan(volume.Pool.Rbw, _data, _checksums));
        foreach (var id in _data)
        {
            if (!_checksums.ContainsKey(id))
            {
                Attempt(id, () => TakeChecksums(id));
            }
        }

        foreach (var (id, generations) in _checksums)
        {
            Attempt(id, () =>
            {
                if (!_data.Contains(id) && !TakeData(id))
                {
                    DeleteChecksums(id, generations);
                }
            });
        }
    }

    private void Attempt(long id, Action bring)
    {
        if (!attempt(bring))
        {
            _failed.Add(id);
        }
    }

    private string FinalDirectory(long id) => Path.Combine(volume.Pool.Finalized, BlockNames.SubDirectory(id));

    // The block file is here, its checksums are still, or already, where final replicas are.
    private void TakeChecksums(long id)
    {
        var (data, checksums) = ScanAll(FinalDirectory(id));
        if (!data.Contains(id) && checksums.TryGetValue(id, out var generations))
        {
            Move(id, BlockNames.Meta(id, generations.Max()));
        }
    }

    // The other way round.
    private bool TakeData(long id)
    {
        var (data, checksums) = ScanAll(FinalDirectory(id));
        if (!data.Contains(id) || checksums.ContainsKey(id))
        {
            return false;
        }

        Move(id, BlockNames.Data(id));
        return true;
    }

    private void Move(long id, string name)
    {
        log.BroughtTogether(name, volume.Root, id);
        volume.Disk.Rename(Path.Combine(FinalDirectory(id), name), Path.Combine(volume.Pool.Rbw, name));
    }

    // Checksums of what was deleted or never came.
    private void DeleteChecksums(long id, List<long> generations)
    {
        foreach (var generation in generations)
        {
            volume.Disk.Delete(Path.Combine(volume.Pool.Rbw, BlockNames.Meta(id, generation)));
        }
    }

    private (HashSet<long> Data, Dictionary<long, List<long>> Checksums) ScanAll(string directory)
    {
        var data = new HashSet<long>();
        var checksums = new Dictionary<long, List<long>>();
        if (volume.Disk.DirectoryExists(directory))
        {
            Scan(directory, data, checksums);
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
