using System.Diagnostics;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>What files cost. The limits in time are ten times what was seen, so that only a change of order fails.</summary>
public class CostTests(ITestOutputHelper output)
{
    private const int Files = 100_000;

    [Fact]
    public void A_file_takes_at_most_110_bytes_beside_its_block_and_comes_back_fast()
    {
        var cluster = new Cluster();
        var written = Stopwatch.StartNew();
        for (var i = 0; i < Files; i++)
        {
            cluster.Write($"/data/day-{i / 1000:D4}/part-{i:D8}", null, 1000);
        }

        Tell("files written, in three calls each", written);
        var bytes = cluster.Core.Figures.TreeMemory / (double)Files;
        output.WriteLine($"{bytes:F1} bytes a file, its block aside");
        Assert.InRange(bytes, 64, 110);

        var copied = Stopwatch.StartNew();
        var copy = cluster.Copied(256 * 1024);
        Tell("files through an image", copied);
        var replayed = Stopwatch.StartNew();
        var restarted = cluster.Restarted();
        Tell("files replayed, three records each", replayed);
        Assert.Equal(copy.Core.Digest(), restarted.Core.Digest());
        Assert.True(copied.Elapsed < TimeSpan.FromSeconds(10) && replayed.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_directory_of_many_stays_fast()
    {
        const int Names = 300_000;
        var cluster = new Cluster();
        var made = Stopwatch.StartNew();
        for (var i = 0; i < Names; i++)
        {
            // Not in order: 7919 is prime to the number of names.
            cluster.Mkdirs($"/d/{i * 7919L % Names:D7}");
        }

        made.Stop();
        output.WriteLine($"{Names / made.Elapsed.TotalSeconds:N0} names a second into one directory");
        Assert.Equal(Names - 150_001, cluster.List("/d", "0150000")!.Remaining + 1000);
        Assert.Equal(FileKind.Directory, cluster.Stat("/d/0123456")!.Kind);
        Assert.True(made.Elapsed < TimeSpan.FromSeconds(60));
    }

    private void Tell(string what, Stopwatch watch) => output.WriteLine($"{Files / watch.Elapsed.TotalSeconds:N0} {what} a second");
}
