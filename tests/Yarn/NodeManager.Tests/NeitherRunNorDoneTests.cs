using Google.Protobuf;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A container runs and is watched, or it is told as ended and has no process: whatever goes wrong, and wherever.</summary>
public sealed class NeitherRunNorDoneTests
{
    private const string Id = "container_1700000000000_0001_01_000001";

    [Fact]
    public async Task A_service_that_fails_in_its_own_way_refuses_its_container_and_no_other_of_the_call()
    {
        await using var node = await TestNode.StartAsync(static o => o with { AuxiliaryServices = [new Failing()] });
        var request = new StartContainersRequestProto();
        foreach (var data in (string?[])[null, "fails", null])
        {
            var context = TestNode.Bash("true");
            if (data is not null)
            {
                context.ServiceData.Add(new StringBytesMapProto { Key = "failing", Value = ByteString.CopyFromUtf8(data) });
            }

            request.StartContainerRequest.Add(new StartContainerRequestProto
            {
                ContainerLaunchContext = context, ContainerToken = FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), "ada"),
            });
        }

        var response = await node.CallAsync("startContainers", request, StartContainersResponseProto.Parser);
        var refused = Assert.Single(response.FailedRequests);
        Assert.Equal(2, refused.ContainerId.Id);
        Assert.Contains("cannot start on this node: as nobody thought of", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Equal([1, 3], response.SucceededRequests.Select(static i => (int)i.Id));
        Assert.DoesNotContain(
            Directory.GetFiles(node.LocalDirectory, "*.request", SearchOption.AllDirectories),
            static f => f.Contains("000002", StringComparison.Ordinal));
        foreach (var id in response.SucceededRequests)
        {
            Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        }

        Assert.Equal(0, node.Server.RunningContainers);
    }

    [Fact]
    public async Task A_process_that_cannot_be_watched_is_ended_with_its_container()
    {
        using var node = new NodeParts(TimeSpan.FromHours(1), long.MaxValue); // Without its script it would end by itself.
        using var watch = new ProcessWatch(static (_, _, _) => throw new InvalidOperationException("as nobody thought of"));
        var runner = node.Runner(watch);
        var container = NodeParts.Granted(Id, TestNode.Bash("sleep 1000"));
        await runner.AdmitAsync(container);
        await runner.RunAsync(container).Patiently();
        await AssertEndedAsync(container);
    }

    [Fact]
    public async Task One_of_before_a_restart_that_cannot_be_watched_is_ended_as_well()
    {
        using var node = new NodeParts();
        using var watch = new ProcessWatch(static (_, _, _) => throw new InvalidOperationException("as nobody thought of"));
        var container = node.Started(Id);
        container.Pid = ProcessStart.Session("/bin/bash", ["bash", "-c", "sleep 1000"], [], node.Root);
        container.ProcessStart = Platform.Processes.ProcessTable.Find(container.Pid)!.Value.StartTime;
        await node.Runner(watch).RecoverAsync(container).Patiently();
        await AssertEndedAsync(container);
    }

    [Fact]
    public async Task The_end_of_a_container_is_told_also_where_it_cannot_be_remembered()
    {
        using var node = new NodeParts();
        using var watch = new ProcessWatch();
        var runner = node.Runner(watch);
        var container = NodeParts.Granted(Id, TestNode.Bash("exit 7"));
        await runner.AdmitAsync(container);
        node.EndState();
        await runner.RunAsync(container).Patiently();
        Assert.Equal((true, 7), (container.IsDone, container.ExitStatus));
        Patience.Until(() => node.Remover.Waiting == 0);
        Assert.Equal(7, new ContainerFiles(container).ReadExitCode()); // for the next node
    }

    [Fact]
    public async Task What_never_had_a_process_in_three_restarts_is_told_as_ended()
    {
        using var node = new NodeParts();
        using var watch = new ProcessWatch();
        node.Started(Id);
        for (var restart = 1; restart < 3; restart++)
        {
            // Each of these nodes ends while it fetches what the container wants.
            var begun = Assert.Single(node.Memory.Recall());
            Assert.Equal(restart, await node.Memory.TriedAsync(begun));
        }

        var container = Assert.Single(node.Memory.Recall());
        container.Context.Command.Add("exit 7");
        await node.Runner(watch).RecoverAsync(container).Patiently();
        Assert.Equal((true, -1000, 0), (container.IsDone, container.ExitStatus, container.Pid));
        Assert.Contains("has ended 3 times before it had a process", container.Diagnostics, StringComparison.Ordinal);
        await node.Memory.ForgetAsync(container);
        Assert.Empty(node.State.Below("container/"));
        var again = node.Started(Id);
        again.Context.Command.Add("exit 7");
        await node.Runner(watch).RecoverAsync(again).Patiently();
        Assert.Equal(7, again.ExitStatus);
    }

    [Fact]
    public async Task Who_may_not_be_waited_for_by_the_kernel_is_looked_at()
    {
        using var watch = new ProcessWatch(static (_, _, _) => -1); // fs.epoll.max_user_watches
        var pid = ProcessStart.Session("/bin/bash", ["bash", "-c", "exit 7"], [], "/");
        Assert.Equal(7, await watch.ExitAsync(pid, child: true).Patiently());
    }

    [Fact]
    public async Task The_exit_code_stays_until_the_end_is_remembered()
    {
        using var node = new NodeParts();
        var directory = Directory.CreateDirectory(Path.Join(node.Root, "private")).FullName;
        var kept = new TaskCompletionSource();
        node.Remover.Remove(directory, kept.Task);
        var other = Directory.CreateDirectory(Path.Join(node.Root, "work")).FullName;
        node.Remover.Remove(other);
        Patience.Until(() => node.Remover.Waiting == 1);
        Assert.False(Directory.Exists(other));
        Assert.True(Directory.Exists(directory));
        kept.SetResult();
        Patience.Until(() => node.Remover.Waiting == 0);
        Assert.False(Directory.Exists(directory));

        Directory.CreateDirectory(directory);
        node.Remover.Remove(directory, Task.FromException(new IOException("the disk failed")));
        Patience.Until(() => node.Remover.Waiting == 0);
        Assert.True(Directory.Exists(directory));

        var container = node.Started(Id);
        await node.Memory.Ended(container, 0, 7).Patiently();
        Assert.True(Assert.Single(node.Memory.Recall()).IsDone);
    }

    private static async Task AssertEndedAsync(Container container)
    {
        Assert.True(container.IsDone);
        await container.Done;
        Assert.NotEqual(0, container.Pid);

        Patience.Until(() => IsOver(container.Pid)); // SIGKILL takes a moment, and a child stays as a zombie until it is waited for
    }

    private static bool IsOver(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private sealed class Failing : IAuxiliaryService
    {
        public string Name => "failing";

        public ReadOnlyMemory<byte> MetaData => default;

        public void InitializeApplication(ApplicationIdProto application, string user, ReadOnlyMemory<byte> data) =>
            throw new InvalidOperationException("as nobody thought of");

        public void StopApplication(ApplicationIdProto application)
        {
        }
    }
}
