using System.Globalization;

namespace Hathi.Conformance.Tests.Lab;

/// <summary>
/// Nodes die by kill -9 in the middle of work; nothing acknowledged is lost. A lab of its own, since it is hurt on purpose.
/// </summary>
public sealed class DyingNodesTests
{
    private const long HalfGigabyte = 500L * 1000 * 1000;

    [Fact]
    public async Task Two_DataNodes_die_while_one_client_writes_and_another_reads()
    {
        using var lab = new LabFixture();
        using var work = new WorkDirectory();
        var old = TestFiles.Random(work.Path, "old", TestFiles.ThreeBlocks, 41);
        var fresh = TestFiles.Random(work.Path, "fresh", HalfGigabyte, 42);
        lab.Hathi("dfs", "-put", old, "/old").Ok();
        var back = Path.Combine(work.Path, "back");
        // In blocks so large that it is still written when both have died.
        var writer = Task.Run(() => lab.Hathi("dfs", "-D", "dfs.blocksize=128m", "-put", fresh, "/fresh"));

        // Again and again, so that both deaths meet a reader.
        var reader = Task.Run(() =>
        {
            do
            {
                lab.Hathi("dfs", "-get", "-f", "/old", back).Ok();
                Assert.Equal(TestFiles.Sha256(old), TestFiles.Sha256(back));
            }
            while (!writer.IsCompleted);
        });
        AwaitBlocks(lab, "/fresh", 1);
        lab.Lab("node", "kill", "pi-201").Ok();
        AwaitBlocks(lab, "/fresh", 2);
        lab.Lab("node", "kill", "pi-203").Ok();
        (await writer).Ok();
        await reader;
        File.Delete(back);
        lab.Hathi("dfs", "-get", "/fresh", back).Ok();
        Assert.Equal(TestFiles.Sha256(fresh), TestFiles.Sha256(back));
        Assert.True(ClusterPatience.Until(() => IsWhole(lab)), lab.Hathi("fsck", "/", "-files", "-blocks", "-locations").Output);
    }

    [Fact]
    public void The_NameNode_dies_ten_times_and_every_acknowledged_operation_is_there()
    {
        using var lab = new LabFixture();
        using var stream = new NamespaceStream(lab.NameNode);
        for (var death = 1; death <= 10; death++)
        {
            stream.Run(operations: 100 + (37 * death % 200));
            stream.KillWhileRunning(() => lab.Lab("node", "kill", "pi-200").Ok());
            lab.Lab("node", "start", "pi-200").Ok();
            stream.Verify();
        }
    }

    private static void AwaitBlocks(LabFixture lab, string path, int blocks) => Assert.True(
        ClusterPatience.Until(() => lab.Hathi("fsck", path, "-files", "-blocks", "-openforwrite").Output
            .Contains($"\n{blocks.ToString(CultureInfo.InvariantCulture)}. ", StringComparison.Ordinal)),
        $"{path} did not reach block {blocks}");

    private static bool IsWhole(LabFixture lab)
    {
        var report = lab.Hathi("fsck", "/").Output;
        return report.Contains("is HEALTHY", StringComparison.Ordinal)
            && report.Contains(" Under-replicated blocks:\t0 ", StringComparison.Ordinal);
    }
}
