using System.Net;
using System.Threading.Channels;
using Hathi.Base;
using Hathi.Hadoop.Tokens;
using Hathi.Tests.Cases.Verbs;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Tests;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>
/// A ResourceManager of ours with nodes that start nothing and applications that do as they are told, and a history server where there is
/// history. Addresses and times are the same in every run, so that what is printed about them is: one cluster at a time.
/// </summary>
internal sealed class VerbCluster : IAsyncDisposable
{
    /// <summary>Who runs applications, and commands.</summary>
    public const string User = "alice";

    private const long Began = 1_795_365_736_551;
    private const int NodePort = 8041;
    private const int WebPort = 8088;
    private const int MiBOfGiB = 1024;

    // A container is granted when its node is heard again, or soon after.
    private const int MostRounds = 10;

    private readonly SetClock _clock = new(Began);
    private readonly Channel<StartContainerRequestProto> _started = Channel.CreateUnbounded<StartContainerRequestProto>();
    private readonly List<FakeNode> _nodes = [];
    private readonly List<QueueSettings> _queues = [];
    private readonly Dictionary<string, Application> _applications = new(StringComparer.Ordinal);
    private TestResourceManager? _rm;
    private KeptHistory? _history;

    /// <summary>A folder of this run, for configuration and logs.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("hathi-verbs-").FullName;

    /// <summary>What a client must know, as in its site files.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["fs.defaultFS"] = "file:///", ["yarn.resourcemanager.address"] = $"{Rm.Server.ClientEndPoint}",
        ["yarn.resourcemanager.admin.address"] = $"{Rm.Server.AdminEndPoint}",
        ["yarn.resourcemanager.webapp.address"] = $"{Rm.Server.WebEndPoint}", ["yarn.log-aggregation-enable"] = "true",
        ["yarn.nodemanager.remote-app-log-dir"] = Logs, ["mapreduce.framework.name"] = "yarn",
        ["mapreduce.jobhistory.address"] = KeptHistory.Address, ["mapreduce.jobhistory.webapp.address"] = KeptHistory.WebAddress,
    };

    /// <summary>What is another in each run.</summary>
    public VerbNames Names => new([("$DIR", Directory)]);

    private TestResourceManager Rm => _rm ?? throw new InvalidOperationException("the ResourceManager has not been started");

    private string Logs => Path.Join(Directory, "logs");

    public async Task StartAsync() =>
        _rm = await TestResourceManager.StartAsync(new TestResourceManager { Clock = _clock, WebPort = WebPort });

    /// <summary>A node of so much memory, and a core for each GiB.</summary>
    public async Task AddNodeAsync(string address, int gib) => _nodes.Add(await FakeNode.StartAsync(
        Rm,
        new IPEndPoint(IPAddress.Parse(address), NodePort),
        new ResourceProto { Memory = gib * MiBOfGiB, VirtualCores = gib },
        _started.Writer));

    /// <summary>A queue below root; those that are there are read once they have all of it.</summary>
    public async Task AddQueueAsync(string name, double capacity, double maximum)
    {
        _queues.Add(new QueueSettings { Name = name, Capacity = capacity, MaximumCapacity = maximum });
        if (_queues.Sum(static q => q.Capacity) >= 100)
        {
            Rm.Queues = new QueueSettings { Name = "root", Children = [.. _queues] };
            await Rm.AdminAsync("refreshQueues", new RefreshQueuesRequestProto(), RefreshQueuesResponseProto.Parser);
        }
    }

    public async Task SubmitAsync(string name, string queue, string type, IReadOnlyList<string> tags) =>
        _applications.Add(name, new Application(await Rm.SubmitAsync(context =>
        {
            context.ApplicationName = name;
            context.Queue = queue.Length > 0 ? queue : context.Queue;
            context.ApplicationType = type.Length > 0 ? type : context.ApplicationType;
            context.ApplicationTags.AddRange(tags);
        })));

    /// <summary>The first that waits gets its master, which registers.</summary>
    public async Task StartMasterAsync(string name)
    {
        var application = _applications[name];
        await HearNodesAsync();
        var start = await _started.Reader.ReadAsync().Patiently();
        application.Token = CredentialsFile.Decode(start.ContainerLaunchContext.Tokens.Span).Tokens[""];
        application.Containers.Add(ContainerTokenIdentifierProto.Parser.ParseFrom(start.ContainerToken.Identifier));
        await HearNodesAsync();
        await Rm.MasterAsync(
            application.Token,
            "registerApplicationMaster",
            new RegisterApplicationMasterRequestProto { Host = "master", RpcPort = 7, TrackingUrl = "http://master:8/" },
            RegisterApplicationMasterResponseProto.Parser);
    }

    /// <summary>A container that runs.</summary>
    public async Task AddContainerAsync(string name, int gib)
    {
        var application = _applications[name];
        var granted = await AllocateAsync(application, new ResourceRequestProto
        {
            Priority = new PriorityProto { Priority = 1 },
            ResourceName = "*",
            Capability = new ResourceProto { Memory = gib * MiBOfGiB, VirtualCores = 1 },
            NumContainers = 1,
        });
        for (var round = 0; granted.Count == 0; round++)
        {
            Assert.InRange(round, 0, MostRounds);
            await HearNodesAsync();
            granted = await AllocateAsync(application);
        }

        application.Containers.AddRange(
            granted.Select(static c => ContainerTokenIdentifierProto.Parser.ParseFrom(c.ContainerToken.Identifier)));
        await HearNodesAsync();
    }

    /// <summary>Its master says so and ends, and all its containers with it.</summary>
    public async Task EndAsync(string name, bool isFailure)
    {
        var application = _applications[name];
        await Rm.MasterAsync(
            application.Token,
            "finishApplicationMaster",
            new FinishApplicationMasterRequestProto
            {
                FinalApplicationStatus = isFailure ? FinalApplicationStatusProto.AppFailed : FinalApplicationStatusProto.AppSucceeded,
                Diagnostics = isFailure ? "The input is not there." : "",
                TrackingUrl = $"http://history:19888/jobhistory/{name}",
            },
            FinishApplicationMasterResponseProto.Parser);
        foreach (var node in _nodes)
        {
            await node.HeartbeatAsync([.. Status(node, application.Containers, ContainerStateProto.CComplete, isFailure ? 1 : 0)]);
        }

        application.Containers.Clear();
    }

    /// <summary>Its nodes have moved what its containers wrote.</summary>
    public async Task LeaveLogsAsync(string name)
    {
        var application = _applications[name];
        foreach (var node in application.Containers.GroupBy(static c => c.NmHostAddr))
        {
            await AggregatedLogFiles.WriteAsync(
                Logs, User, application.Id.ToText(), node.Key[..node.Key.IndexOf(':', StringComparison.Ordinal)],
                UnixTimes.At(Began),
                [.. node.SelectMany(static c => new[]
                {
                    (c.ContainerId.ToText(), "stderr", "warning\n"), (c.ContainerId.ToText(), "stdout", "one\ntwo\n"),
                })]);
        }
    }

    /// <summary>The history server has what happened to it as a job.</summary>
    public async Task KeepHistoryAsync(string name)
    {
        _history ??= await KeptHistory.StartAsync(Directory, _clock);
        var application = _applications[name];
        var host = application.Containers[0].NmHostAddr;
        _history.Leave(
            application.Id.ToText()["application_".Length..], name, User, host[..host.IndexOf(':', StringComparison.Ordinal)],
            _clock.Read().WallMilliseconds);
    }

    public async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _clock.Pass(1000);
            await HearNodesAsync();
        }
    }

    public async Task<string> StateAsync(string name) => (await Rm.ReportAsync(_applications[name].Id)).YarnApplicationState.ToString();

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_history is not null)
        {
            await _history.DisposeAsync();
        }

        if (_rm is not null)
        {
            await _rm.DisposeAsync();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task HearNodesAsync()
    {
        foreach (var node in _nodes)
        {
            var running = _applications.Values.SelectMany(static a => a.Containers);
            await node.HeartbeatAsync([.. Status(node, running, ContainerStateProto.CRunning, -1000)]);
        }
    }

    private static IEnumerable<ContainerStatusProto> Status(
        FakeNode node, IEnumerable<ContainerTokenIdentifierProto> containers, ContainerStateProto state, int exitStatus) =>
        containers.Where(c => c.NmHostAddr == node.Id.ToText()).Select(c => new ContainerStatusProto
        {
            ContainerId = c.ContainerId, State = state, Diagnostics = "", ExitStatus = exitStatus, Capability = c.Resource,
        });

    private async Task<IReadOnlyList<ContainerProto>> AllocateAsync(Application application, params ResourceRequestProto[] asks)
    {
        var answer = await Rm.MasterAsync(
            application.Token,
            "allocate",
            new AllocateRequestProto { ResponseId = application.ResponseId, Progress = 0.5f, Ask = { asks } },
            AllocateResponseProto.Parser);
        application.ResponseId = answer.ResponseId;
        return answer.AllocatedContainers;
    }

    /// <summary>An application, as its master knows it.</summary>
    private sealed class Application(ApplicationIdProto id)
    {
        public ApplicationIdProto Id => id;

        public Token? Token { get; set; }

        public int ResponseId { get; set; }

        /// <summary>Those that run, the master's first.</summary>
        public List<ContainerTokenIdentifierProto> Containers { get; } = [];
    }
}
