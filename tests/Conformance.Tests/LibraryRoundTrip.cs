using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Conformance.Tests;

/// <summary>
/// The C# library's calls against any HDFS: a file of several blocks is created, synced, appended, read at any place, listed,
/// moved, summed, deleted.
/// </summary>
internal static class LibraryRoundTrip
{
    private const int Block = 1 << 20;
    private static readonly CancellationToken Never = CancellationToken.None;

    /// <returns>What the checksum of the file was, as hdfs dfs prints it, from <paramref name="command"/> and from the library.</returns>
    public static async Task<(string FromCommand, string FromLibrary)> RunAsync(string nameNode, Func<string, string> command)
    {
        await using var fs = FileSystems.Get(new Uri($"hdfs://{nameNode}"), new Configuration());
        var bytes = new byte[(3 * Block) + 12_345];
        new Random(71).NextBytes(bytes);
        await fs.MakeDirectoryAsync("/library/a", null, Never);
        await WriteAsync(fs, "/library/a/f", bytes.AsMemory(0, 2_500_000));
        await using (var more = await fs.AppendAsync("/library/a/f", Never))
        {
            await more.WriteAsync(bytes.AsMemory(2_500_000), Never);
        }

        await ReadAsync(fs, "/library/a/f", bytes);
        Assert.Equal(
            [Block, Block, Block, 12_345],
            (await fs.GetBlockLocationsAsync("/library/a/f", 0, long.MaxValue, Never)).Select(b => b.Length));
        Assert.True(await fs.RenameAsync("/library/a/f", "/library/g", Never));
        await fs.SetPermissionAsync("/library/g", Convert.ToInt32("640", 8), Never);
        var listed = await ListAsync(fs, "/library");
        Assert.Equal(["/library/a", "/library/g"], listed.Select(s => s.Path));
        Assert.Equal((bytes.Length, Convert.ToInt32("640", 8)), ((int)listed[1].Length, listed[1].Mode));
        var summary = await fs.GetContentSummaryAsync("/library", Never);
        Assert.Equal(
            (bytes.Length, 1L, 2L, 2L * bytes.Length), (summary.Length, summary.FileCount, summary.DirectoryCount, summary.SpaceConsumed));
        var sum = (await fs.GetFileChecksumAsync("/library/g", Never))!;
        var printed = command("/library/g");
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await fs.OpenReadAsync("/library/a/f", Never));
        Assert.True(await fs.DeleteAsync("/library", recursive: true, Never));
        Assert.Null(await fs.GetFileStatusAsync("/library", Never));
        return (printed.Trim(), $"/library/g\t{sum.Algorithm}\t{Convert.ToHexStringLower(sum.Bytes.Span)}");
    }

    private static async Task WriteAsync(FileSystem fs, string path, ReadOnlyMemory<byte> bytes)
    {
        await using var file = await fs.CreateAsync(path, new CreateOptions { BlockSize = Block, Replication = 2 }, Never);
        await file.WriteAsync(bytes[..700_000], Never);
        await file.HSyncAsync(Never);

        // What was flushed is there for a reader before the file is closed.
        await using (var reader = await fs.OpenReadAsync(path, Never))
        {
            var seen = new byte[700_000];
            await reader.ReadExactlyAsync(seen, Never);
            Assert.True(bytes.Span[..700_000].SequenceEqual(seen));
        }

        await file.WriteAsync(bytes[700_000..], Never);
    }

    private static async Task ReadAsync(FileSystem fs, string path, byte[] bytes)
    {
        await using var file = await fs.OpenReadAsync(path, Never);
        var all = new MemoryStream();
        await file.CopyToAsync(all, Never);
        Assert.True(bytes.AsSpan().SequenceEqual(all.GetBuffer().AsSpan(0, (int)all.Length)));
        foreach (var place in new[] { 0, 511, Block - 1, Block, (2 * Block) - 7, bytes.Length - 100 })
        {
            var some = new byte[100];
            var got = await file.ReadAtAsync(place, some, Never);
            Assert.InRange(got, 1, 100);
            Assert.True(bytes.AsSpan(place, got).SequenceEqual(some.AsSpan(0, got)));
        }

        file.Position = (2 * Block) - 50;
        var across = new byte[100];
        await file.ReadExactlyAsync(across, Never);
        Assert.True(bytes.AsSpan((2 * Block) - 50, 100).SequenceEqual(across));
    }

    private static async Task<List<FileStatus>> ListAsync(FileSystem fs, string path)
    {
        var listed = new List<FileStatus>();
        await foreach (var status in fs.ListAsync(path, Never))
        {
            listed.Add(status);
        }

        return listed;
    }
}
