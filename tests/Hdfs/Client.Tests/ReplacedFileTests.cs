using Hathi.Base;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>
/// A file that is replaced while it is read: by one of the same length, a longer, a shorter, an empty one; noticed after a replica is gone,
/// behind the blocks that were asked for, far behind them, and by positional reads. The reader is told, and none of the other
/// file's bytes are handed out.
/// </summary>
public sealed class ReplacedFileTests
{
    private const int Length = (5 * FakeCluster.BlockSize) + 1234;
    private static readonly byte[] Data = [.. Enumerable.Repeat((byte)'a', Length)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public enum Way
    {
        /// <summary>All blocks are known, and the nodes have removed those of the old file.</summary>
        Gone,

        /// <summary>The next blocks have yet to be asked for; the old replicas are still there.</summary>
        BehindTheWindow,

        /// <summary>As that, after a seek over blocks that nobody has asked for.</summary>
        FarBehind,

        /// <summary>As the first, at positions.</summary>
        AtPositions,
    }

    public static TheoryData<Way, int> Cases() =>
        [.. from way in Enum.GetValues<Way>()
            from length in (int[])[0, FakeCluster.BlockSize, Length - 1, Length, 2 * Length]
            select (way, length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task IsNoticed(Way way, int length)
    {
        await using var cluster = new FakeCluster(
            2, FakeCluster.Quick with { PrefetchBlocks = way is Way.Gone or Way.AtPositions ? 10 : 1 });
        await WriteTests.WriteAsync(cluster, "/f", Data);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        var buffer = new byte[FakeCluster.BlockSize];
        await stream.ReadExactlyAsync(buffer, Cancel);
        var old = cluster.NameNode.File("/f").Blocks.ConvertAll(static b => b.Block.BlockId);
        await using (var other = await cluster.Files.CreateAsync("/f", CreateOptions.Default with { Overwrite = true }, Cancel))
        {
            await other.WriteAsync(Enumerable.Repeat((byte)'b', length).ToArray(), Cancel);
        }

        if (way is Way.Gone or Way.AtPositions)
        {
            cluster.Nodes.ForEach(n => old.ForEach(b => n.Replicas.TryRemove(b, out _)));
        }

        stream.Position = way == Way.FarBehind ? Length - 10 : FakeCluster.BlockSize;
        var e = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            while (true)
            {
                var count = way == Way.AtPositions
                    ? await stream.ReadAtAsync(2000, buffer, Cancel)
                    : await stream.ReadAsync(buffer, Cancel);
                Assert.DoesNotContain((byte)'b', buffer[..count]);
                Assert.NotEqual(0, count);
            }
        });
        Assert.StartsWith("Blocklist for /f has changed! At byte ", e.Message);
    }

    /// <summary>The writer gave its empty last block up and got another: nothing that was read is another's.</summary>
    [Fact]
    public async Task AFileWhoseEmptyLastBlockIsAnotherIsTheSame()
    {
        await using var cluster = new FakeCluster(2, FakeCluster.Quick with { PrefetchBlocks = 1 });
        var data = Data[..(3 * FakeCluster.BlockSize)];
        await WriteTests.WriteAsync(cluster, "/f", data);
        var file = cluster.NameNode.File("/f");
        file.IsComplete = false;
        file.Blocks.Add(Empty(9001));
        cluster.NameNode.OnLocations = static located =>
        {
            if (located.LastBlock.B.NumBytes == 0)
            {
                located.Blocks.Add(located.LastBlock);
            }
        };
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        file.Blocks[^1] = Empty(9002);
        var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancel);
        Assert.Equal(data, read.ToArray());

        static FakeBlock Empty(ulong id) =>
            new(new ExtendedBlockProto { PoolId = "BP-1", BlockId = id, GenerationStamp = id, NumBytes = 0 }, []);
    }

    [Fact]
    public async Task AFileThatGrowsIsTheSame()
    {
        await using var cluster = new FakeCluster(2, FakeCluster.Quick with { PrefetchBlocks = 1 });
        await WriteTests.WriteAsync(cluster, "/f", Data);
        await using var stream = await cluster.Files.OpenReadAsync("/f", Cancel);
        await using (var more = await cluster.Files.AppendAsync("/f", newBlock: false, Cancel))
        {
            await more.WriteAsync(new byte[3 * FakeCluster.BlockSize], Cancel);
        }

        foreach (var at in (int[])[0, Length - 10, 3 * FakeCluster.BlockSize])
        {
            stream.Position = at;
            var rest = new MemoryStream();
            await stream.CopyToAsync(rest, Cancel);
            Assert.Equal(Data[at..], rest.ToArray());
        }
    }
}
