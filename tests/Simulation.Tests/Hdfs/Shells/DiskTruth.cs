using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A replica as it lies on a DataNode's disk.</summary>
/// <param name="Host">Of which node.</param>
/// <param name="Path">Its block file.</param>
/// <param name="BlockId">Which block.</param>
/// <param name="Generation">By its checksum file; -1: it has none beside it.</param>
/// <param name="IsFinal">It is complete.</param>
internal sealed record DiskReplica(DataNodeHost Host, string Path, long BlockId, long Generation, bool IsFinal)
{
    /// <summary>Of its node.</summary>
    public int Volume => Path[2] - '0';

    public override string ToString() => $"{Host.Name}:{Path} (generation {Generation})";
}

/// <summary>What is on the DataNodes' disks, whatever anybody believes.</summary>
internal sealed class DiskTruth(HdfsCluster cluster)
{
    private const int Header = 7;

    /// <summary>
    /// Nodes that may have left something out at a start, when their disks could not be read: it lies there unknown until the next, which
    /// an operator sees to when faults stop.
    /// </summary>
    public HashSet<string> Misread { get; } = [];

    /// <summary>All replicas, but those that are on their way from another node.</summary>
    public IEnumerable<DiskReplica> All() => cluster.DataNodes.SelectMany(On);

    /// <summary>Those of a node.</summary>
    public IEnumerable<DiskReplica> On(DataNodeHost host)
    {
        var disk = cluster.World.Disk(host.Name);
        var files = disk.Files
            .Where(static f => f.Contains("/blk_", StringComparison.Ordinal) && !f.Contains("/tmp/", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var path in files)
        {
            if (BlockNames.TryParseData(path.AsSpan(path.LastIndexOf('/') + 1), out var id))
            {
                var isFinal = path.Contains("/finalized/", StringComparison.Ordinal);
                yield return new DiskReplica(host, path, id, GenerationOf(path, files), isFinal);
            }
        }
    }

    /// <summary>Bytes of its block file.</summary>
    public long LengthOf(DiskReplica replica) => cluster.World.Disk(replica.Host.Name).FileLength(replica.Path) ?? 0;

    /// <summary>Whether each chunk has the checksum that its file says.</summary>
    public bool IsSound(DiskReplica replica)
    {
        var disk = cluster.World.Disk(replica.Host.Name);
        var data = disk.Peek(replica.Path);
        var meta = disk.Peek($"{replica.Path}_{replica.Generation}.meta");
        var sums = meta.AsSpan(Math.Min(Header, meta.Length));
        if (meta.Length < Header || sums.Length != 4 * ((data.Length + ShellFileSystem.Chunk - 1) / ShellFileSystem.Chunk))
        {
            return false;
        }

        for (var at = 0; at < data.Length; at += ShellFileSystem.Chunk)
        {
            var chunk = data.AsSpan(at, Math.Min(ShellFileSystem.Chunk, data.Length - at));
            if (BinaryPrimitives.ReadUInt32BigEndian(sums[(at / ShellFileSystem.Chunk * 4)..]) != Crc32C.Compute(chunk))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fails the run where a replica that is complete, and matches its checksums, has other bytes than were written.</summary>
    public void CheckContents(IReadOnlyList<WrittenFile> files)
    {
        var sound = All().Where(r => r is { IsFinal: true, Generation: > 0 } && IsSound(r));
        var copies = sound.ToLookup(static r => (r.BlockId, r.Generation));
        foreach (var file in files)
        {
            var start = 0L;
            foreach (var block in cluster.Ledger.Tree.Files.FirstOrDefault(f => f.Path == file.Path)?.Blocks ?? [])
            {
                foreach (var replica in copies[(block.Id, block.GenerationStamp)])
                {
                    Check(file, start, replica);
                }

                start += block.Length;
            }
        }
    }

    private void Check(WrittenFile file, long start, DiskReplica replica)
    {
        var bytes = cluster.World.Disk(replica.Host.Name).Peek(replica.Path);
        for (var i = 0; i < bytes.Length; i++)
        {
            cluster.World.Check(
                bytes[i] == file[start + i], $"{replica} holds {bytes[i]} at {i} of a block of {file.Path}, {file[start + i]} was written");
        }
    }

    private static long GenerationOf(string path, HashSet<string> files)
    {
        foreach (var file in files)
        {
            if (file.StartsWith(path + "_", StringComparison.Ordinal)
                && BlockNames.TryParseMeta(file.AsSpan(file.LastIndexOf('/') + 1), out _, out var generation))
            {
                return generation;
            }
        }

        return -1;
    }
}
