using System.Net;
using System.Net.Sockets;

namespace Hathi.Conformance.Tests.Lab;

/// <summary>
/// Whatever is wrong, a user sees one clear message, the exit code of hdfs dfs, and never a stack trace; the cluster goes on.
/// </summary>
[Collection(LabCollection.Name)]
public sealed class BadInputTests(LabFixture lab)
{
    [Theory]
    [InlineData(255, "Unknown command", "-frobnicate")]
    [InlineData(255, "Illegal option", "-ls", "-Z", "/")]
    [InlineData(1, "No such file or directory", "-cat", "/not/there")]
    [InlineData(1, "Is a directory", "-cat", "/")]
    [InlineData(1, "No such file or directory", "-put", "/not/on/this/machine", "/x")]
    public void Wrong_words_and_paths(int exitCode, string message, params string[] arguments)
    {
        var result = lab.Hathi(["dfs", .. arguments]);
        Check(result, exitCode, message);
    }

    [Fact]
    public void No_permission()
    {
        lab.Hathi("dfs", "-mkdir", "-p", "/locked").Ok();
        lab.Hathi("dfs", "-chmod", "700", "/locked").Ok();
        var environment = new Dictionary<string, string>(lab.Environment, StringComparer.Ordinal)
        {
            ["HADOOP_USER_NAME"] = "nobody-special",
        };
        Check(Commands.Run(environment, Programs.Hathi, "dfs", "-touchz", "/locked/x"), 1, "Permission denied: user=nobody-special");
        lab.Hathi("dfs", "-rmdir", "/locked").Ok();
    }

    [Fact]
    public void Safe_mode()
    {
        lab.Hathi("dfsadmin", "-safemode", "enter").Ok();
        Check(lab.Hathi("dfs", "-mkdir", "/while-safe"), 1, "Name node is in safe mode");
        lab.Hathi("dfsadmin", "-safemode", "leave").Ok();
        Assert.Equal(1, lab.Hathi("dfs", "-test", "-e", "/while-safe").ExitCode);
    }

    [Fact]
    public void A_port_where_nobody_listens_and_one_where_a_stranger_does()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        var answering = Task.Run(async () =>
        {
            using var client = await stranger.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("220 this is no NameNode\r\n"u8.ToArray());
            client.Client.Shutdown(SocketShutdown.Send);
            _ = await client.GetStream().ReadAsync(new byte[1000]);
        });
        Check(lab.Hathi("dfs", "-fs", $"hdfs://127.0.0.1:{port}", "-ls", "/"), 1, $"127.0.0.1:{port} does not speak Hadoop RPC");
        stranger.Stop();
        Check(lab.Hathi("dfs", "-fs", $"hdfs://127.0.0.1:{port}", "-ls", "/"), 1, $"No server listens at 127.0.0.1:{port}");
    }

    [Fact]
    public void A_corrupt_block_is_read_from_another_replica_and_reported()
    {
        using var work = new WorkDirectory();
        var file = TestFiles.Random(work.Path, "f", 1_000_000, 61);
        lab.Hathi("dfs", "-put", file, "/rot").Ok();
        var replica = Directory.EnumerateFiles(lab.Home, "blk_*", SearchOption.AllDirectories)
            .First(f => !f.EndsWith(".meta", StringComparison.Ordinal) && new FileInfo(f).Length == 1_000_000);
        using (var bytes = new FileStream(replica, FileMode.Open))
        {
            bytes.Position = 500_000;
            bytes.WriteByte(0xFF);
            bytes.WriteByte(0x00);
            bytes.WriteByte(0xFF);
        }

        var back = Path.Combine(work.Path, "back");
        for (var i = 0; i < 5; i++)
        {
            lab.Hathi("dfs", "-get", "-f", "/rot", back).Ok();
            Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
        }

        lab.Hathi("dfs", "-rm", "-skipTrash", "/rot").Ok();
    }

    [Fact]
    public void Broken_gzip_says_which_file()
    {
        using var work = new WorkDirectory();
        var gz = Path.Combine(work.Path, "broken.gz");
        File.WriteAllBytes(gz, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7]);
        lab.Hathi("dfs", "-mkdir", "-p", "/gz").Ok();
        lab.Hathi("dfs", "-put", gz, "/gz/broken.gz").Ok();
        Check(lab.Hathi("run", Path.Combine(Programs.Root, "samples", "WordCount.cs"), "/gz", "/gz-out"), 1, "broken.gz");
        Assert.Equal(1, lab.Hathi("dfs", "-test", "-e", "/gz-out/_SUCCESS").ExitCode);
        lab.Hathi("dfs", "-rm", "-r", "-skipTrash", "/gz").Ok();
    }

    [Fact]
    public void What_cannot_be_written_here_is_said()
    {
        using var work = new WorkDirectory();
        var file = TestFiles.Random(work.Path, "f", 1_000_000, 62);
        lab.Hathi("dfs", "-put", file, "/much").Ok();
        Check(
            Commands.Run(lab.Environment, "/bin/sh", "-c", "exec \"$0\" dfs -cat /much > /dev/full", Programs.Hathi),
            1,
            "cat: Unable to write to output stream.");
        lab.Hathi("dfs", "-rm", "-skipTrash", "/much").Ok();
    }

    internal static void Check(CommandResult result, int exitCode, string message)
    {
        Assert.True(result.ExitCode == exitCode, $"{result.Command} ended with {result.ExitCode}, not {exitCode}: {result.Error}");
        Assert.Contains(message, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
    }
}
