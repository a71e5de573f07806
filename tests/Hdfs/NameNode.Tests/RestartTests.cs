using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.Client;

namespace Hathi.Hdfs.NameNode.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart_from_the_log()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await ChangeAsync(nameNode.FileSystem);
        await nameNode.StopAsync();
        await nameNode.StartAsync();
        await CheckAsync(nameNode.FileSystem);
    }

    [Fact]
    public async Task And_after_a_restart_from_a_checkpoint_with_edits_behind_it()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await ChangeAsync(nameNode.FileSystem);
        await nameNode.Server.SaveNamespaceAsync();
        await nameNode.FileSystem.MakeDirectoryAsync("/behind", null, CancellationToken.None);
        await nameNode.StopAsync();
        await nameNode.StartAsync();
        await CheckAsync(nameNode.FileSystem);
        Assert.NotNull(await nameNode.FileSystem.GetFileStatusAsync("/behind", CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_that_finds_a_port_taken_leaves_nothing_behind(bool http)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await nameNode.StopAsync();
        using var other = new TcpListener(IPAddress.Parse("127.0.0.9"), 0);
        other.Start();
        var taken = (IPEndPoint)other.LocalEndpoint;
        IPEndPoint free;
        using (var probe = new TcpListener(IPAddress.Parse("127.0.0.10"), 0))
        {
            probe.Start();
            free = (IPEndPoint)probe.LocalEndpoint;
        }

        await Assert.ThrowsAnyAsync<IOException>(() => http ? nameNode.StartAsync(free, taken) : nameNode.StartAsync(taken, free));
        other.Stop();
        await (http ? nameNode.StartAsync(free, taken) : nameNode.StartAsync(taken, free)); // in the same process
        await nameNode.FileSystem.MakeDirectoryAsync("/again", null, CancellationToken.None);
    }

    [Fact]
    public async Task Without_DataNodes_a_block_is_refused_in_words_that_say_why()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        var file = await nameNode.FileSystem.CreateAsync("/f", CreateOptions.Default, CancellationToken.None);
        var refused = await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await file.WriteAsync(new byte[10], CancellationToken.None);
            await file.DisposeAsync();
        });
        Assert.Contains("could only be written to 0 of the 1 minReplication nodes", refused.Message, StringComparison.Ordinal);
    }

    private static async Task ChangeAsync(FileSystem fs)
    {
        await fs.MakeDirectoryAsync("/a/b", null, CancellationToken.None);
        await (await fs.CreateAsync("/a/b/one", CreateOptions.Default, CancellationToken.None)).DisposeAsync();
        await (await fs.CreateAsync("/a/gone", CreateOptions.Default, CancellationToken.None)).DisposeAsync();
        Assert.True(await fs.RenameAsync("/a/b/one", "/a/b/two", CancellationToken.None));
        Assert.True(await fs.DeleteAsync("/a/gone", recursive: false, CancellationToken.None));
        await fs.SetPermissionAsync("/a/b/two", 384, CancellationToken.None);
    }

    private static async Task CheckAsync(FileSystem fs)
    {
        var two = await fs.GetFileStatusAsync("/a/b/two", CancellationToken.None);
        Assert.Equal(384, two!.Mode);
        Assert.Null(await fs.GetFileStatusAsync("/a/b/one", CancellationToken.None));
        Assert.Null(await fs.GetFileStatusAsync("/a/gone", CancellationToken.None));
    }
}
