using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hadoop.Tokens;
using Hathi.Platform;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.Scheduling;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A ResourceManager in this process that can be started again over its directory, at the same ports, and a node for it.</summary>
internal sealed class ResourceManagerCluster : IAsyncDisposable
{
    private static readonly RpcProtocolName s_clients = new(ProtocolNames.ApplicationClient, (long)ProtocolNames.Version);
    private static readonly RpcProtocolName s_masters = new(ProtocolNames.ApplicationMaster, (long)ProtocolNames.Version);
    private static readonly RpcProtocolName s_trackers = new(ProtocolNames.ResourceTracker, (long)ProtocolNames.Version);

    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-hostile-rm-").FullName;
    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name));

    public Observed Observed { get; } = new();

    /// <summary>The server in this process.</summary>
    public ResourceManagerServer Server { get; private set; } = null!;

    public ResourceManagerEndPoints EndPoints { get; private set; } = null!;

    /// <summary>Completes when the ResourceManager has ended by itself.</summary>
    public Task Failed { get; private set; } = Task.CompletedTask;

    public FakeNodeManager Node { get; private set; } = null!;

    public IReadOnlyList<ServedMethod> Methods { get; private set; } = [];

    public static async Task<ResourceManagerCluster> StartAsync()
    {
        var cluster = new ResourceManagerCluster();
        cluster.Methods = await ServedMethod.WatchAsync(cluster.StartServerAsync);
        cluster.Node = new FakeNodeManager(cluster);
        await cluster.Node.StartAsync();
        return cluster;
    }

    /// <summary>A ResourceManager that runs already, with a node of ours for it.</summary>
    /// <param name="endPoints">Where it is.</param>
    /// <param name="methods">What it answers there.</param>
    /// <param name="failed">Completes when it has ended by itself.</param>
    public static async Task<ResourceManagerCluster> AttachAsync(
        ResourceManagerEndPoints endPoints, IReadOnlyList<ServedMethod> methods, Task failed)
    {
        var cluster = new ResourceManagerCluster { EndPoints = endPoints, Methods = methods, Failed = failed };
        cluster.Node = new FakeNodeManager(cluster);
        await cluster.Node.StartAsync();
        return cluster;
    }

    public async Task RestartAsync()
    {
        Assert.NotNull(Server); // it is another's to start again
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    public Task<T> ClientAsync<T>(string user, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        CallAsync(EndPoints.Client, s_clients, method, request, parser, new RpcCallOptions { User = user });

    public Task<T> TrackerAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => CallAsync(EndPoints.Tracker, s_trackers, method, request, parser, RpcCallOptions.Default);

    public Task<T> MasterAsync<T>(Token token, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        CallAsync(EndPoints.Scheduler, s_masters, method, request, parser, new RpcCallOptions { Token = token });

    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        await Node.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Task<T> CallAsync<T>(
        IPEndPoint at, RpcProtocolName protocol, string method, IMessage request, MessageParser<T> parser, RpcCallOptions options)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(at, protocol, method, request, parser, options with { Timeout = TimeSpan.FromSeconds(60) }, CancellationToken.None);

    private async Task StartServerAsync()
    {
        var free = new IPEndPoint(IPAddress.Loopback, 0);
        Server = await ResourceManagerServer.StartAsync(
            new ResourceManagerOptions
            {
                StateDirectory = _directory,
                ClientAddress = Server?.ClientEndPoint ?? free,
                SchedulerAddress = Server?.SchedulerEndPoint ?? free,
                TrackerAddress = Server?.TrackerEndPoint ?? free,
                AdminAddress = Server?.AdminEndPoint ?? free,
                WebAddress = Server?.WebEndPoint ?? free,
                Core = new RmOptions { MinimumAllocation = new Resource(128, 1), MaxCompletedApplications = 20 },
                LaunchRetry = RpcRetryPolicy.None,
                ReadQueues = static () => QueueSettings.Default,
                ReadNodeLists = static () => new Hathi.Hadoop.Conf.ReadHosts<NodeLists>(
                    NodeLists.Everyone, static () => NodeLists.Everyone),
                ReadQueueAccess = static () => [],
                ReadAdministrators = static () => AccessList.Parse(CurrentUser.Name),
                RefreshGroups = static () => { },
                RefreshImpersonation = static () => { },
            },
            Observed,
            SystemClock.Instance,
            CancellationToken.None);
        EndPoints = new ResourceManagerEndPoints(
            Server.ClientEndPoint, Server.SchedulerEndPoint, Server.TrackerEndPoint, Server.AdminEndPoint);
        Failed = Server.Failed;
    }
}

/// <summary>Where a ResourceManager serves RPC.</summary>
internal sealed record ResourceManagerEndPoints(IPEndPoint Client, IPEndPoint Scheduler, IPEndPoint Tracker, IPEndPoint Admin);
