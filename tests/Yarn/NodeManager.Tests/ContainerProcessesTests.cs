using System.Diagnostics;
using System.Globalization;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// What is told as ended has no process left, whatever its processes have made of themselves; and nobody else is sent anything.
/// </summary>
public sealed class ContainerProcessesTests
{
    /// <summary>Ways of a shell to leave a process behind in its session.</summary>
    public static TheoryData<string> LeftBehind =>
    [
        "sleep 1000 &",
        "timeout 1000 sleep 1000 &",
        "set -m; sleep 1000 & set +m;",
        "(trap '' TERM; exec sleep 1000) &",
        "set -m; (trap '' TERM; exec sleep 1000) & set +m;",
        "set -m; bash -c 'sleep 1000 & sleep 1000; true' & set +m;",
    ];

    /// <summary>Ways of a shell to run a program that has something to do at SIGTERM.</summary>
    public static TheoryData<string> Wrapped =>
    [
        "exec bash WORKER",
        "bash WORKER; true",
        "bash WORKER & wait",
        "bash WORKER | cat",
        "bash -c 'bash WORKER; true'; true",
        "set -m; bash WORKER & wait",
        "setsid bash WORKER & wait",
        "(bash WORKER &); sleep 1000",
    ];

    [Theory]
    [MemberData(nameof(LeftBehind))]
    public async Task What_a_container_leaves_behind_ends_with_it(string leave)
    {
        await using var node = await TestNode.StartAsync(static o => o with { DelayBeforeKill = TimeSpan.FromMilliseconds(100) });
        var (pid, go) = (new Pipe(Path.Join(node.DirectoryPath, "pid")), new Pipe(Path.Join(node.DirectoryPath, "go")));
        var id = await node.StartAsync(TestNode.Bash($"{leave} echo \\$\\$ > {pid.FilePath}; read x < {go.FilePath}; exit 0"));
        var session = Session(await pid.ReadAsync());
        Assert.InRange(MembersOf(session).Count, 3, int.MaxValue);
        await go.WriteAsync("go\n");
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Empty(MembersOf(session));
    }

    [Theory]
    [MemberData(nameof(Wrapped))]
    public async Task Whoever_listens_to_SIGTERM_has_the_time_for_it_whatever_stands_before_it(string command)
    {
        await using var node = await TestNode.StartAsync(static o => o with { DelayBeforeKill = Patience.Limit });
        var pipes = new[] { "ready", "heard", "go" }.Select(name => new Pipe(Path.Join(node.DirectoryPath, name))).ToArray();
        var (worker, work) = (Path.Join(node.DirectoryPath, "worker.sh"), Path.Join(node.DirectoryPath, "done"));
        await File.WriteAllTextAsync(
            worker,
            $"trap 'echo > {pipes[1].FilePath}; read x < {pipes[2].FilePath}; echo > {work}; exit 0' TERM\necho $$ > {pipes[0].FilePath}\n"
            + "while :; do sleep 0.1; done\n",
            TestContext.Current.CancellationToken);
        var id = await node.StartAsync(TestNode.Bash(command.Replace("WORKER", worker, StringComparison.Ordinal)));
        await pipes[0].ReadAsync();
        await node.StopAsync(id);
        await pipes[1].ReadAsync();
        await pipes[2].WriteAsync("go\n");
        Assert.Equal(-105, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.True(File.Exists(work));
    }

    [Fact]
    public async Task Who_has_left_the_session_and_lost_his_parents_goes_if_he_was_seen_before()
    {
        await using var node = await TestNode.StartAsync(static o => o with { DelayBeforeKill = TimeSpan.FromMilliseconds(100) });
        var (pid, go) = (new Pipe(Path.Join(node.DirectoryPath, "pid")), new Pipe(Path.Join(node.DirectoryPath, "go")));
        var id = await node.StartAsync(TestNode.Bash($"setsid sleep 1000 & echo \\$! > {pid.FilePath}; read x < {go.FilePath}; exit 0"));
        var child = await pid.ReadAsync();
        await SeenAsync(node);
        await go.WriteAsync("go\n");
        await node.Manager.EndOf(id);
        Assert.Null(StatOf(child));
    }

    [Fact]
    public async Task What_is_left_of_a_container_whose_first_process_ended_while_its_node_was_gone_ends_when_it_is_back()
    {
        await using var node = await TestNode.StartAsync();
        var (pid, go) = (new Pipe(Path.Join(node.DirectoryPath, "pid")), new Pipe(Path.Join(node.DirectoryPath, "go")));
        var id = await node.StartAsync(
            TestNode.Bash($"set -m; sleep 1000 & set +m; echo \\$\\$ > {pid.FilePath}; read x < {go.FilePath}; exit 3"));
        var session = Session(await pid.ReadAsync());
        var port = await node.StopServerAsync();
        await go.WriteAsync("go\n");
        Patience.Until(() => StatOf(session) is null);
        Assert.Single(MembersOf(session));
        await node.StartServerAsync(port);
        Assert.Equal(3, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Empty(MembersOf(session));
    }

    // The second's command line names the container, as that of somebody who reads its logs does.
    [Theory]
    [InlineData("exec setsid sleep 1000")]
    [InlineData("sleep 1000; true CONTAINER")]
    [InlineData("setsid bash -c 'sleep 1000 & exec sleep 1000'; true")]
    public async Task Who_has_the_number_of_a_container_of_before_is_left_alone(string command)
    {
        await using var node = await TestNode.StartAsync();
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var id = await node.StartAsync(TestNode.Bash($"echo \\$\\$ > {ready.FilePath}; exec sleep 1000"));
        var session = Session(await ready.ReadAsync());
        var port = await node.StopServerAsync();
        Process.Start("/bin/kill", ["-KILL", "--", "-" + session]).WaitPatiently();
        Patience.Until(() => MembersOf(session).Count == 0);
        using var stranger = Process.Start("/bin/bash", ["-c", command.Replace("CONTAINER", id.ToText(), StringComparison.Ordinal)]);
        try
        {
            var pid = stranger.Id.ToString(CultureInfo.InvariantCulture);
            Patience.Until(() => command.StartsWith("exec", StringComparison.Ordinal)
                ? StatOf(pid) is { } stat && stat[5] == pid
                : ChildrenOf(pid).Count > 0);
            ForgetStart(node, id, pid);
            await node.StartServerAsync(port);
            Assert.Equal(154, (await node.Manager.EndOf(id)).ExitStatus);
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill(entireProcessTree: true);
            stranger.WaitPatiently();
        }
    }

    [Fact]
    public async Task A_container_whose_start_was_not_written_down_is_known_by_its_script()
    {
        await using var node = await TestNode.StartAsync();
        var (ready, go) = (new Pipe(Path.Join(node.DirectoryPath, "ready")), new Pipe(Path.Join(node.DirectoryPath, "go")));
        var id = await node.StartAsync(TestNode.Bash($"echo \\$\\$ > {ready.FilePath}; read x < {go.FilePath}; exit 9"));
        var session = Session(await ready.ReadAsync());
        var port = await node.StopServerAsync();
        ForgetStart(node, id, session);
        await node.StartServerAsync(port);
        Assert.Equal(ContainerStateProto.CRunning, Assert.Single(node.Manager.Registrations.Last().ContainerStatuses).ContainerState);
        await go.WriteAsync("go\n");
        Assert.Equal(9, (await node.Manager.EndOf(id)).ExitStatus);
    }

    // As after a store that took no more: the number is only in the script's file.
    private static void ForgetStart(TestNode node, ContainerIdProto id, string pid)
    {
        using (var state = StateStore.Open(Path.Join(node.DirectoryPath, "state"), NullLogger.Instance))
        {
            Assert.NotNull(state.Get($"container/{id.ToText()}/pid"));
            state.Delete($"container/{id.ToText()}/pid");
        }

        File.WriteAllText($"{node.LocalDirectory}/nmPrivate/{id.Application().ToText()}/{id.ToText()}/{id.ToText()}.pid", pid + "\n");
    }

    // Two containers one after the other: between their ends the monitor has looked at the first, for a heartbeat tells of what it saw.
    private static async Task SeenAsync(TestNode node)
    {
        var limit = Environment.TickCount64 + (long)Patience.Limit.TotalMilliseconds;
        while ((node.Manager.LastStatus?.ContainersUtilization?.Vmem ?? 0) == 0)
        {
            Assert.True(Environment.TickCount64 < limit, "nobody looks at containers");
            await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
        }
    }

    private static string Session(string pid) => StatOf(pid)![5];

    private static List<string> MembersOf(string session) => [.. Processes().Where(p => p[5] == session).Select(static p => p[0])];

    private static List<string> ChildrenOf(string pid) => [.. Processes().Where(p => p[3] == pid).Select(static p => p[0])];

    private static IEnumerable<string[]> Processes() =>
        Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(static n => char.IsAsciiDigit(n![0]))
            .Select(static n => StatOf(n!)).OfType<string[]>();

    // Fields of proc(5): number, name, state, parent, group, session. Null: it is not there, or a zombie.
    private static string[]? StatOf(string pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = [pid, "", .. text[(text.LastIndexOf(')') + 2)..].Split(' ')];
            return fields[2] == "Z" ? null : fields;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
