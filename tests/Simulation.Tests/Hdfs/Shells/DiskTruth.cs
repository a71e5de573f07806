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
    public override string ToString() => $"{Host.Name}:{Path} (generation {Generation})";
}

/// <summary>What is on the DataNodes' disks, whatever anybody believes.</summary>
internal sealed class DiskTruth(HdfsCluster cluster)
{
    private const int Header = 7;

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

    /// <summary>Whether each chunk has the checksum that its file says.</summary>
    public bool IsSound(DiskReplica replica)
    {
        var disk = cluster.World.Disk(replica.Host.Name);
        var data = disk.Peek(replica.Path);
        var sums = disk.Peek($"{replica.Path}_{replica.Generation}.meta").AsSpan(Header);
        if (sums.Length != 4 * ((data.Length + ClientShell.Chunk - 1) / ClientShell.Chunk))
        {
            return false;
        }

        for (var at = 0; at < data.Length; at += ClientShell.Chunk)
        {
            var chunk = data.AsSpan(at, Math.Min(ClientShell.Chunk, data.Length - at));
            if (BinaryPrimitives.ReadUInt32BigEndian(sums[(at / ClientShell.Chunk * 4)..]) != Crc32C.Compute(chunk))
            {
                return false;
            }
        }

        return true;
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
