using System.Net;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>However an application's end goes, it is over on the node afterwards.</summary>
public sealed class ApplicationEndTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
    private readonly StateStore _state;
    private readonly DirectoryRemover _remover;
    private readonly NodeDirectories _directories;
    private readonly ContainerMemory _memory;

    public ApplicationEndTests()
    {
        _state = StateStore.Open(Path.Join(_root, "state"), NullLogger.Instance);
        _remover = new DirectoryRemover(static d => d, TimeSpan.Zero, NullLogger.Instance);
        _directories = new NodeDirectories([Path.Join(_root, "local")], [Path.Join(_root, "logs")]);
        _memory = new ContainerMemory(_state, _directories, NullLogger.Instance, default);
    }

    public void Dispose()
    {
        _remover.Dispose();
        _state.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task The_requests_of_its_containers_have_gone_before()
    {
        using var cache = Cache();
        var table = Table(cache, static () => Task.CompletedTask);
        var application = Ended(table);
        Directory.Delete(Path.Join(_root, "local", "nmPrivate", application.Text), recursive: true);
        await table.FinishAsync(application.Id, "over");
        AssertGone(table);
    }

    [Fact]
    public async Task Its_logs_are_not_taken_for_a_reason_that_nobody_thought_of()
    {
        using var cache = Cache();
        var table = Table(cache, static () => throw new TimeoutException("a pattern that takes too long"));
        await table.FinishAsync(Ended(table).Id, "over");
        AssertGone(table);
    }

    [Fact]
    public async Task When_the_node_ends_meanwhile_the_next_one_goes_on_with_it()
    {
        using var cache = Cache();
        var table = Table(cache, static () => throw new OperationCanceledException());
        var application = Ended(table);
        await table.FinishAsync(application.Id, "over");
        var next = Table(cache, static () => Task.CompletedTask);
        Assert.Equal(application.Text, Assert.Single(next.Recover(_memory.Recall())).Text);
    }

    [Fact]
    public async Task What_its_first_container_says_of_its_logs_holds_after_a_restart_without_it()
    {
        using var cache = Cache();
        var table = Table(cache, static () => Task.CompletedTask);
        var application = Ended(table);
        await table.AcknowledgedAsync(Assert.Single(application.Containers.Values).Token.ContainerId);
        Assert.Empty(application.Containers);
        var next = Table(cache, static () => Task.CompletedTask);
        next.Recover(_memory.Recall());
        var again = Assert.Single(next.All);
        Assert.Equal(("ada", ".*", "bob"), (again.User, again.LogContext!.IncludePattern, Assert.Single(again.AccessLists).Acl));
        Assert.Empty(again.Containers);
    }

    /// <summary>
    /// A message keeps fields that it does not know, and no limit counts them: nothing of them is kept as long as the application is.
    /// </summary>
    [Fact]
    public async Task Of_its_access_lists_nothing_is_kept_that_is_not_known()
    {
        using var cache = Cache();
        var table = Table(cache, static () => Task.CompletedTask);
        var application = Ended(table);
        Assert.Equal(
            new ApplicationACLMapProto { AccessType = ApplicationAccessTypeProto.AppaccessViewApp, Acl = "bob" },
            Assert.Single(application.AccessLists));
        await table.AcknowledgedAsync(Assert.Single(application.Containers.Values).Token.ContainerId);
        Assert.DoesNotContain(_state.Below(""), static entry => entry.Value.AsSpan().IndexOf("marker"u8) >= 0);
    }

    private void AssertGone(ApplicationTable table)
    {
        Assert.Empty(table.All);
        Assert.Empty(_state.Below(""));
    }

    private Application Ended(ApplicationTable table)
    {
        var id = new ContainerIdProto { AppAttemptId = YarnIds.ParseAttempt("appattempt_1700000000000_0001_000001"), Id = 1 };
        var token = FakeResourceManager.Grant(
            id, "node:1", "ada", static t => t.LogAggregationContext = new LogAggregationContextProto { IncludePattern = ".*" });
        var start = new StartContainerRequestProto { ContainerToken = token, ContainerLaunchContext = new ContainerLaunchContextProto() };
        var list = new ApplicationACLMapProto { AccessType = ApplicationAccessTypeProto.AppaccessViewApp, Acl = "bob" };
        // field 1000
        start.ContainerLaunchContext.ApplicationACLs.Add(
            ApplicationACLMapProto.Parser.ParseFrom([.. list.ToByteArray(), 0xC2, 0x3E, 0x06, .. "marker"u8]));
        var container = new Container(ContainerTokenIdentifierProto.Parser.ParseFrom(token.Identifier), start, 1)
        {
            Local = Path.Join(_root, "local"), Logs = Path.Join(_root, "logs"),
        };
        var application = table.Enter(container);
        Assert.True(application.TryAdd(container));
        Directory.CreateDirectory(Path.Join(_root, "local", "nmPrivate"));
        _memory.Started(container);
        container.End(0, 2);
        _ = _memory.Ended(container, 0, 2);
        return application;
    }

    private ResourceCache Cache() => new(
        Options(), _directories, new ResourceFetch(new FileSystemPool(new Configuration()), SystemClock.Instance), _remover, _state,
        NullLogger.Instance, default);

    private ApplicationTable Table(ResourceCache cache, Func<Task> take) =>
        new(Options(), _directories, cache, _memory, _state, new NodeKeys(_state), new Sink(take), _remover, NullLogger.Instance);

    private NodeManagerOptions Options() => new()
    {
        ResourceTracker = new IPEndPoint(IPAddress.Loopback, 0),
        Address = new IPEndPoint(IPAddress.Loopback, 0),
        WebAddress = new IPEndPoint(IPAddress.Loopback, 0),
        HostName = "node",
        User = "yarn",
        LocalDirectories = _directories.AllLocal,
        LogDirectories = _directories.AllLogs,
        StateDirectory = Path.Join(_root, "state"),
        Configuration = new Configuration(),
    };

    private sealed class Sink(Func<Task> take) : ILogSink
    {
        public Task TakeAsync(Application application) => take();
    }
}
