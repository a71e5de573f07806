using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>A real NodeManager in directories of its own, below a fake ResourceManager, and a master's view of it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly RpcProtocolName s_protocol = new(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version);

    private readonly RpcClient _client = new(new RpcClientOptions("ada"));
    private readonly IPAddress _address = OwnAddress.Next();
    private int _containers;
    private bool _runs;

    private TestNode(FakeResourceManager manager, string directory)
    {
        Manager = manager;
        DirectoryPath = directory;
    }

    internal FakeResourceManager Manager { get; }

    internal string DirectoryPath { get; }

    internal NodeManagerServer Server { get; private set; } = null!;

    internal NodeIdProto Id => new() { Host = "node", Port = Server.EndPoint.Port };

    internal ApplicationAttemptIdProto Attempt { get; } = YarnIds.ParseAttempt("appattempt_1700000000000_0001_000001");

    /// <summary>What is done before each step of a launch, of the servers that start from now on.</summary>
    internal Func<LaunchStep, Container, Task> Reaches { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Where the servers that start from now on say what they do.</summary>
    internal ILogger NodeLog { get; set; } = NullLogger.Instance;

    internal string LocalDirectory => Path.Join(DirectoryPath, "local");

    internal static async Task<TestNode> StartAsync(Func<NodeManagerOptions, NodeManagerOptions>? change = null)
    {
        var node = await NotStartedAsync();
        await node.StartServerAsync(0, change);
        return node;
    }

    /// <summary>One whose first server is still to be started.</summary>
    internal static async Task<TestNode> NotStartedAsync() =>
        new(await FakeResourceManager.StartAsync(), Directory.CreateTempSubdirectory("hathi-nm-").FullName);

    /// <summary>The same node once more, at the same port, after <see cref="StopServerAsync"/>.</summary>
    internal async Task StartServerAsync(int port, Func<NodeManagerOptions, NodeManagerOptions>? change = null)
    {
        var options = new NodeManagerOptions
        {
            ResourceTracker = Manager.Address,
            Address = new IPEndPoint(_address, port),
            WebAddress = new IPEndPoint(IPAddress.Loopback, 0),
            HostName = "node",
            User = "yarn",
            LocalDirectories = [LocalDirectory],
            LogDirectories = [Path.Join(DirectoryPath, "logs")],
            StateDirectory = Path.Join(DirectoryPath, "state"),
            Configuration = new Configuration(),
            DelayBeforeKill = TimeSpan.FromSeconds(5),
            Supervised = true, // stopped it leaves behind what a killed one leaves
            MonitorInterval = TimeSpan.FromMilliseconds(50),
            Disks = new DiskHealthOptions { MaxUtilizationPercent = 100 },
        };
        Server = await NodeManagerServer.StartAsync(
            change?.Invoke(options) ?? options, NodeLog, SystemClock.Instance, Reaches, default);
        _runs = true;
        await Server.Registered.WaitAsync(TimeSpan.FromMinutes(2));
    }

    internal async Task<int> StopServerAsync()
    {
        var port = Server.EndPoint.Port;
        await Server.DisposeAsync();
        _runs = false;
        return port;
    }

    internal ContainerIdProto NextContainer() => new() { AppAttemptId = Attempt, Id = ++_containers };

    /// <summary>A launch context that runs a command of bash; what it prints goes to stdout and stderr in the log directory.</summary>
    internal static ContainerLaunchContextProto Bash(string command)
    {
        var context = new ContainerLaunchContextProto();
        context.Command.Add("{ " + command + " ; }");
        context.Command.Add("1><LOG_DIR>/stdout 2><LOG_DIR>/stderr");
        return context;
    }

    /// <summary>Starts a container that the ResourceManager granted.</summary>
    internal async Task<ContainerIdProto> StartAsync(
        ContainerLaunchContextProto context, Action<ContainerTokenIdentifierProto>? change = null)
    {
        var id = NextContainer();
        var response = await StartAsync(context, FakeResourceManager.Grant(id, Id.ToText(), "ada", change));
        Assert.Empty(response.FailedRequests);
        Assert.Equal(id, Assert.Single(response.SucceededRequests));
        return id;
    }

    internal Task<StartContainersResponseProto> StartAsync(ContainerLaunchContextProto context, TokenProto token)
    {
        var request = new StartContainersRequestProto();
        request.StartContainerRequest.Add(new StartContainerRequestProto { ContainerLaunchContext = context, ContainerToken = token });
        return CallAsync("startContainers", request, StartContainersResponseProto.Parser);
    }

    internal Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _client.CallAsync(
            Server.EndPoint, s_protocol, method, request, parser, new RpcCallOptions { Token = FakeResourceManager.NodeToken(Attempt, Id) },
            default);

    internal Task<T> CallPlainlyAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => _client.CallAsync(Server.EndPoint, s_protocol, method, request, parser, default);

    internal Task<StopContainersResponseProto> StopAsync(ContainerIdProto id)
    {
        var request = new StopContainersRequestProto();
        request.ContainerId.Add(id);
        return CallAsync("stopContainers", request, StopContainersResponseProto.Parser);
    }

    internal string Log(ContainerIdProto id, string name) =>
        File.ReadAllText(Path.Join(DirectoryPath, "logs", id.Application().ToText(), id.ToText(), name));

    public async ValueTask DisposeAsync()
    {
        if (_runs)
        {
            Assert.Equal(0, Server.RunningContainers);
            await Server.DisposeAsync();
        }

        await _client.DisposeAsync();
        await Manager.DisposeAsync();
        Directory.Delete(DirectoryPath, recursive: true);
    }
}
