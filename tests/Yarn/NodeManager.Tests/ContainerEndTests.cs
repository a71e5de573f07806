using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>How a container has ended is what its first process said, and what was held for it is let go of whatever goes wrong.</summary>
public sealed class ContainerEndTests
{
    private const string Id = "container_1700000000000_0001_01_000001";

    public static TheoryData<int> Orders =>
    [
        ExitStatus.Aborted, ExitStatus.DisksFailed, ExitStatus.OverMemory, ExitStatus.KilledByMaster, ExitStatus.KilledByResourceManager,
        ExitStatus.KilledAfterApplication,
    ];

    [Theory]
    [MemberData(nameof(Orders))]
    public void No_order_changes_that_it_has_succeeded(int status)
    {
        var container = NodeParts.Granted(Id, new ContainerLaunchContextProto());
        container.Succeed();
        Assert.False(
            container.Order(new KillOrder(status, "too late"), static _ => throw new InvalidOperationException("it is remembered")));
        Assert.Null(container.Kill);
        Assert.False(container.Killed.IsCancellationRequested);
        Assert.DoesNotContain("too late", container.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void What_was_ordered_before_counts(int status)
    {
        var container = NodeParts.Granted(Id, new ContainerLaunchContextProto());
        Assert.True(container.Order(new KillOrder(status, "in time"), static _ => 0));
        container.Succeed();
        Assert.Equal(status, container.Kill!.ExitStatus);
    }

    [Fact]
    public async Task Nobody_waits_for_an_order_to_be_remembered_who_looks_at_the_container()
    {
        var container = NodeParts.Granted(Id, new ContainerLaunchContextProto());
        Assert.True(container.Order(new KillOrder(ExitStatus.KilledByMaster, "why"), _ =>
        {
            // It is remembered before it is carried out.
            Assert.False(container.Killed.IsCancellationRequested);
            AssertIsOrdered(container, new KillOrder(ExitStatus.KilledByMaster, "why"));
            Assert.False(container.Remembered!.IsCompleted);
            return 7;
        }));
        Assert.True(container.Killed.IsCancellationRequested);
        Assert.Equal(7, await container.Remembered!.Patiently());
    }

    [Fact]
    public void A_reason_is_no_longer_than_what_is_told_of_it()
    {
        var container = NodeParts.Granted(Id, new ContainerLaunchContextProto());
        var remembered = "";
        Assert.True(container.Order(new KillOrder(ExitStatus.KilledByMaster, new string('a', 20_000) + "end"), order =>
        {
            remembered = order.Reason;
            return 0;
        }));
        Assert.Equal(new string('a', 9_997) + "end", remembered);
        Assert.Equal(remembered, container.Kill!.Reason);
    }

    [Fact]
    public async Task One_that_ended_with_zero_and_left_something_running_keeps_its_zero()
    {
        await using var node = await TestNode.StartAsync(static o => o with { DelayBeforeKill = TimeSpan.FromMinutes(2) });
        var trapped = new Pipe(Path.Join(node.DirectoryPath, "trapped"));
        var told = new Pipe(Path.Join(node.DirectoryPath, "told"));
        var go = new Pipe(Path.Join(node.DirectoryPath, "go"));

        // SIGTERM is sent to what is left when the first process was seen to have ended.
        var left = $"trap 'echo told > {told.FilePath}; read x < {go.FilePath}; exit 0' TERM; echo x > {trapped.FilePath}; while :; "
            + "do sleep 1; done";
        var id = await node.StartAsync(TestNode.Bash($"( {left} ) & read x < {trapped.FilePath}; exit 0"));
        await told.ReadAsync();
        await node.StopAsync(id);
        Assert.Equal(1, node.Server.RunningContainers);
        await go.WriteAsync("go\n");
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
    }

    [Fact]
    public async Task What_was_held_for_it_is_let_go_of_whatever_goes_wrong()
    {
        using var node = new NodeParts(TimeSpan.FromHours(1), long.MaxValue);
        using var watch = new ProcessWatch();
        var container = node.Started(Id);
        var resource = await node.Cache.UseAsync(await ResourceAsync(node), "ada", container.Application);
        await resource.Path.Patiently();
        container.Resources.Add(resource);
        container.Pid = ProcessStart.Session("/bin/bash", ["bash", "-c", "exit 7"], [], node.Root);
        await watch.ExitAsync(container.Pid, child: true).Patiently();
        container.Logs = null; // what nobody thought of
        await node.Runner(watch).RecoverAsync(container).Patiently();
        Assert.True(container.IsDone);
        Assert.Equal(0, resource.Users);
        Assert.NotNull(node.State.Get($"container/{Id}/end"));
        Assert.Equal(2, node.Remover.Waiting);
    }

    [Theory]
    [InlineData("mkdir $'d\\xff'; echo big > $'d\\xff/big'")]
    [InlineData("mkdir -p a/b; touch $'a/b/x\\xff'")]
    [InlineData("mkdir -p a/$'d\\xff'/c; chmod 500 a/$'d\\xff'/c a/$'d\\xff' a")]
    public async Task Nothing_that_it_has_named_stays(string script)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash(script));
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        var work = NodeDirectories.Container(node.LocalDirectory, "ada", id.Application().ToText(), id.ToText());
        Patience.Until(() => !Directory.Exists(work));
    }

    [Fact]
    public async Task A_stop_in_good_order_is_no_try_that_ended_the_node()
    {
        using var node = new NodeParts();
        var container = node.Started(Id);
        await node.Memory.TriedAsync(container);
        Assert.NotEmpty(node.State.Below($"container/{Id}/tries"));
        node.Memory.Stopped(container);
        Assert.Empty(node.State.Below($"container/{Id}/tries"));
        Assert.Equal(1, await node.Memory.TriedAsync(container));
    }

    private static async Task<LocalResourceProto> ResourceAsync(NodeParts node)
    {
        var path = Path.Join(node.Root, "content");
        await File.WriteAllTextAsync(path, "content");
        var status = (await new LocalFileSystem(new Configuration()).GetFileStatusAsync(path, default))!;
        return new()
        {
            Resource = new URLProto { Scheme = "file", File = path }, Size = status.Length, Timestamp = status.ModificationTime,
            Type = LocalResourceTypeProto.File, Visibility = LocalResourceVisibilityProto.Public,
        };
    }

    // For another thread, and now.
    private static void AssertIsOrdered(Container container, KillOrder order)
    {
        var looks = Task.Run(() => (container.State, container.Kill,
            container.Order(new KillOrder(ExitStatus.KilledByResourceManager, "late"), static _ => 8)));
        Assert.True(looks.Wait(Patience.Limit));
        Assert.Equal((ContainerState.Killing, order, false), looks.Result);
    }
}
