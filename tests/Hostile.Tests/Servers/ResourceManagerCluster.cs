using System.Net;
using Google.Protobuf;
using Hathi.Hdfs.Client;
using Hathi.Platform;
using Hathi.Rpc;
using Hathi.Rpc.Tokens;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Core.Scheduling;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager;
using Hathi.Yarn.ResourceManager.Access;

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

    public ResourceManagerServer Server { get; private set; } = null!;

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

    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    public Task<T> ClientAsync<T>(string user, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => CallAsync(Server.ClientEndPoint, s_clients, method, request, parser, new RpcCallOptions { User = user });

    public Task<T> TrackerAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => CallAsync(Server.TrackerEndPoint, s_trackers, method, request, parser, RpcCallOptions.Default);

    public Task<T> MasterAsync<T>(Token token, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => CallAsync(Server.SchedulerEndPoint, s_masters, method, request, parser, new RpcCallOptions { Token = token });

    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync();
        await Server.DisposeAsync();
        await Node.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Task<T> CallAsync<T>(IPEndPoint at, RpcProtocolName protocol, string method, IMessage request, MessageParser<T> parser, RpcCallOptions options)
        where T : class, IMessage<T>, new() => _rpc.CallAsync(at, protocol, method, request, parser, options with { Timeout = TimeSpan.FromSeconds(60) }, CancellationToken.None);

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
                ReadNodeLists = static () => NodeLists.Everyone,
                ReadQueueAccess = static () => [],
                ReadAdministrators = static () => AccessList.Parse(CurrentUser.Name),
                RefreshGroups = static () => { },
                RefreshImpersonation = static () => { },
            },
            Observed,
            Observed,
            SystemClock.Instance,
            CancellationToken.None);
    }
}
