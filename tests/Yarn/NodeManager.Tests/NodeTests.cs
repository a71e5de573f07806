using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class NodeTests
{
    [Fact]
    public async Task A_ResourceManager_that_forgot_the_node_gets_it_again_with_its_containers()
    {
        await using var node = await TestNode.StartAsync();
        var pipe = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var id = await node.StartAsync(TestNode.Bash($"echo ready > {pipe.FilePath}; sleep 1000"));
        await pipe.ReadAsync();
        node.Manager.Resync = true;
        await node.Manager.EndOf(await Ending(node));
        await node.Manager.RegisteredAgain;
        Assert.Contains(node.Manager.Registrations.Last().ContainerStatuses, s => s.ContainerId.Equals(id)
            && s.ContainerState == ContainerStateProto.CRunning);
        await node.StopAsync(id);
        Assert.Equal(-105, (await node.Manager.EndOf(id)).ExitStatus);
    }

    [Fact]
    public async Task Auxiliary_services_get_their_data_and_tell_theirs()
    {
        var service = new Recorder();
        await using var node = await TestNode.StartAsync(o => o with { AuxiliaryServices = [service] });
        var context = TestNode.Bash("echo \\$NM_AUX_SERVICE_recorder");
        context.ServiceData.Add(new StringBytesMapProto { Key = "recorder", Value = ByteString.CopyFromUtf8("for you") });
        var id = node.NextContainer();
        var response = await node.StartAsync(context, FakeResourceManager.Grant(id, node.Id.ToText(), "ada"));
        Assert.Equal("from me", Assert.Single(response.ServicesMetaData).Value.ToStringUtf8());
        await node.Manager.EndOf(id);
        Assert.Equal("ZnJvbSBtZQ==\n", node.Log(id, "stdout"));
        Assert.Equal("application_1700000000000_0001 ada for you", Assert.Single(service.Started));
        var order = new NodeHeartbeatResponseProto();
        order.ApplicationsToCleanup.Add(id.Application());
        node.Manager.Order(order);
        await node.Manager.EndOf(await Ending(node));
        await service.Stopped.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_service_that_was_taken_out_keeps_no_node_from_starting()
    {
        await using var node = await TestNode.StartAsync(static o => o with { AuxiliaryServices = [new Recorder()] });
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var go = new Pipe(Path.Join(node.DirectoryPath, "go"));
        var context = TestNode.Bash($"echo ready > {ready.FilePath}; code=\\$(cat {go.FilePath}); exit \\$code");
        context.ServiceData.Add(new StringBytesMapProto { Key = "recorder", Value = ByteString.CopyFromUtf8("for you") });
        var id = node.NextContainer();
        await node.StartAsync(context, FakeResourceManager.Grant(id, node.Id.ToText(), "ada"));
        await ready.ReadAsync();
        await node.StartServerAsync(await node.StopServerAsync());
        Assert.Equal(id, Assert.Single(node.Manager.Registrations.Last().ContainerStatuses).ContainerId);
        await go.WriteAsync("9");
        Assert.Equal(9, (await node.Manager.EndOf(id)).ExitStatus);
    }

    [Fact]
    public async Task An_application_is_known_to_its_services_after_a_restart_also_without_a_container_and_without_one_of_them()
    {
        var (gone, stays) = (new Recorder { Name = "another" }, new Recorder());
        await using var node = await TestNode.StartAsync(o => o with { AuxiliaryServices = [gone, stays] });
        var context = TestNode.Bash("true");
        context.ServiceData.Add(new StringBytesMapProto { Key = "another", Value = ByteString.CopyFromUtf8("for you") });
        context.ServiceData.Add(new StringBytesMapProto { Key = "recorder", Value = ByteString.CopyFromUtf8("for me") });
        var id = await node.StartAsync(context);
        await node.Manager.EndOf(id);
        var order = new NodeHeartbeatResponseProto();
        order.ContainersToBeRemovedFromNm.Add(id);
        node.Manager.Order(order);
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
        // told by a heartbeat after the one whose answer was the order
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
        Assert.DoesNotContain(
            Directory.GetFiles(node.LocalDirectory, "*.request", SearchOption.AllDirectories),
            f => f.Contains(id.ToText(), StringComparison.Ordinal));
        var again = new Recorder();
        var port = await node.StopServerAsync();
        order = new NodeHeartbeatResponseProto();
        order.ApplicationsToCleanup.Add(id.Application());
        node.Manager.Order(order);
        await node.StartServerAsync(port, o => o with { AuxiliaryServices = [again] });
        Assert.Equal($"{id.Application().ToText()} ada for me", Assert.Single(again.Started));
        await again.Stopped.Task.Patiently();
    }

    [Fact]
    public async Task A_service_that_cannot_take_an_application_up_keeps_no_node_from_starting_and_no_other_service_from_it()
    {
        await using var node = await TestNode.StartAsync(
            static o => o with { AuxiliaryServices = [new Recorder { Name = "another" }, new Recorder()] });
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var go = new Pipe(Path.Join(node.DirectoryPath, "go"));
        var context = TestNode.Bash($"echo ready > {ready.FilePath}; read x < {go.FilePath}");
        context.ServiceData.Add(new StringBytesMapProto { Key = "another", Value = ByteString.CopyFromUtf8("for you") });
        context.ServiceData.Add(new StringBytesMapProto { Key = "recorder", Value = ByteString.CopyFromUtf8("for me") });
        var id = await node.StartAsync(context);
        await ready.ReadAsync();
        var again = new Recorder();
        await node.StartServerAsync(
            await node.StopServerAsync(), o => o with { AuxiliaryServices = [new Recorder { Name = "another", Fails = true }, again] });
        Assert.NotEmpty(again.Started);
        await go.WriteAsync("go\n");
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
    }

    [Fact]
    public async Task Requests_that_do_not_read_back_keep_no_node_from_starting()
    {
        await using var node = await TestNode.StartAsync();
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
        var port = await node.StopServerAsync();
        var directory = Directory.CreateDirectory(Path.Join(node.LocalDirectory, "nmPrivate", "application_1700000000000_0001")).FullName;
        await File.WriteAllBytesAsync(directory + "/zeros.request", new byte[64], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            directory + "/length.request", [0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(directory + "/short.request", [1], TestContext.Current.CancellationToken);
        await node.StartServerAsync(port);
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
    }

    [Fact]
    public async Task Who_cannot_be_started_for_the_length_of_what_he_is_given_is_refused_before_he_is_written_down()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("true");
        context.Environment.Add(new StringStringMapProto { Key = "LONG", Value = new string('x', 3 << 20) });
        var id = node.NextContainer();
        var response = await node.StartAsync(context, FakeResourceManager.Grant(id, node.Id.ToText(), "ada"));
        Assert.Contains("characters", Assert.Single(response.FailedRequests).Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.GetFiles(node.LocalDirectory, "*.request", SearchOption.AllDirectories),
            f => f.Contains(id.ToText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_is_not_here_stops_the_container()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("true");
        context.ServiceData.Add(new StringBytesMapProto { Key = "missing", Value = ByteString.Empty });
        var response = await node.StartAsync(context, FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), "ada"));
        var refused = Assert.Single(response.FailedRequests).Exception;
        Assert.Equal("org.apache.hadoop.yarn.exceptions.InvalidAuxServiceException", refused.ClassName);
        Assert.Equal("The auxService:missing does not exist", refused.Message);
    }

    [Fact]
    public async Task Pages_show_containers_and_their_logs()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash("echo hello; exit 3"));
        await node.Manager.EndOf(id);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{node.Server.WebEndPoint}") };
        using var container = JsonDocument.Parse(await http.GetStringAsync($"/ws/v1/node/containers/{id.ToText()}"));
        Assert.Equal("DONE", container.RootElement.GetProperty("container").GetProperty("state").GetString());
        Assert.Equal(3, container.RootElement.GetProperty("container").GetProperty("exitCode").GetInt32());
        using var files = JsonDocument.Parse(await http.GetStringAsync($"/ws/v1/node/containers/{id.ToText()}/logs"));
        var names = files.RootElement.GetProperty("containerLogsInfo")
            .GetProperty("containerLogInfo").EnumerateArray()
            .Select(f => f.GetProperty("fileName").GetString());
        Assert.Equal(["prelaunch.err", "prelaunch.out", "stderr", "stdout"], names);
        var text = await http.GetStringAsync($"/ws/v1/node/containers/{id.ToText()}/logs/stdout");
        Assert.Contains("LogType:stdout\n", text, StringComparison.Ordinal);
        Assert.Contains("LogLength:6\nLogContents:\nhello\n\nEnd of LogType:stdout\n", text, StringComparison.Ordinal);
        Assert.Equal("hello\n", await http.GetStringAsync($"/node/containerlogs/{id.ToText()}/ada/stdout?start=0"));
        Assert.Equal("{\"apps\":{}}", await http.GetStringAsync("/ws/v1/node/apps?user=nobody"));
        using var apps = JsonDocument.Parse(await http.GetStringAsync("/ws/v1/node/apps"));
        Assert.Equal(id.Application().ToText(), apps.RootElement.GetProperty("apps").GetProperty("app")[0].GetProperty("id").GetString());
        using var missing = await http.GetAsync("/ws/v1/node/containers/container_1_0001_01_000009");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);

        http.DefaultRequestHeaders.Accept.Add(new System.Net.Http.Headers.MediaTypeWithQualityHeaderValue("application/xml"));
        const string Prologue = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        Assert.StartsWith($"{Prologue}<nodeInfo>", await http.GetStringAsync("/ws/v1/node/info"), StringComparison.Ordinal);
        Assert.StartsWith($"{Prologue}<apps><app>", await http.GetStringAsync("/ws/v1/node/apps"), StringComparison.Ordinal);
        Assert.Contains(
            "<containerLogInfo><fileName>stdout</fileName>",
            await http.GetStringAsync($"/ws/v1/node/containers/{id.ToText()}/logs"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_good_disks_says_so()
    {
        await using var node = await TestNode.StartAsync(
            o => o with { Disks = new DiskHealthOptions { MaxUtilizationPercent = 100, MinFreeMb = long.MaxValue >> 20 } });
        var response = await node.StartAsync(
            TestNode.Bash("true"), FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), "ada"));
        Assert.Contains(
            "No local (yarn.nodemanager.local-dirs) directory of this node is good",
            Assert.Single(response.FailedRequests).Exception.Message,
            StringComparison.Ordinal);
        var health = node.Manager.Registrations.Single().NodeStatus.NodeHealthStatus;
        Assert.False(health.IsNodeHealthy);
        Assert.Contains("1/1 local-dirs have errors: [ ", health.HealthReport, StringComparison.Ordinal);
        Assert.Contains("free space below limit", health.HealthReport, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_disk_of_two_is_left_out_and_the_node_starts()
    {
        await using var node = await TestNode.StartAsync(static o =>
        {
            var root = Path.GetDirectoryName(o.StateDirectory)!;
            File.WriteAllText(Path.Join(root, "broken"), "no directory");
            return o with
            {
                LocalDirectories = [Path.Join(root, "broken", "local"), .. o.LocalDirectories],
                LogDirectories = [Path.Join(root, "broken", "logs"), .. o.LogDirectories],
            };
        });
        Assert.Equal(0, (await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")))).ExitStatus);
        var health = node.Manager.Registrations.Single().NodeStatus.NodeHealthStatus;
        Assert.True(health.IsNodeHealthy);
        Assert.Contains("1/2 local-dirs have errors: [ ", health.HealthReport, StringComparison.Ordinal);
        Assert.Contains("1/2 log-dirs have errors: [ ", health.HealthReport, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_comes_back_empty_is_laid_out()
    {
        var root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
        var directories = new NodeDirectories([Path.Join(root, "disk", "local")], [Path.Join(root, "logs")]);
        var disks = new DiskHealth(
            directories, new DiskHealthOptions { MaxUtilizationPercent = 100 }, DiskHealth.Probe, TimeProvider.System, NullLogger.Instance);
        await disks.CheckAsync(default);
        Assert.True(disks.IsHealthy);
        Directory.Delete(Path.Join(root, "disk"), recursive: true);
        File.WriteAllText(Path.Join(root, "disk"), "no directory");
        await disks.CheckAsync(default);
        Assert.False(disks.IsHealthy);
        File.Delete(Path.Join(root, "disk"));
        await disks.CheckAsync(default);
        Assert.True(disks.IsHealthy);
        var names = Directory.GetDirectories(directories.Local[0]).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["filecache", "nmPrivate", "usercache"], names);
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData(24, true)] // EMFILE: says nothing of the disk
    [InlineData(5, false)] // EIO
    [InlineData(28, false)] // ENOSPC: nothing can be kept there
    public async Task A_disk_is_left_out_by_the_kind_of_its_fault(int errno, bool good)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "numbers of Linux");
        var root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
        var directories = new NodeDirectories([Path.Join(root, "local")], [Path.Join(root, "logs")]);
        var fails = false;
        var disks = new DiskHealth(
            directories, new DiskHealthOptions { MaxUtilizationPercent = 100 }, Probe, TimeProvider.System, NullLogger.Instance);
        await disks.CheckAsync(default);
        Assert.True(disks.IsHealthy);
        fails = true;
        await disks.CheckAsync(default);
        Assert.Equal(good, disks.IsHealthy);
        Directory.Delete(root, recursive: true);

        void Probe(string directory)
        {
            if (fails)
            {
                throw new IOException("as the system says", errno);
            }

            DiskHealth.Probe(directory);
        }
    }

    [Fact]
    public async Task What_nobody_remembers_is_ended_and_removed()
    {
        await using var node = await TestNode.StartAsync();
        // The container holds the pipe open: its end is read when the last of its processes has gone.
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var pipe = new Pipe(Path.Join(node.DirectoryPath, "held"));
        await node.StartAsync(TestNode.Bash($"exec 9> {pipe.FilePath}; echo ready > {ready.FilePath}; sleep 1000"));
        var gone = pipe.ReadAsync();
        await ready.ReadAsync();
        var port = await node.StopServerAsync();
        Assert.All(Directory.GetFiles(Path.Join(node.LocalDirectory, "nmPrivate"), "*.request", SearchOption.AllDirectories), File.Delete);
        Directory.Delete(Path.Join(node.DirectoryPath, "state"), recursive: true);
        Assert.False(gone.IsCompleted);
        await node.StartServerAsync(port);
        await gone;
        Assert.Empty(node.Manager.Registrations.Last().ContainerStatuses);
    }

    [Fact]
    public async Task A_stop_in_good_order_ends_containers_and_takes_leave()
    {
        await using var node = await TestNode.StartAsync(o => o with { Supervised = false });
        var pid = await HeldAsync(node);
        await node.StopServerAsync();
        Assert.False(File.Exists($"/proc/{pid}/stat"));
        Assert.Equal("node", Assert.Single(node.Manager.Left).Host);
    }

    [Fact]
    public async Task A_node_that_is_ordered_to_stop_ends_its_containers_and_says_why()
    {
        await using var node = await TestNode.StartAsync();
        var pid = await HeldAsync(node);
        node.Manager.Shutdown = true;
        await Ending(node);
        var stopped = await Assert.ThrowsAnyAsync<Exception>(() => node.Server.Stopped.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains("not in the list of hosts", stopped.Message, StringComparison.Ordinal);
        Assert.False(File.Exists($"/proc/{pid}/stat"));
    }

    // A container that runs on; its first process.
    private static async Task<string> HeldAsync(TestNode node)
    {
        var pipe = new Pipe(Path.Join(node.DirectoryPath, "held"));
        await node.StartAsync(TestNode.Bash($"echo \\$PPID > {pipe.FilePath}; sleep 1000"));
        return await pipe.ReadAsync();
    }

    // A container that ends at once has a heartbeat sent.
    private static Task<ContainerIdProto> Ending(TestNode node) => node.StartAsync(TestNode.Bash("true"));

    private sealed class Recorder : IAuxiliaryService
    {
        internal ConcurrentBag<string> Started { get; } = [];

        internal TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name { get; init; } = "recorder";

        internal bool Fails { get; init; }

        public ReadOnlyMemory<byte> MetaData => "from me"u8.ToArray();

        public void InitializeApplication(ApplicationIdProto application, string user, ReadOnlyMemory<byte> data)
        {
            if (Fails)
            {
                throw new InvalidOperationException("it is broken");
            }

            Started.Add($"{application.ToText()} {user} {System.Text.Encoding.UTF8.GetString(data.Span)}");
        }

        public void StopApplication(ApplicationIdProto application) => Stopped.TrySetResult();
    }
}
