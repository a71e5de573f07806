using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// A node ends between two steps of a launch, killed or in good order: the container that it has taken runs once, and its end
/// is told by the next one.
/// </summary>
public sealed class LaunchCutShortTests
{
    private const string Id = "container_1700000000000_0001_01_000001";

    public static TheoryData<string> Steps => [.. Enum.GetNames<LaunchStep>()];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Of_a_node_that_is_killed_a_container_runs_once(string step)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes by their names");
        using var node = new NodeParts();
        using var watch = new ProcessWatch();
        var (held, container, _, _) = await LaunchAsync(node, watch, step);

        var again = Assert.Single(node.Memory.Recall());
        var recovering = node.Runner(watch).RecoverAsync(again);
        Patience.Until(() => again.Pid != 0);
        held.LetProcessGo();
        await recovering.Patiently();
        Assert.Equal((true, 7), (again.IsDone, again.ExitStatus));
        Assert.True(container.Pid == 0 || container.Pid == again.Pid);
        AssertRanOnce(node.Root);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Of_a_node_that_is_stopped_a_container_runs_once(string step)
    {
        await using var node = await TestNode.NotStartedAsync();
        var held = new HeldLaunch(Enum.Parse<LaunchStep>(step));
        var nothing = node.Reaches;
        var stops = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (node.Reaches, node.NodeLog) = (held.ReachesAsync, new RecordingLog(
            line => _ = line.Text == "stops when what was begun for containers is written down" && stops.TrySetResult()));
        await node.StartServerAsync(0);
        var id = await node.StartAsync(Counted(node.DirectoryPath));
        await held.Reached.Patiently();

        var stopping = node.StopServerAsync();
        await stops.Task.Patiently();
        held.LetGo();
        node.Reaches = nothing;
        await node.StartServerAsync(await stopping.Patiently());
        held.LetProcessGo();
        Assert.Equal(7, (await node.Manager.EndOf(id)).ExitStatus);
        AssertRanOnce(node.DirectoryPath);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_stop_waits_for_what_is_done_and_is_told_to_the_next_start(string step)
    {
        using var node = new NodeParts();
        using var watch = new ProcessWatch();
        var (held, container, runner, running) = await LaunchAsync(node, watch, step);
        node.End();
        watch.Dispose();
        var ended = runner.EndedAsync();
        Assert.False(ended.IsCompleted);
        held.LetGo();
        await running.Patiently();
        await ended.Patiently();
        Assert.False(container.IsDone);
        Assert.Equal(Enum.Parse<LaunchStep>(step) > LaunchStep.Start, container.Pid != 0);
        var again = Assert.Single(node.Memory.Recall());
        Assert.Equal((container.Pid, false), (again.Pid, again.IsDone));
        await LetEndAsync(held, container);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_fails_because_the_node_stops_ends_no_container(string step)
    {
        using var node = new NodeParts();
        using var watch = new ProcessWatch();
        var (held, container, _, running) = await LaunchAsync(node, watch, step);
        node.End();
        watch.Dispose();
        node.EndState();
        held.LetFail();
        await running.Patiently();
        Assert.False(container.IsDone);
        await LetEndAsync(held, container);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_was_to_end_when_the_node_was_killed_does_not_run_on(string step)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes by their names");
        using var node = new NodeParts();
        using var watch = new ProcessWatch();
        var (held, container, _, _) = await LaunchAsync(node, watch, step);
        Assert.True(node.Memory.Order(container, new KillOrder(ExitStatus.KilledByMaster, "why\n")));

        var again = Assert.Single(node.Memory.Recall());
        Assert.Equal(new KillOrder(ExitStatus.KilledByMaster, "why\n"), again.Kill);
        await node.Runner(watch).RecoverAsync(again).Patiently();
        Assert.Equal((true, ExitStatus.KilledByMaster), (again.IsDone, again.ExitStatus));
        Assert.Contains("why\n", again.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("Container recovered as killed.\n", again.Diagnostics, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(node.Root, "runs")));
        if (container.Pid != 0)
        {
            Assert.Equal(ExitStatus.Terminated, await watch.ExitAsync(container.Pid, child: true).Patiently());
        }

        await node.Memory.ForgetAsync(again);
        Assert.Empty(node.State.Below("container/"));
    }

    [Fact]
    public async Task Who_looks_for_ends_no_more_says_so_and_registers_nothing()
    {
        var registered = 0;
        var watch = new ProcessWatch((_, _, _) => ++registered);
        watch.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.ExitAsync(Environment.ProcessId, child: false)).Patiently();
        Assert.Equal(0, registered);
    }

    [Fact]
    public void A_watch_that_has_ended_closes_and_writes_to_nothing_of_anothers()
    {
        var watch = new ProcessWatch();
        watch.Dispose();

        // The numbers that it had are the next ones' to have.
        var files = Enumerable.Range(0, 8).Select(static _ => new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
            FileOptions.DeleteOnClose)).ToList();
        watch.Dispose();
        foreach (var file in files)
        {
            Assert.Equal(0, RandomAccess.GetLength(file.SafeFileHandle));
            file.WriteByte(7);
            file.Dispose();
        }
    }

    // One whose launch stands before a step.
    private static async Task<(HeldLaunch Held, Container Container, ContainerRunner Runner, Task Running)> LaunchAsync(
        NodeParts node, ProcessWatch watch, string step)
    {
        var held = new HeldLaunch(Enum.Parse<LaunchStep>(step));
        var runner = node.Runner(watch, held.ReachesAsync);
        var container = NodeParts.Granted(Id, Counted(node.Root));
        await runner.AdmitAsync(container);
        Assert.True(runner.EndedAsync().IsCompleted);
        var running = runner.RunAsync(container);
        await held.Reached.Patiently();
        return (held, container, runner, running);
    }

    private static ContainerLaunchContextProto Counted(string root) => TestNode.Bash($"echo run >> {root}/runs; exit 7");

    private static void AssertRanOnce(string root) => Assert.Equal(["run"], File.ReadAllLines(Path.Join(root, "runs")));

    // What was started runs to its end, and nobody has ended it.
    private static async Task LetEndAsync(HeldLaunch held, Container container)
    {
        if (container.Pid == 0)
        {
            return;
        }

        using var watch = new ProcessWatch();
        var exit = watch.ExitAsync(container.Pid, child: true);
        held.LetProcessGo();
        Assert.Equal(7, await exit.Patiently());
    }
}
