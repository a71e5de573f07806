using System.Net;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hadoop.Tokens;
using Hathi.Platform;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>
/// A ResourceManager on free ports of an address of the tests' own, and clients for it. Its log is in a directory that goes with it.
/// </summary>
internal sealed class TestResourceManager : IResourceManagerCalls, IAsyncDisposable
{
    public static readonly IPAddress Address = IPAddress.Parse("127.77.72.1");

    private static readonly RpcProtocolName s_clients = new(ProtocolNames.ApplicationClient, 1);
    private static readonly RpcProtocolName s_masters = new(ProtocolNames.ApplicationMaster, 1);
    private static readonly RpcProtocolName s_trackers = new(ProtocolNames.ResourceTracker, 1);
    private static readonly RpcProtocolName s_admins = new(ProtocolNames.ResourceManagerAdministration, 1);

    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-rm-").FullName;
    private readonly RpcClient _rpc = new(new RpcClientOptions("alice"));

    public ResourceManagerServer Server { get; private set; } = null!;

    public HttpClient Web { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    public NodeLists Lists { get; set; } = NodeLists.Everyone;

    /// <summary>What a look-up finds of hosts that had no address.</summary>
    public Func<NodeLists> LookUpHosts { get; set; } = static () => NodeLists.Everyone;

    /// <summary>What refreshQueues reads.</summary>
    public QueueSettings Queues { get; set; } = QueueSettings.Default;

    /// <summary>yarn.admin.acl</summary>
    public string Administrators { get; set; } = "*";

    /// <summary>yarn.acl.enable, from the next start on.</summary>
    public bool AccessLists { get; init; }

    /// <summary>Lists of the queues.</summary>
    public IReadOnlyList<QueueAccess> QueueLists { get; set; } = [];

    /// <summary>Measures the time between rolls of the keys.</summary>
    public TimeProvider KeyTime { get; init; } = TimeProvider.System;

    /// <summary>What the time is.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>Where its pages are; 0: at a free port.</summary>
    public int WebPort { get; init; }

    /// <summary>Changes the settings of its decisions.</summary>
    public Func<RmOptions, RmOptions> Core { get; init; } = static options => options;

    /// <summary>What the server tells its log.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>How often groups and impersonation rules were to be read again.</summary>
    public List<string> ReadAgain { get; } = [];

    public static Task<TestResourceManager> StartAsync() => StartAsync(new TestResourceManager());

    public static async Task<TestResourceManager> StartAsync(TestResourceManager test)
    {
        await test.StartServerAsync();
        return test;
    }

    /// <summary>Ends it as a kill would for others: nobody is told. A new one takes its place with the same log, on other ports.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    public Task<T> ClientAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(Server.ClientEndPoint, s_clients, method, request, parser, CancellationToken.None);

    /// <summary>A call of somebody else than alice.</summary>
    public async Task<T> ClientAsync<T>(string user, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        await using var rpc = new RpcClient(new RpcClientOptions(user));
        return await rpc.CallAsync(Server.ClientEndPoint, s_clients, method, request, parser, CancellationToken.None);
    }

    /// <summary>A call of an administrator who is not alice.</summary>
    public async Task<T> AdminAsync<T>(string user, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        await using var rpc = new RpcClient(new RpcClientOptions(user));
        return await rpc.CallAsync(Server.AdminEndPoint, s_admins, method, request, parser, CancellationToken.None);
    }

    public Task<T> AdminAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(Server.AdminEndPoint, s_admins, method, request, parser, CancellationToken.None);

    public Task<T> TrackerAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(Server.TrackerEndPoint, s_trackers, method, request, parser, CancellationToken.None);

    public Task<T> MasterAsync<T>(Token? token, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(
            Server.SchedulerEndPoint, s_masters, method, request, parser, new RpcCallOptions { Token = token }, CancellationToken.None);

    public Uri Url(string path) => new($"http://{Server.WebEndPoint}{path}");

    /// <summary>Submits an application whose master wants 512 MiB.</summary>
    public async Task<ApplicationIdProto> SubmitAsync(Action<ApplicationSubmissionContextProto>? change = null)
    {
        var id = (await ClientAsync(
            "getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser)).ApplicationId;
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = id,
            ApplicationName = "test",
            Resource = new ResourceProto { Memory = 512, VirtualCores = 1 },
            AmContainerSpec = new ContainerLaunchContextProto
            {
                Command = { "true" }, Environment = { new StringStringMapProto { Key = "A", Value = "B" } },
            },
        };
        change?.Invoke(context);
        await ClientAsync(
            "submitApplication",
            new SubmitApplicationRequestProto { ApplicationSubmissionContext = context },
            SubmitApplicationResponseProto.Parser);
        return id;
    }

    public async Task<ApplicationReportProto> ReportAsync(ApplicationIdProto id) => (await ClientAsync(
        "getApplicationReport", new GetApplicationReportRequestProto { ApplicationId = id },
        GetApplicationReportResponseProto.Parser)).ApplicationReport;

    public async ValueTask DisposeAsync()
    {
        Web.Dispose();
        await _rpc.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartServerAsync()
    {
        var free = new IPEndPoint(Address, 0);
        var core = Core(new RmOptions { MinimumAllocation = new Resource(128, 1) });
        Server = await ResourceManagerServer.StartAsync(
            new ResourceManagerOptions
            {
                StateDirectory = _directory,
                ClientAddress = free,
                SchedulerAddress = free,
                TrackerAddress = free,
                AdminAddress = free,
                WebAddress = new IPEndPoint(Address, WebPort),
                Core = core,
                LaunchRetry = RpcRetryPolicy.None,
                ReadQueues = () => Queues,
                ReadNodeLists = () => new Hathi.Hadoop.Conf.ReadHosts<NodeLists>(Lists, LookUpHosts),
                KeyTime = KeyTime,
                AccessListsEnabled = AccessLists,
                ReadQueueAccess = () => QueueLists,
                ReadAdministrators = () => AccessList.Parse(Administrators),
                GroupsOf = static user => new(user == "alice" ? ["staff"] : []),
                RefreshGroups = () => ReadAgain.Add("groups"),
                RefreshImpersonation = () => ReadAgain.Add("impersonation"),
            },
            Log,
            Clock,
            CancellationToken.None);
    }
}
