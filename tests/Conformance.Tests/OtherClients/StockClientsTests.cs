namespace Hathi.Conformance.Tests.OtherClients;

/// <summary>
/// Clients that nobody here wrote, against our lab: each writes three blocks that all others read, and uses the usual verbs.
/// </summary>
[Collection(LabCollection.Name)]
public sealed class StockClientsTests(LabFixture lab)
{
    [Theory]
    [InlineData("hathi")]
    [InlineData("hdfs-cli")]
    [InlineData("rclone")]
    [InlineData("apache")]
    public void A_file_over_three_blocks_written_by_one_client_is_read_by_all(string writer)
    {
        using var work = new WorkDirectory();
        var file = TestFiles.Random(
            work.Path, "three", writer == "hathi" ? TestFiles.ThreeBlocks : TestFiles.ThreeSmallBlocks, 7);
        var expected = TestFiles.Sha256(file);
        var remote = $"/three-{writer}";
        Put(writer, file, remote);
        foreach (var reader in new[] { "hathi", "hdfs-cli", "rclone", "apache" })
        {
            var back = Path.Combine(work.Path, "back-" + reader);
            Get(reader, remote, back);
            Assert.Equal(expected, TestFiles.Sha256(back));
            File.Delete(back);
        }

        var blocks = lab.Hathi("fsck", remote, "-files", "-blocks").Ok().Output;
        Assert.Contains("3 block(s):  OK", blocks, StringComparison.Ordinal);
        lab.Hathi("dfs", "-rm", "-skipTrash", remote).Ok();
    }

    [Fact]
    public void Hdfs_cli_lists_moves_removes_and_changes_modes()
    {
        using var work = new WorkDirectory();
        var file = TestFiles.Random(work.Path, "small", 1000, 8);
        lab.HdfsCli("mkdir", "-p", "/cli/a/b").Ok();
        lab.HdfsCli("put", file, "/cli/a/one").Ok();
        Assert.Contains("one", lab.HdfsCli("ls", "/cli/a").Ok().Output, StringComparison.Ordinal);
        lab.HdfsCli("mv", "/cli/a/one", "/cli/a/b/two").Ok();
        lab.HdfsCli("chmod", "600", "/cli/a/b/two").Ok();
        Assert.StartsWith("-rw-------", lab.Hathi("dfs", "-ls", "/cli/a/b/two").Ok().Output, StringComparison.Ordinal);
        Assert.Contains("two", lab.HdfsCli("ls", "-l", "/cli/a/b").Ok().Output, StringComparison.Ordinal);
        Assert.Contains("1000", lab.HdfsCli("du", "/cli/a/b/two").Ok().Output, StringComparison.Ordinal);
        lab.HdfsCli("checksum", "/cli/a/b/two").Ok();
        Assert.Equal("some words\n", lab.HdfsCli("cat", PutWords("/cli/words", work.Path)).Ok().Output);
        var back = Path.Combine(work.Path, "back");
        lab.HdfsCli("get", "/cli/a/b/two", back).Ok();
        Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        lab.HdfsCli("rm", "-r", "/cli").Ok();
        Assert.NotEqual(0, lab.HdfsCli("ls", "/cli").ExitCode);
    }

    [Fact]
    public void Rclone_copies_lists_moves_and_purges()
    {
        using var work = new WorkDirectory();
        TestFiles.Random(work.Path, "a", 5_000_000, 9);
        TestFiles.Random(work.Path, "b", 10, 10);
        lab.Rclone("copy", work.Path, ":hdfs:/rclone").Ok();
        var listed = lab.Rclone("lsl", ":hdfs:/rclone").Ok().Output;
        Assert.Contains("5000000", listed, StringComparison.Ordinal);
        lab.Rclone("check", "--download", work.Path, ":hdfs:/rclone").Ok();
        lab.Rclone("moveto", ":hdfs:/rclone/b", ":hdfs:/rclone/c").Ok();
        lab.Rclone("deletefile", ":hdfs:/rclone/a").Ok();
        Assert.Equal("some words\n", lab.Rclone("cat", ":hdfs:" + PutWords("/rclone/words", work.Path)).Ok().Output);
        Assert.Contains("\"bytes\":21", lab.Rclone("size", "--json", ":hdfs:/rclone").Ok().Output, StringComparison.Ordinal);
        lab.Rclone("purge", ":hdfs:/rclone").Ok();
        Assert.Equal(1, lab.Hathi("dfs", "-test", "-e", "/rclone").ExitCode);
    }

    [Fact]
    public void Apaches_client_appends_changes_and_sums()
    {
        using var work = new WorkDirectory();
        var file = TestFiles.Random(work.Path, "part", 70_000, 11);
        lab.Apache("hdfs", "dfs", "-mkdir", "-p", "/apache/x").Ok();
        lab.Apache("hdfs", "dfs", "-put", file, "/apache/x/f").Ok();
        lab.Apache("hdfs", "dfs", "-appendToFile", file, "/apache/x/f").Ok();
        lab.Apache("hdfs", "dfs", "-chmod", "640", "/apache/x/f").Ok();
        lab.Apache("hdfs", "dfs", "-mv", "/apache/x/f", "/apache/x/g").Ok();
        Assert.Contains("140000", lab.Apache("hdfs", "dfs", "-du", "/apache/x").Ok().Output, StringComparison.Ordinal);
        var ours = lab.Hathi("dfs", "-checksum", "/apache/x/g").Ok().Output;
        Assert.Equal(ours, lab.Apache("hdfs", "dfs", "-checksum", "/apache/x/g").Ok().Output);
        Assert.Contains("MD5-of-0MD5-of-512CRC32C", ours, StringComparison.Ordinal);
        Assert.Equal(lab.Apache("hdfs", "dfs", "-ls", "/apache/x").Ok().Output, lab.Hathi("dfs", "-ls", "/apache/x").Ok().Output);
        Assert.Equal("some words\n", lab.Apache("hdfs", "dfs", "-cat", PutWords("/apache/words", work.Path)).Ok().Output);
        Assert.Contains("is HEALTHY", lab.Apache("hdfs", "fsck", "/apache").Ok().Output, StringComparison.Ordinal);
        Assert.Contains("Live datanodes (5)", lab.Apache("hdfs", "dfsadmin", "-report").Ok().Output, StringComparison.Ordinal);
        lab.Apache("hdfs", "dfs", "-rm", "-r", "-skipTrash", "/apache").Ok();
    }

    [Fact]
    public async Task The_library_does_with_our_servers_what_it_does_with_Apaches()
    {
        var (command, library) = await LibraryRoundTrip.RunAsync(lab.NameNode, path => lab.Hathi("dfs", "-checksum", path).Ok().Output);
        Assert.Equal(command, library);
    }

    private string PutWords(string remote, string directory)
    {
        var file = Path.Combine(directory, "words");
        File.WriteAllText(file, "some words\n");
        lab.Hathi("dfs", "-put", file, remote).Ok();
        return remote;
    }

    private void Put(string client, string file, string remote)
    {
        switch (client)
        {
            case "hathi":
                // As large as they are where nobody says another size, once for all readers.
                lab.Hathi("dfs", "-D", "dfs.blocksize=128m", "-put", file, remote).Ok();
                break;
            case "hdfs-cli":
                lab.HdfsCli("put", file, remote).Ok();
                break;
            case "rclone":
                lab.Rclone("copyto", file, ":hdfs:" + remote).Ok();
                break;
            default:
                lab.Apache("hdfs", "dfs", "-put", file, remote).Ok();
                break;
        }
    }

    private void Get(string client, string remote, string file)
    {
        switch (client)
        {
            case "hathi":
                lab.Hathi("dfs", "-get", remote, file).Ok();
                break;
            case "hdfs-cli":
                lab.HdfsCli("get", remote, file).Ok();
                break;
            case "rclone":
                lab.Rclone("copyto", ":hdfs:" + remote, file).Ok();
                break;
            default:
                lab.Apache("hdfs", "dfs", "-get", remote, file).Ok();
                break;
        }
    }
}
