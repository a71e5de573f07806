using System.Text;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client.Local;

namespace Hathi.Hdfs.Client.Tests;

public sealed class LocalFileSystemTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-local-").FullName;
    private readonly LocalFileSystem _files = new(new Configuration());

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task WritesReadsAppends()
    {
        var path = _root + "/d/e/f.txt";
        await using (var stream = await _files.CreateAsync(path, CreateOptions.Default with { Mode = 0b110_100_000 }, Cancel))
        {
            await stream.WriteAsync("hello"u8.ToArray(), Cancel);
            await stream.HSyncAsync(Cancel);
        }

        await using (var stream = await _files.AppendAsync(path, Cancel))
        {
            await stream.WriteAsync(" world"u8.ToArray(), Cancel);
        }

        await using var read = await _files.OpenReadAsync(path, Cancel);
        var buffer = new byte[100];
        Assert.Equal(" world", Encoding.UTF8.GetString(buffer, 0, await read.ReadAtAsync(5, buffer, Cancel)));
        Assert.Equal("hello world", await new StreamReader(read).ReadToEndAsync(Cancel));
        Assert.Equal(0, await read.ReadAtAsync(11, buffer, Cancel));
        var status = await _files.GetFileStatusAsync(path, Cancel);
        Assert.Equal((11L, false, 0b110_100_000, Environment.UserName), (status!.Length, status.IsDirectory, status.Mode, status.Owner));
        await Assert.ThrowsAsync<FileAlreadyExistsException>(async () => await _files.CreateAsync(path, CreateOptions.Default, Cancel));
        Assert.Single(await _files.GetBlockLocationsAsync(path, 0, 1, Cancel));
        Assert.Null(await _files.GetFileChecksumAsync(path, Cancel));
    }

    [Fact]
    public async Task ListsInOrderAndSums()
    {
        foreach (var name in (string[])["b", "a", "C", "dir/x"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{name}")!);
            await File.WriteAllTextAsync($"{_root}/{name}", name, Cancel);
        }

        File.CreateSymbolicLink(_root + "/dangling", "nowhere");
        Assert.Equal("C a b dir", string.Join(' ', (await List(_root)).Select(f => f.Name)));
        Assert.Equal("b", Assert.Single(await List(_root + "/b")).Name);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await List(_root + "/none"));
        var sum = await _files.GetContentSummaryAsync(_root, Cancel);
        Assert.Equal((8L, 4L, 2L), (sum.Length, sum.FileCount, sum.DirectoryCount));
    }

    [Fact]
    public async Task RenamesAsHadoop()
    {
        await File.WriteAllTextAsync(_root + "/a", "a", Cancel);
        await File.WriteAllTextAsync(_root + "/b", "b", Cancel);
        await _files.MakeDirectoryAsync(_root + "/d", null, Cancel);
        Assert.False(await _files.RenameAsync(_root + "/none", _root + "/x", Cancel));
        Assert.False(await _files.RenameAsync(_root + "/a", _root + "/b", Cancel));
        Assert.False(await _files.RenameAsync(_root + "/a", _root + "/none/x", Cancel));
        Assert.False(await _files.RenameAsync(_root + "/d", _root + "/d/e", Cancel));
        Assert.True(await _files.RenameAsync(_root + "/a", _root + "/d", Cancel));
        Assert.True(File.Exists(_root + "/d/a"));
        await Assert.ThrowsAsync<FileAlreadyExistsException>(
            async () => await _files.RenameAsync(_root + "/b", _root + "/d/a", false, Cancel));
        await _files.RenameAsync(_root + "/b", _root + "/d/a", true, Cancel);
        Assert.Equal("b", await File.ReadAllTextAsync(_root + "/d/a", Cancel));
    }

    /// <summary>A rename that cannot be leaves what it was to replace: nothing is deleted first.</summary>
    [Fact]
    public async Task ReplacesInOneStep()
    {
        Directory.CreateDirectory(_root + "/from");
        Directory.CreateDirectory(_root + "/empty");
        Directory.CreateDirectory(_root + "/full/x");
        await File.WriteAllTextAsync(_root + "/from/a", "new", Cancel);
        await File.WriteAllTextAsync(_root + "/a", "old", Cancel);
        using (var kept = File.OpenRead(_root + "/a"))
        {
            await _files.RenameAsync(_root + "/from/a", _root + "/a", true, Cancel);
            Assert.Equal("new", await File.ReadAllTextAsync(_root + "/a", Cancel));
        }

        var full = await Assert.ThrowsAsync<HdfsException>(
            async () => await _files.RenameAsync(_root + "/from", _root + "/full", true, Cancel));
        Assert.Equal($"rename destination directory is not empty: {_root}/full", full.Message);
        await _files.RenameAsync(_root + "/from", _root + "/empty", true, Cancel);
        Assert.False(Directory.Exists(_root + "/from"));
        if (OperatingSystem.IsLinux())
        {
            var device = await Assert.ThrowsAsync<HdfsException>(
                async () => await _files.RenameAsync(_root + "/a", "/dev/null", true, Cancel));
            Assert.StartsWith("rename destination /dev/null is a device", device.Message);
            Assert.True((await _files.GetFileStatusAsync("/dev/null", Cancel))!.IsSpecial);
        }
    }

    [Theory]
    [InlineData(0, "63726300" + "00000200")]
    [InlineData(3, "63726300" + "00000200" + "352441C2")]
    [InlineData(1030, "63726300" + "00000200" + "F9517051" + "F9517051" + "5AE419F8")]
    [GoldenBytes(typeof(ChecksumFile), 0)]
    public async Task WritesTheChecksumsThatHadoopLooksFor(int length, string expected)
    {
        var data = length == 3 ? Encoding.ASCII.GetBytes("abc") : [.. Enumerable.Repeat((byte)'a', length)];
        await using (var stream = await _files.CreateAsync(_root + "/a", CreateOptions.Default with { WriteChecksums = true }, Cancel))
        {
            foreach (var piece in data.Chunk(100))
            {
                await stream.WriteAsync(piece, Cancel);
            }
        }

        Assert.Equal(data, await File.ReadAllBytesAsync(_root + "/a", Cancel));
        Assert.Equal(expected, Convert.ToHexString(await File.ReadAllBytesAsync(_root + "/.a.crc", Cancel)));
    }

    /// <summary>Hadoop's programs refuse a file whose checksums are another's.</summary>
    [Fact]
    public async Task NoFileHasTheChecksumsOfAnother()
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            await using var stream = await _files.CreateAsync(
                $"{_root}/{name}", CreateOptions.Default with { WriteChecksums = true }, Cancel);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(name), Cancel);
        }

        var sums = await File.ReadAllBytesAsync(_root + "/.a.crc", Cancel);
        await _files.RenameAsync(_root + "/a", _root + "/b", true, Cancel);
        Assert.Equal(
            (false, true),
            (File.Exists(_root + "/.a.crc"), (await File.ReadAllBytesAsync(_root + "/.b.crc", Cancel)).AsSpan().SequenceEqual(sums)));
        Assert.True(await _files.RenameAsync(_root + "/b", _root + "/e", Cancel));
        Assert.Equal((false, true), (File.Exists(_root + "/.b.crc"), File.Exists(_root + "/.e.crc")));
        await (await _files.CreateAsync(_root + "/c", CreateOptions.Default with { Overwrite = true }, Cancel)).DisposeAsync();
        await (await _files.AppendAsync(_root + "/d", Cancel)).DisposeAsync();
        await _files.DeleteAsync(_root + "/e", false, Cancel);
        Assert.Empty(Directory.GetFiles(_root, ".*"));
        await File.WriteAllTextAsync(_root + "/.d.crc", "of somebody else", Cancel);
        await _files.RenameAsync(_root + "/c", _root + "/d", true, Cancel);
        Assert.Empty(Directory.GetFiles(_root, ".*"));

        // A name that leaves no room for the name of its checksums.
        await (await _files.CreateAsync($"{_root}/{new string('n', 255)}", CreateOptions.Default, Cancel)).DisposeAsync();
    }

    [Fact]
    public async Task DeletesWhatItIsAsked()
    {
        Directory.CreateDirectory(_root + "/d/e");
        Directory.CreateDirectory(_root + "/target");
        File.CreateSymbolicLink(_root + "/link", _root + "/target");
        Assert.False(await _files.DeleteAsync(_root + "/none", false, Cancel));
        await Assert.ThrowsAsync<HdfsException>(async () => await _files.DeleteAsync(_root + "/d", false, Cancel));
        Assert.True(await _files.DeleteAsync(_root + "/d", true, Cancel));
        Assert.True(await _files.DeleteAsync(_root + "/link", true, Cancel));
        Assert.True(Directory.Exists(_root + "/target"));
    }

    [Fact]
    public async Task SetsModeTimesAndOwner()
    {
        var path = _root + "/f";
        await File.WriteAllTextAsync(path, "", Cancel);
        await _files.SetPermissionAsync(path, 0b111_101_001, Cancel);
        await _files.SetTimesAsync(path, 1_700_000_000_123, -1, Cancel);
        await _files.SetOwnerAsync(path, Environment.UserName, null, Cancel);
        var status = await _files.GetFileStatusAsync(path, Cancel);
        Assert.Equal((0b111_101_001, 1_700_000_000_123L), (status!.Mode, status.ModificationTime));
        await Assert.ThrowsAsync<RefusedException>(async () => await _files.SetOwnerAsync(path, "no such user", null, Cancel));
        Assert.True(await _files.SetReplicationAsync(path, 3, Cancel));
    }

    private async Task<List<FileStatus>> List(string path)
    {
        var list = new List<FileStatus>();
        await foreach (var status in _files.ListAsync(path, Cancel))
        {
            list.Add(status);
        }

        return list;
    }
}
