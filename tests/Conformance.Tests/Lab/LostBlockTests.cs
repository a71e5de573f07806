using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests.Lab;

/// <summary>
/// The only replica of a block is on a node that is dead: fsck says so to both command lines, the NameNode starts all the same, and
/// the file can be given up.
/// </summary>
public sealed partial class LostBlockTests
{
    [Fact]
    public void It_is_named_and_given_up_and_does_not_hold_a_start_up()
    {
        using var lab = new LabFixture();
        using var work = new WorkDirectory();
        var (file, node, block) = PutAwayFromTheNameNode(lab, TestFiles.Random(work.Path, "small", 100_000, 7));
        lab.Lab("node", "kill", node).Ok();
        Until(lab, "MISSING BLOCKS:\t1");

        lab.Lab("node", "kill", "pi-200").Ok();
        lab.Lab("node", "start", "pi-200").Ok();
        Assert.Contains("Safe mode is OFF", lab.Hathi("dfsadmin", "-safemode", "get").Ok().Output, StringComparison.Ordinal);
        Until(lab, "MISSING BLOCKS:\t1");

        var listed = Both(lab, "/", "-list-corruptfileblocks");
        Assert.Equal(255, listed.ExitCode);
        Assert.Equal(
            $"The list of corrupt blocks under path '/' are:\n{block}\t{file}\nThe filesystem under path '/' has 1 CORRUPT blocks\n",
            listed.Output);
        Assert.Contains(
            $"Block Id: {block}\nBlock belongs to: {file}\nNo. of Expected Replica: 1\nNo. of live Replica: 0\n",
            Both(lab, "-blockId", block).Output,
            StringComparison.Ordinal);
        Assert.Contains("Incorrect blockId format: x", Both(lab, "-blockId", "x").Output, StringComparison.Ordinal);
        Assert.Contains("Block blk_1 does not exist", Both(lab, "-blockId", "blk_1").Output, StringComparison.Ordinal);
        Assert.EndsWith("Fsck on path '/' FAILED\n", Both(lab, "/", "-move").Output, StringComparison.Ordinal);

        Assert.Equal(1, lab.Hathi("fsck", "/", "-delete").ExitCode);
        Assert.Equal("The filesystem under path '/' has 0 CORRUPT blocks\n", Both(lab, "/", "-list-corruptfileblocks").Output);
        Assert.Contains("is HEALTHY", lab.Hathi("fsck", "/").Ok().Output, StringComparison.Ordinal);
    }

    // Its one replica is on any node: tried until it is not on the one that must go on.
    private static (string File, string Node, string Block) PutAwayFromTheNameNode(LabFixture lab, string local)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            lab.Hathi("dfs", "-D", "dfs.replication=1", "-put", "-f", local, "/single").Ok();
            var found = Replica().Match(lab.Hathi("fsck", "/single", "-files", "-blocks", "-locations").Output);
            using var status = lab.Status();
            var node = status.RootElement.GetProperty("nodes").EnumerateArray()
                .First(n => n.GetProperty("address").GetString() == found.Groups["address"].Value);
            if (node.GetProperty("name").GetString() is { } name && name != "pi-200")
            {
                return ("/single", name, found.Groups["block"].Value);
            }
        }

        throw new InvalidOperationException("fifty times on the same node of five");
    }

    private static CommandResult Both(LabFixture lab, params string[] arguments)
    {
        var ours = lab.Hathi(["fsck", .. arguments]);
        var theirs = lab.Apache(["hdfs", "fsck", .. arguments]);
        Assert.Equal((theirs.ExitCode, Timeless().Replace(theirs.Output, "")), (ours.ExitCode, Timeless().Replace(ours.Output, "")));
        return ours;
    }

    private static void Until(LabFixture lab, string said)
    {
        var report = "";
        Assert.True(
            ClusterPatience.Until(() => (report = lab.Hathi("fsck", "/").Output).Contains(said, StringComparison.Ordinal)), report);
    }

    [GeneratedRegex(@"(?<block>blk_\d+)_.*DatanodeInfoWithStorage\[(?<address>[\d.]+):")]
    private static partial Regex Replica();

    [GeneratedRegex("^FSCK (started|ended) .*$", RegexOptions.Multiline)]
    private static partial Regex Timeless();
}
