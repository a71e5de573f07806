using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// What the cache gives up for room: what nobody uses, the oldest first, also after a restart; and how much it knows itself to hold.
/// </summary>
public sealed class CacheRoomTests
{
    private const string Application = "application_1700000000000_0001";
    private const int Bytes = 100;

    [Fact]
    public void The_bytes_are_those_of_what_is_here_whatever_is_done()
    {
        var random = new Random(7);
        var room = new CacheRoom(1_000);
        var here = new List<LocalizedResource>();
        for (var step = 0; step < 20_000; step++)
        {
            var at = here.Count == 0 ? 0 : random.Next(here.Count);
            switch (random.Next(6))
            {
                case 0:
                    var fresh = new LocalizedResource(Key(step, isShared: step % 5 != 0), $"/{step}")
                    {
                        Bytes = random.Next(200), Users = 1,
                    };
                    room.Keep(fresh);
                    here.Add(fresh);
                    break;
                case 1 when here.Count > 0:
                    room.Use(here[at]);
                    break;
                case 2 when here.Count > 0:
                    room.Drop(here[at]);
                    room.Drop(here[at]); // does nothing
                    here.RemoveAt(at);
                    break;
                case >= 3 when here.Count > 0 && here[at].Users > 0:
                    room.Release(here[at]);
                    break;
            }

            Assert.Equal(here.Sum(static r => r.Bytes), room.Bytes);
            var oldest = here.Where(static r => r.Users == 0 && r.Key.Scope == ResourceKey.PublicScope).MinBy(static r => r.LastUse);
            Assert.Same(room.Bytes > 1_000 ? oldest : null, room.Next());
        }
    }

    [Fact]
    public async Task After_a_restart_the_oldest_goes_first_as_well()
    {
        // The first one fetched is the last by name.
        using var node = new NodeParts(TimeSpan.FromHours(1), 2 * Bytes);
        var first = await FetchedAsync(node, LocalResourceVisibilityProto.Private);
        var second = await FetchedAsync(node, LocalResourceVisibilityProto.Public);
        node.Cache.Release(first, "ada");
        node.Cache.Release(second, "ada");
        using var next = node.NextCache();
        next.Recover(containersRun: false);
        Assert.Equal(2 * Bytes, next.Bytes);
        var third = await next.UseAsync(await ResourceAsync(node, LocalResourceVisibilityProto.Public), "ada", Application);
        await third.Path.Patiently();
        next.Release(third, "ada");
        Assert.Equal(2 * Bytes, next.Bytes);
        Assert.Equal(1, node.Remover.Waiting);
        Assert.Null(node.State.Get("resource/" + first.Directory));
        Assert.NotNull(node.State.Get("resource/" + second.Directory));
    }

    [Fact]
    public async Task What_somebody_removed_is_fetched_again_and_counts_once()
    {
        using var node = new NodeParts(TimeSpan.FromHours(1), long.MaxValue);
        var resource = await ResourceAsync(node, LocalResourceVisibilityProto.Public);
        var first = await node.Cache.UseAsync(resource, "ada", Application);
        File.Delete(await first.Path.Patiently());
        var second = await node.Cache.UseAsync(resource, "ada", Application);
        Assert.True(File.Exists(await second.Path.Patiently()));
        Assert.Equal(Bytes, node.Cache.Bytes);
        node.Cache.Release(first, "ada");
        Assert.Same(second, await node.Cache.UseAsync(resource, "ada", Application));
        Assert.Equal(["resource/" + second.Directory], node.State.Below("resource/").Select(static p => p.Key));
    }

    private static async Task<LocalizedResource> FetchedAsync(NodeParts node, LocalResourceVisibilityProto visibility)
    {
        var resource = await node.Cache.UseAsync(await ResourceAsync(node, visibility), "ada", Application);
        await resource.Path.Patiently();
        return resource;
    }

    private static async Task<LocalResourceProto> ResourceAsync(NodeParts node, LocalResourceVisibilityProto visibility)
    {
        var path = Path.Join(node.Root, Path.GetRandomFileName());
        await File.WriteAllBytesAsync(path, new byte[Bytes]);
        return await OfAsync(path, visibility);
    }

    private static async Task<LocalResourceProto> OfAsync(string path, LocalResourceVisibilityProto visibility)
    {
        var status = (await new LocalFileSystem(new Configuration()).GetFileStatusAsync(path, default))!;
        return new()
        {
            Resource = new URLProto { Scheme = "file", File = path }, Size = status.Length, Timestamp = status.ModificationTime,
            Type = LocalResourceTypeProto.File, Visibility = visibility,
        };
    }

    private static ResourceKey Key(int number, bool isShared) =>
        new(
            isShared ? ResourceKey.PublicScope : ResourceKey.ApplicationScope("ada", Application),
            $"file:///{number}",
            1,
            LocalResourceTypeProto.File,
            "");
}
