using System.IO.Enumeration;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>A replica found at start.</summary>
internal readonly record struct LoadedReplica(Block Block, ReplicaState State);

/// <summary>
/// Finds the replicas of a volume at start: finalized ones as they are, those being written cut to what their checksums vouch for;
/// half-sent ones are deleted. Source: BlockPoolSlice.getVolumeMap.
/// </summary>
internal sealed class ReplicaLoader(Volume volume, INodeLog log)
{
    private const string Area = "storage";

    // What a copy-on-write of Apache's DataNode leaves when it is interrupted.
    private const string UnlinkedSuffix = ".unlinked";

    private readonly Dictionary<long, long> _lengths = [];
    private readonly Dictionary<long, long> _generations = [];
    private long _used;

    /// <summary>All replicas; the volume's used bytes are counted on the way.</summary>
    /// <exception cref="IOException">The volume cannot be read.</exception>
    internal List<LoadedReplica> Load()
    {
        // Apache's caches of what was here at its last shutdown: wrong as soon as we write.
        File.Delete(Path.Combine(volume.Pool.Current, "replicas"));
        File.Delete(Path.Combine(volume.Pool.Current, "dfsUsed"));
        EmptyTemporary();

        var found = new List<LoadedReplica>();
        LoadFinalized(volume.Pool.Finalized, found);
        LoadBeingWritten(found);
        volume.AddUsed(_used);
        return found;
    }

    private void EmptyTemporary()
    {
        foreach (var file in Directory.EnumerateFiles(volume.Pool.Temporary))
        {
            File.Delete(file);
        }
    }

    private void LoadFinalized(string directory, List<LoadedReplica> found)
    {
        foreach (var sub in Directory.EnumerateDirectories(directory))
        {
            LoadFinalized(sub, found);
        }

        Scan(directory);
        foreach (var (id, length) in _lengths)
        {
            // Without a checksum file the generation is 0, and the NameNode finds the replica out of date.
            found.Add(new LoadedReplica(new Block(id, length, _generations.GetValueOrDefault(id)), ReplicaState.Finalized));
        }
    }

    private void LoadBeingWritten(List<LoadedReplica> found)
    {
        Scan(volume.Pool.Rbw);
        foreach (var (id, length) in _lengths)
        {
            var generation = _generations.GetValueOrDefault(id);
            var valid = ReplicaIntegrity.CutToValid(
                Path.Combine(volume.Pool.Rbw, BlockNames.Data(id)),
                Path.Combine(volume.Pool.Rbw, BlockNames.Meta(id, generation)));
            if (valid < length)
            {
                log.Info(Area, $"blk_{id}_{generation} on {volume.Root} was being written: cut from {length} to {valid} bytes, for which there are checksums");
            }

            found.Add(new LoadedReplica(new Block(id, valid, generation), ReplicaState.WaitingToBeRecovered));
        }
    }

    private void Scan(string directory)
    {
        _lengths.Clear();
        _generations.Clear();
        var files = new FileSystemEnumerable<(string Name, long Length)>(directory, static (ref FileSystemEntry e) => (e.FileName.ToString(), e.Length))
        {
            ShouldIncludePredicate = static (ref FileSystemEntry e) => !e.IsDirectory,
        };
        foreach (var (name, length) in files)
        {
            Take(directory, name, length);
        }
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
            _generations[id] = Math.Max(generation, _generations.GetValueOrDefault(id));
        }
        else if (name.EndsWith(UnlinkedSuffix, StringComparison.Ordinal))
        {
            Restore(directory, name, length);
        }
    }

    private void Restore(string directory, string name, long length)
    {
        var original = name[..^UnlinkedSuffix.Length];
        var path = Path.Combine(directory, name);
        if (File.Exists(Path.Combine(directory, original)))
        {
            File.Delete(path);
            _used -= length;
            return;
        }

        File.Move(path, Path.Combine(directory, original));
        _used -= length;
        Take(directory, original, length);
    }
}
