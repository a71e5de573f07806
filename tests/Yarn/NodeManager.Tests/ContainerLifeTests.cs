using System.Globalization;
using Google.Protobuf;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class ContainerLifeTests
{
    [Fact]
    public async Task A_container_that_returns_zero_ends_with_zero_and_is_told_of_at_once()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash("echo done"));
        var end = await node.Manager.EndOf(id);
        Assert.Equal(0, end.ExitStatus);
        Assert.Equal("done\n", node.Log(id, "stdout"));
    }

    [Fact]
    public async Task A_failure_is_told_with_its_code_and_the_end_of_standard_error()
    {
        await using var node = await TestNode.StartAsync();
        var end = await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("echo it broke >&2; exit 7")));
        Assert.Equal(7, end.ExitStatus);
        Assert.Contains("Container exited with a non-zero exit code 7.", end.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("it broke", end.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public async Task A_process_that_a_signal_ends_is_told_as_a_shell_does(string signal, int code)
    {
        await using var node = await TestNode.StartAsync();
        var end = await node.Manager.EndOf(await node.StartAsync(TestNode.Bash($"kill -{signal} \\$\\$")));
        Assert.Equal(code, end.ExitStatus);
    }

    [Fact]
    public async Task The_environment_is_what_the_context_says_and_what_only_the_node_knows()
    {
        await using var node = await TestNode.StartAsync(o => o with { HathiHome = "/opt/hathi", EnvironmentWhitelist = ["PATH"] });
        var context = TestNode.Bash("env");
        context.Environment.Add(new StringStringMapProto { Key = "CLASSPATH", Value = "{{PWD}}<CPS>{{BASE}}/lib<CPS><LOG_DIR>" });
        context.Environment.Add(new StringStringMapProto { Key = "BASE", Value = "/base" });
        context.Environment.Add(new StringStringMapProto { Key = "USER", Value = "mallory" });
        var id = await node.StartAsync(context);
        await node.Manager.EndOf(id);
        var lines = node.Log(id, "stdout").Split('\n');
        var work = $"{node.LocalDirectory}/usercache/ada/appcache/{id.Application().ToText()}/{id.ToText()}";
        Assert.Contains($"CLASSPATH={work}:/base/lib:{node.DirectoryPath}/logs/{id.Application().ToText()}/{id.ToText()}", lines);
        Assert.Contains("USER=ada", lines);
        Assert.Contains($"CONTAINER_ID={id.ToText()}", lines);
        Assert.Contains("NM_HOST=node", lines);
        Assert.Contains("HATHI_HOME=/opt/hathi", lines);
        Assert.Contains($"HADOOP_TOKEN_FILE_LOCATION={work}/container_tokens", lines);
        Assert.Contains($"LOCAL_DIRS={node.LocalDirectory}/usercache/ada/appcache/{id.Application().ToText()}", lines);
        Assert.Contains(lines, l => l.StartsWith("JVM_PID=", StringComparison.Ordinal));
        Assert.Contains("MALLOC_ARENA_MAX=", lines);
    }

    [Fact]
    public async Task The_tokens_file_holds_the_tokens_and_only_its_owner_reads_it()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("cat \\$HADOOP_TOKEN_FILE_LOCATION; stat -c %a \\$HADOOP_TOKEN_FILE_LOCATION");
        context.Tokens = ByteString.CopyFromUtf8("HDTS-bytes\n");
        var id = await node.StartAsync(context);
        await node.Manager.EndOf(id);
        Assert.Equal("HDTS-bytes\n600\n", node.Log(id, "stdout"));
    }

    [Fact]
    public async Task A_stopped_container_takes_its_whole_tree_with_it_also_who_left_the_session()
    {
        await using var node = await TestNode.StartAsync();
        var pipe = new Pipe(Path.Join(node.DirectoryPath, "pids"));
        var id = await node.StartAsync(
            TestNode.Bash($"sleep 1000 & a=\\$!; setsid sleep 1000 & b=\\$!; echo \\$\\$ \\$a \\$b > {pipe.FilePath}; wait"));
        var pids = (await pipe.ReadAsync()).Split(' ');
        Assert.Equal(3, pids.Length);
        await node.StopAsync(id);
        var end = await node.Manager.EndOf(id);
        Assert.Equal(-105, end.ExitStatus);
        Assert.Contains("Container killed by the ApplicationMaster.", end.Diagnostics, StringComparison.Ordinal);
        Assert.All(pids, pid => Assert.False(IsAlive(pid), $"process {pid} lives"));
    }

    [Fact]
    public async Task Who_does_not_listen_to_SIGTERM_is_killed()
    {
        await using var node = await TestNode.StartAsync(o => o with { DelayBeforeKill = TimeSpan.FromMilliseconds(50) });
        var pipe = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var id = await node.StartAsync(TestNode.Bash($"trap '' TERM; echo ready > {pipe.FilePath}; sleep 1000"));
        await pipe.ReadAsync();
        await node.StopAsync(id);
        Assert.Equal(-105, (await node.Manager.EndOf(id)).ExitStatus);
    }

    [Fact]
    public async Task A_container_over_its_memory_is_ended_and_told_what_to_raise()
    {
        await using var node = await TestNode.StartAsync();
        // The shell holds 64 MiB in a variable.
        var id = await node.StartAsync(
            TestNode.Bash("x=\\$(head -c 67108864 /dev/zero | tr '\\\\0' x); read wait < <(sleep 1000)"), t => t.Resource.Memory = 16);
        var end = await node.Manager.EndOf(id);
        Assert.Equal(-104, end.ExitStatus);
        Assert.Contains("beyond the 'PHYSICAL' memory limit. Current usage: ", end.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("of 16 MB physical memory used", end.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("mapreduce.map.memory.mb", end.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_lives_on_without_its_node_and_the_next_one_learns_how_it_ended()
    {
        await using var node = await TestNode.StartAsync();
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var pipe = new Pipe(Path.Join(node.DirectoryPath, "go"));
        var id = await node.StartAsync(TestNode.Bash($"echo ready > {ready.FilePath}; code=\\$(cat {pipe.FilePath}); exit \\$code"));
        await ready.ReadAsync();
        var port = await node.StopServerAsync();
        await node.StartServerAsync(port);
        var registration = node.Manager.Registrations.Last();
        Assert.Equal(id, Assert.Single(registration.ContainerStatuses).ContainerId);
        Assert.Equal(ContainerStateProto.CRunning, registration.ContainerStatuses[0].ContainerState);
        Assert.Single(registration.RunningApplications);
        await pipe.WriteAsync("9");
        Assert.Equal(9, (await node.Manager.EndOf(id)).ExitStatus);
    }

    [Fact]
    public async Task A_container_that_was_given_up_while_its_node_was_gone_is_ended_when_it_is_back()
    {
        await using var node = await TestNode.StartAsync();
        var pids = new Pipe(Path.Join(node.DirectoryPath, "pids"));
        var id = await node.StartAsync(TestNode.Bash($"sleep 1000 & echo \\$! \\$\\$ > {pids.FilePath}; wait"));
        var running = (await pids.ReadAsync()).Split(' ', StringSplitOptions.TrimEntries);
        var port = await node.StopServerAsync();
        Assert.All(running, static pid => Assert.True(IsAlive(pid)));
        var order = new NodeHeartbeatResponseProto();
        order.ContainersToCleanup.Add(id);
        node.Manager.Order(order);
        await node.StartServerAsync(port);
        Assert.Equal(-106, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.All(running, static pid => Assert.False(IsAlive(pid)));
    }

    [Fact]
    public async Task An_application_that_ends_takes_its_containers_and_directories_along()
    {
        await using var node = await TestNode.StartAsync(o => o with
        {
            LogAggregation = new LogAggregationOptions { RemoteRoot = Path.Join(Path.GetDirectoryName(o.StateDirectory)!, "remote") },
        });
        var pipe = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var id = await node.StartAsync(TestNode.Bash($"echo hello; echo ready > {pipe.FilePath}; sleep 1000"));
        await pipe.ReadAsync();
        var order = new NodeHeartbeatResponseProto();
        order.ApplicationsToCleanup.Add(id.Application());
        var remote = $"{node.DirectoryPath}/remote/ada/bucket-logs-tfile/0001";
        var moved = node.Manager.LogsOf(id.Application());
        node.Manager.Order(order);
        var other = await node.StartAsync(TestNode.Bash("true"));
        await node.Manager.EndOf(other);
        Assert.Equal(LogAggregationStatusProto.LogSucceeded, (await moved).LogAggregationStatus);
        var log = $"{remote}/{id.Application().ToText()}/node_{node.Id.Port}";
        var logs = new List<string>();
        await using var file = File.OpenRead(log);
        await Client.Logs.AggregatedLogReader.VisitAsync(
            file,
            async (entry, content) =>
            {
                using var reader = new StreamReader(content);
                logs.Add($"{entry.Container} {entry.Name} {entry.Length.ToString(CultureInfo.InvariantCulture)} "
                    + $"{(entry.Name == "stdout" ? await reader.ReadToEndAsync() : "")}");
            },
            default);
        Assert.Contains($"{id.ToText()} stdout 6 hello\n", logs);
    }

    [Fact]
    public async Task What_the_ResourceManager_has_taken_note_of_is_not_kept_nor_told_after_a_restart_but_its_logs_are()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash("echo hello"));
        await node.Manager.EndOf(id);
        var order = new NodeHeartbeatResponseProto();
        order.ContainersToBeRemovedFromNm.Add(id);
        node.Manager.Order(order);
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
        var last = await node.StartAsync(TestNode.Bash("true"));
        await node.Manager.EndOf(last); // told by a heartbeat after the one whose answer was the order
        Assert.DoesNotContain(node.Manager.LastStatus!.ContainersStatuses, s => s.ContainerId.Equals(id));
        Assert.DoesNotContain(
            Directory.GetFiles(node.LocalDirectory, "*.request", SearchOption.AllDirectories),
            f => f.Contains(id.ToText(), StringComparison.Ordinal));
        await node.StartServerAsync(await node.StopServerAsync());
        var registration = node.Manager.Registrations.Last();
        Assert.DoesNotContain(registration.ContainerStatuses, s => s.ContainerId.Equals(id));
        Assert.Contains(registration.ContainerStatuses, s => s.ContainerId.Equals(last));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{node.Server.WebEndPoint}") };
        Assert.Contains("\"stdout\"", await http.GetStringAsync($"/ws/v1/node/containers/{id.ToText()}/logs"), StringComparison.Ordinal);
        Assert.Equal("hello\n", await http.GetStringAsync($"/node/containerlogs/{id.ToText()}/ada/stdout?start=0"));
        using var gone = await http.GetAsync($"/ws/v1/node/containers/{id.ToText()}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static bool IsAlive(string pid) =>
        File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal);
}
