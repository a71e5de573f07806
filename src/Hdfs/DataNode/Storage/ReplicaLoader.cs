using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>A replica found at start.</summary>
internal readonly record struct LoadedReplica(Block Block, ReplicaState State);

/// <summary>
/// Finds the replicas of a volume at start: finalized ones as they are, those being written as long as their last checksum says, of which a
/// few hundred bytes are read (a node may have ten thousand of 128 MB); half-sent ones are deleted. A file or directory that cannot be read
/// is left out and left as it is. Source: BlockPoolSlice.getVolumeMap.
/// </summary>
internal sealed class ReplicaLoader(Volume volume, ILogger log)
{
    // What a copy-on-write of Apache's DataNode leaves when it is interrupted.
    private const string UnlinkedSuffix = ".unlinked";

    private readonly Dictionary<long, long> _lengths = [];
    private readonly Dictionary<long, long> _generations = [];
    private readonly Dictionary<long, List<long>> _several = []; // of which there is more than one checksum file
    private readonly IDisk _disk = volume.Disk;
    private readonly HashSet<long> _withoutRest = [];
    private StrayFiles? _stray;
    private long _used;

    /// <summary>What could not be read; the volume is to be looked at when there is any.</summary>
    internal List<DiskException> Faults { get; } = [];

    /// <summary>Blocks of which something is there that is not told of, since it could not be read.</summary>
    internal HashSet<long> LeftOut { get; } = [];

    /// <summary>A directory could not be read: any block may be in it.</summary>
    internal bool HasUnlisted { get; private set; }

    /// <summary>All replicas that can be read; the volume's used bytes are counted on the way.</summary>
    /// <exception cref="DiskException"><see cref="DiskFault.Descriptors"/>: nothing can be told now, try again.</exception>
    internal List<LoadedReplica> Load()
    {
        // Apache's caches of what was here at its last shutdown: wrong as soon as we write.
        Try(() => _disk.Delete(Path.Combine(volume.Pool.Current, "replicas")));
        Try(() => _disk.Delete(Path.Combine(volume.Pool.Current, "dfsUsed")));
        _stray = new StrayFiles(volume, log, Try);
        _stray.EndMoves();
        EmptyTemporary();
        _stray.BringTogether();

        var found = new List<LoadedReplica>();
        LoadFinalized(volume.Pool.Finalized, found);
        LoadBeingWritten(found);
        volume.AddUsed(_used);
        return found;
    }

    // What is not told of now would be copied elsewhere at once: lack of descriptors is waited out, everything else left out.
    private bool Try(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (DiskException e) when (e.Kind != DiskFault.Descriptors)
        {
            log.LeftOutAtStart(e.Message);
            Faults.Add(e);
            return false;
        }
        catch (EndOfStreamException e)
        {
            // Shorter than its directory entry says, as on network file systems: no other replica is kept from serving.
            log.FileLeftOutAtStart(volume.Root, e.Message);
            return false;
        }
    }

    // Whether the file that is missing beside a block file may be somewhere: then nothing is told of the replica.
    private bool IsLeftOut(long id)
    {
        var isLeftOut = !_generations.ContainsKey(id) && (_withoutRest.Contains(id) || _stray!.MayBeApart(id));
        if (isLeftOut)
        {
            LeftOut.Add(id);
        }

        return isLeftOut;
    }

    // Of a directory that cannot be read nobody knows what is in it.
    private void TryAll(Action call)
    {
        // Not |=, which would forget what a directory within this one has said.
        if (!Try(call))
        {
            HasUnlisted = true;
        }
    }

    private void EmptyTemporary() => Try(() =>
    {
        foreach (var entry in _disk.Entries(volume.Pool.Temporary))
        {
            if (!entry.IsDirectory && !(BlockNames.TryParseData(entry.Name, out var id) && _stray!.HasFailed(id)))
            {
                Try(() => _disk.Delete(Path.Combine(volume.Pool.Temporary, entry.Name)));
            }
        }
    });

    private void LoadFinalized(string directory, List<LoadedReplica> found) => TryAll(() =>
    {
        var entries = _disk.Entries(directory);
        foreach (var entry in entries)
        {
            if (entry.IsDirectory)
            {
                LoadFinalized(Path.Combine(directory, entry.Name), found);
            }
        }

        Scan(directory, entries);
        foreach (var (id, length) in _lengths)
        {
            if (IsLeftOut(id))
            {
                continue;
            }

            // Without a checksum file the generation is 0, and the NameNode finds the replica out of date.
            found.Add(new LoadedReplica(new Block(id, length, _generations.GetValueOrDefault(id)), ReplicaState.Finalized));
        }

        DeleteStrayChecksums(directory);
    });

    // Of a copy that never came, or of a replica that was deleted: a block file that comes here later would be taken to
    // be of that generation.
    private void DeleteStrayChecksums(string directory)
    {
        foreach (var id in _generations.Keys.Where(id => !_lengths.ContainsKey(id) && !LeftOut.Contains(id) && !_stray!.MayBeApart(id)))
        {
            foreach (var generation in _several.GetValueOrDefault(id) ?? [_generations[id]])
            {
                Try(() => Forget(Path.Combine(directory, BlockNames.Meta(id, generation))));
            }
        }
    }

    private void LoadBeingWritten(List<LoadedReplica> found) => TryAll(() =>
    {
        Scan(volume.Pool.Rbw, _disk.Entries(volume.Pool.Rbw));
        foreach (var (id, length) in _lengths)
        {
            if (!IsLeftOut(id) && !Try(() => LoadBeingWritten(id, length, found)))
            {
                LeftOut.Add(id);
            }
        }
    });

    private void LoadBeingWritten(long id, long length, List<LoadedReplica> found)
    {
        var generation = _generations.GetValueOrDefault(id);
        var path = Path.Combine(volume.Pool.Rbw, BlockNames.Data(id));
        var valid = generation == 0
            ? 0
            : ReplicaIntegrity.EndOf(_disk, path, Path.Combine(volume.Pool.Rbw, BlockNames.Meta(id, generation)), length);
        if (valid < length)
        {
            log.WasBeingWritten(id, generation, volume.Root, length, valid);
        }

        found.Add(new LoadedReplica(new Block(id, valid, generation), ReplicaState.WaitingToBeRecovered));
    }

    private void Scan(string directory, IReadOnlyList<DiskEntry> entries)
    {
        _lengths.Clear();
        _generations.Clear();
        _several.Clear();
        foreach (var entry in entries)
        {
            if (!entry.IsDirectory)
            {
                Take(directory, entry.Name, entry.Length);
            }
        }

        foreach (var (id, generations) in _several)
        {
            if (_lengths.ContainsKey(id) && !Try(() => Choose(directory, id, generations)))
            {
                _generations.Remove(id);
                _withoutRest.Add(id);
            }
        }
    }

    private void Choose(string directory, long id, List<long> generations)
    {
        var chosen = ChecksumChoice.Of(_disk, directory, id, generations);
        log.SeveralGenerations(id, volume.Root, string.Join(", ", generations), chosen);
        foreach (var generation in generations)
        {
            if (generation != chosen)
            {
                Forget(Path.Combine(directory, BlockNames.Meta(id, generation)));
            }
        }

        _disk.SyncDirectory(directory);
        _generations[id] = chosen;
    }

    private void Forget(string path)
    {
        var length = _disk.FileLength(path) ?? 0;
        _disk.Delete(path);
        _used -= length;
    }

    private void Take(string directory, string name, long length)
    {
        _used += length;
        if (BlockNames.TryParseData(name, out var id))
        {
            _lengths[id] = length;
        }
        else if (BlockNames.TryParseMeta(name, out id, out var generation))
        {
            if (!_generations.TryAdd(id, generation))
            {
                if (!_several.TryGetValue(id, out var generations))
                {
                    _several.Add(id, generations = [_generations[id]]);
                }

                generations.Add(generation);
            }
        }
        else if (name.EndsWith(UnlinkedSuffix, StringComparison.Ordinal))
        {
            if (!Try(() => Restore(directory, name, length)))
            {
                TakeUnrestored(name[..^UnlinkedSuffix.Length]);
            }
        }
    }

    private void TakeUnrestored(string original)
    {
        if (BlockNames.TryParseMeta(original, out var id, out _))
        {
            _withoutRest.Add(id);
        }
        else if (BlockNames.TryParseData(original, out id))
        {
            LeftOut.Add(id);
        }
    }

    private void Restore(string directory, string name, long length)
    {
        var original = name[..^UnlinkedSuffix.Length];
        var path = Path.Combine(directory, name);
        if (_disk.FileExists(Path.Combine(directory, original)))
        {
            _disk.Delete(path);
            _used -= length;
            return;
        }

        _disk.Rename(path, Path.Combine(directory, original));
        _used -= length;
        Take(directory, original, length);
    }
}
