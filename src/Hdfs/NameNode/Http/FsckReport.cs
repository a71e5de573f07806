using System.Globalization;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Web.Pages;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary>What fsck was asked to show.</summary>
internal readonly record struct FsckFlags(bool Files, bool Blocks, bool Locations, bool Racks, bool ReplicaDetails, bool OpenForWrite);

/// <summary>Counts and lines of one file system check, in Apache's layout.</summary>
internal sealed class FsckReport(FsckFlags flags, string poolId, TextReply text)
{
    private long _directories;
    private long _files;
    private long _bytes;
    private long _blocks;
    private long _openFiles;
    private long _openBytes;
    private long _openBlocks;
    private long _minimal;
    private long _over;
    private long _under;
    private long _misplaced;
    private long _missing;
    private long _missingBytes;
    private long _corrupt;
    private long _corruptBytes;
    private long _corruptFiles;
    private long _replicas;
    private long _wanted;
    private long _missingReplicas;

    public bool Healthy => _missing == 0 && _corrupt == 0;

    /// <returns>False: blocks of it are lost or corrupt.</returns>
    public bool Add(FsckEntry entry)
    {
        if (entry.Status.Kind == FileKind.Directory)
        {
            _directories++;
            if (flags.Files)
            {
                text.Append(CultureInfo.InvariantCulture, $"{entry.Path} <dir>\n");
            }

            return true;
        }

        if (entry.UnderConstruction && !flags.OpenForWrite)
        {
            _openFiles++;
            _openBytes += entry.Status.Length;
            _openBlocks += entry.Blocks.Count;
            return true;
        }

        var damaged = _corruptFiles;
        AddFile(entry);
        return _corruptFiles == damaged;
    }

    public void Summary(int nodes, int racks, short replication, long queued)
    {
        text.Append(CultureInfo.InvariantCulture, $"\nStatus: {(Healthy ? "HEALTHY" : "CORRUPT")}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $" Number of data-nodes:\t{nodes}\n Number of racks:\t\t{racks}\n Total dirs:\t\t\t{_directories}\n Total symlinks:\t\t0\n");
        text.Append(CultureInfo.InvariantCulture, $"\nReplicated Blocks:\n Total size:\t{_bytes} B");
        if (_openBytes != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" (Total open files size: {_openBytes} B)");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n Total files:\t{_files}");
        if (_openFiles != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" (Files currently being written: {_openFiles})");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n Total blocks (validated):\t{_blocks}");
        if (_blocks > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" (avg. block size {_bytes / _blocks} B)");
        }

        if (_openBlocks != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" (Total open file blocks (not validated): {_openBlocks})");
        }

        Damage();
        Line(" Minimally replicated blocks:\t", _minimal, _blocks);
        Line(" Over-replicated blocks:\t", _over, _blocks);
        Line(" Under-replicated blocks:\t", _under, _blocks);
        Line(" Mis-replicated blocks:\t\t", _misplaced, _blocks);
        var average = _blocks == 0 ? 0.0 : (double)_replicas / _blocks;
        text.Append(
            CultureInfo.InvariantCulture, $"\n Default replication factor:\t{replication}\n Average block replication:\t{Share(average)}");
        text.Append(CultureInfo.InvariantCulture, $"\n Missing blocks:\t\t{_missing}\n Corrupt blocks:\t\t{_corrupt}");
        Line(" Missing replicas:\t\t", _missingReplicas, _wanted);
        text.Append(CultureInfo.InvariantCulture, $"\n Blocks queued for replication:\t{queued}\n");
        text.Append("\nErasure Coded Block Groups:\n Total size:\t0 B\n Total files:\t0\n Total block groups (validated):\t0\n"
            + " Minimally erasure-coded block groups:\t0\n"
            + " Over-erasure-coded block groups:\t0\n Under-erasure-coded block groups:\t0\n Unsatisfactory placement block groups:\t0\n"
            + " Average block group size:\t0.0\n Missing block groups:\t\t0\n Corrupt block groups:\t\t0\n Missing internal blocks:\t0\n"
            + " Blocks queued for replication:\t0\n");
    }

    private void AddFile(FsckEntry entry)
    {
        _files++;
        _bytes += entry.Status.Length;
        if (flags.Files || (flags.OpenForWrite && entry.UnderConstruction))
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Path} {entry.Status.Length} bytes, replicated: "
                + $"replication={entry.Status.Replication}, {entry.Blocks.Count} block(s)");
            text.Append(entry.UnderConstruction ? ", OPENFORWRITE: " : ": ");
        }
        else if (_files % 100 == 0)
        {
            text.Append('.');
        }

        AddBlocks(entry);
    }

    private void AddBlocks(FsckEntry entry)
    {
        long missing = 0, missingBytes = 0, corrupt = 0, corruptBytes = 0;
        var troubled = false;
        foreach (var block in entry.Blocks)
        {
            if (IsOpen(block))
            {
                continue;
            }

            var health = Count(entry, block);
            troubled |= health != BlockHealth.Fine;
            if (health == BlockHealth.Corrupt)
            {
                corrupt++;
                corruptBytes += block.Located.Block.Length;
            }
            else if (health == BlockHealth.Missing)
            {
                missing++;
                missingBytes += block.Located.Block.Length;
            }
        }

        Report(entry.Path, troubled, (missing, missingBytes), (corrupt, corruptBytes));
        if (flags.Files && flags.Blocks)
        {
            ListBlocks(entry);
        }
    }

    private void ListBlocks(FsckEntry entry)
    {
        for (var i = 0; i < entry.Blocks.Count; i++)
        {
            var block = entry.Blocks[i];
            text.Append(CultureInfo.InvariantCulture, $"{i}. {Name(block)} len={block.Located.Block.Length}");
            if (IsOpen(block))
            {
                text.Append(CultureInfo.InvariantCulture, $" Expected_repl={block.Replicas.Count}{Replicas(block)}\n");
            }
            else if (HealthWithoutReplica(block.Counts) == BlockHealth.Missing)
            {
                text.Append(" MISSING!\n");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $" Live_repl={block.Counts.Live}{Replicas(block)}\n");
            }
        }

        text.Append('\n');
    }

    private static bool IsOpen(FsckBlock block) => block.State is BlockState.UnderConstruction or BlockState.UnderRecovery;

    private string Name(FsckBlock block) => $"{poolId}:blk_{block.Located.Block.Id}_{block.Located.Block.GenerationStamp}";

    /// <returns>Fine: there is one that can be read.</returns>
    private static BlockHealth HealthWithoutReplica(ReplicaCounts counts) =>
        counts.Live + counts.Decommissioning + counts.Decommissioned > 0
            ? BlockHealth.Fine
            : counts.Corrupt > 0 ? BlockHealth.Corrupt
            : BlockHealth.Missing;

    private BlockHealth Count(FsckEntry entry, FsckBlock block)
    {
        var counts = block.Counts;
        var usable = counts.Live + counts.Decommissioning;
        _blocks++;
        _replicas += counts.Live;
        _wanted += entry.Status.Replication;
        _minimal += usable > 0 ? 1 : 0;
        _over += counts.Excess > 0 || counts.Live > entry.Status.Replication ? 1 : 0;
        var health = HealthWithoutReplica(counts);
        if (health != BlockHealth.Fine)
        {
            return health;
        }

        if (counts.Live < entry.Status.Replication)
        {
            _under++;
            _missingReplicas += entry.Status.Replication - counts.Live;
            health = BlockHealth.Under;
            text.Append(flags.Files ? "" : $"\n{entry.Path}: ");
            text.Append(CultureInfo.InvariantCulture, $" Under replicated {Name(block)}. "
                + $"Target Replicas is {entry.Status.Replication} but found {counts.Live} live replica(s), "
                + $"{counts.Decommissioned} decommissioned replica(s), {counts.Decommissioning} decommissioning replica(s).\n");
        }

        if (counts.Racks < counts.RacksWanted)
        {
            _misplaced++;
            health = health == BlockHealth.Fine ? BlockHealth.Misplaced : health;
            text.Append(flags.Files ? "" : $"\n{entry.Path}: ");
            text.Append(CultureInfo.InvariantCulture, $" Replica placement policy is violated for {Name(block)}. "
                + $"Block should be additionally replicated on {counts.RacksWanted - counts.Racks} more rack(s). "
                + $"Total number of racks in the cluster: {counts.RacksWanted}\n");
        }

        return health;
    }

    private void Report(string path, bool troubled, (long Count, long Bytes) missing, (long Count, long Bytes) corrupt)
    {
        _missing += missing.Count;
        _missingBytes += missing.Bytes;
        _corrupt += corrupt.Count;
        _corruptBytes += corrupt.Bytes;
        _corruptFiles += missing.Count + corrupt.Count > 0 ? 1 : 0;
        var head = flags.Files ? "" : $"\n{path}:";
        var tail = flags.Files ? "\n" : ".";
        if (missing.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{head} MISSING {missing.Count} blocks of total size {missing.Bytes} B{tail}");
        }

        if (corrupt.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{head} CORRUPT {corrupt.Count} blocks of total size {corrupt.Bytes} B{tail}");
        }

        if (flags.Files && !troubled)
        {
            text.Append(" OK\n");
        }
    }

    private string Replicas(FsckBlock block)
    {
        if (!flags.Locations && !flags.Racks && !flags.ReplicaDetails)
        {
            return "";
        }

        return "  [" + string.Join(", ", block.Replicas.Select(One)) + "]";
    }

    private string One(ReplicaInfo replica)
    {
        var node = replica.Location.Node;
        var at = $"{node.Id.Address}:{node.Id.TransferPort}";
        var place = flags.Racks
            ? $"{node.Rack.TrimEnd('/')}/{at}"
            : $"DatanodeInfoWithStorage[{at},{replica.Location.StorageId},{replica.Location.Kind.ToString().ToUpperInvariant()}]";
        return flags.ReplicaDetails ? $"{place}({(replica.Stale ? "STALE_NODE" : replica.Health.ToString().ToUpperInvariant())})" : place;
    }

    private void Damage()
    {
        if (Healthy)
        {
            return;
        }

        text.Append(
            CultureInfo.InvariantCulture, $"\n  ********************************\n  UNDER MIN REPL'D BLOCKS:\t{_missing + _corrupt}");
        if (_blocks > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({Share(100.0 * (_missing + _corrupt) / _blocks)} %)");
        }

        text.Append("\n  MINIMAL BLOCK REPLICATION:\t1");
        if (_corruptFiles > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  CORRUPT FILES:\t{_corruptFiles}");
        }

        if (_missing > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  MISSING BLOCKS:\t{_missing}\n  MISSING SIZE:\t\t{_missingBytes} B");
        }

        if (_corrupt > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  CORRUPT BLOCKS: \t{_corrupt}\n  CORRUPT SIZE:\t\t{_corruptBytes} B");
        }

        text.Append("\n  ********************************");
    }

    private void Line(string label, long count, long of)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{label}{count}");
        if (of > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({Share(100.0 * count / of)} %)");
        }
    }

    // As Java prints a float: 100.0, 33.333332.
    private static string Share(double value)
    {
        var text = ((float)value).ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private enum BlockHealth
    {
        Fine,
        Under,
        Misplaced,
        Missing,
        Corrupt,
    }
}
