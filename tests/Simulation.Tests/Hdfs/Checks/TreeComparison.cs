using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>Whether a core holds exactly the tree it should.</summary>
internal sealed class TreeComparison(World world, NameNodeCore core, Now now)
{
    public void Check(TreeModel model, string where)
    {
        var query = new CoreQuery(core, now);
        var holders = query.Holders();
        var entries = query.Walk();
        var wanted = model.Walk().ToList();
        for (var i = 0; i < Math.Max(entries.Count, wanted.Count); i++)
        {
            var difference = i >= entries.Count ? $"{wanted[i].Path} is missing"
                : i >= wanted.Count ? $"{entries[i].Path} should not be there"
                : Differs(wanted[i], entries[i], holders);
            world.Check(difference is null, $"{where}: {difference}");
        }

        var figures = core.Figures;
        world.Check(
            figures.LastInodeId == model.LastInodeId, $"{where}: the last inode id is {figures.LastInodeId}, expected {model.LastInodeId}");
        world.Check(
            figures.RetryEntries == model.Answers.Count,
            $"{where}: {figures.RetryEntries} answers are kept, expected {model.Answers.Count}");
        var summary = query.Summary();
        var expected = ModelSummary.Of(model.Root);
        world.Check(
            (summary.Files, summary.Directories) == (expected.Files, expected.Directories),
            $"{where}: totals are {summary}, expected {expected}");
        world.Report.Add("trees compared", 1);
    }

    private static string? Differs(ModelInode wanted, FsckEntry entry, Dictionary<long, string> holders)
    {
        var there = Describe(
            entry.Path, entry.Status, entry.Blocks.Select(static b => b.Located.Block), holders.GetValueOrDefault(entry.Status.InodeId));
        var expected = Describe(wanted);
        return there == expected ? null : $"there is\n  {there}, expected\n  {expected}";
    }

    private static string Describe(ModelInode i) =>
        $"{i.Path} inode {i.Id} {(i.IsDirectory ? "directory" : "file")} {i.Owner}:{i.Group}:{i.Mode} times "
        + $"{i.ModificationTime}/{i.AccessTime} {i.Replication} × {i.BlockSize}, length {i.Length}: "
        + $"{string.Join(' ', i.Blocks)} written by {i.Holder ?? "nobody"}";

    private static string Describe(string path, FileStatus s, IEnumerable<Block> blocks, string? holder) =>
        $"{path} inode {s.InodeId} {(s.Kind == FileKind.Directory ? "directory" : "file")} {s.Owner}:{s.Group}:{s.Mode} times "
        + $"{s.ModificationTime}/{s.AccessTime} {s.Replication} × {s.BlockSize}, length {s.Length}: "
        + $"{string.Join(' ', blocks)} written by {holder ?? "nobody"}";
}
