using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Platform;
using Hathi.Yarn.NodeManager;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.Protocol;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>
/// A NodeManager below a ResourceManager that grants all; each call that starts containers comes with a token of its own.
/// </summary>
internal sealed class NodeManagerWorld : IWorld, IAsyncDisposable
{
    private const long Identifier = 4711;

    /// <summary>Between heartbeats, milliseconds: the node's own news come at once.</summary>
    private const long Interval = 3_600_000;

    private static readonly MasterKeyProto s_nodeKey = new() { KeyId = 5, Bytes = ByteString.CopyFrom("nodekey!"u8) };
    private static readonly MasterKeyProto s_containerKey = new() { KeyId = 6, Bytes = ByteString.CopyFrom("contkey!"u8) };

    /// <summary>What stands in the paths of its pages where nothing runs.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ids = new Dictionary<string, string>
    {
        ["appid"] = "application_1700000000000_0001",
        ["containerid"] = "container_1700000000000_0001_01_000001",
        ["filename"] = "stdout",
        ["user"] = "root",
        ["anything"] = "hostile",
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-hostile-nm-").FullName;
    private readonly ApplicationAttemptIdProto _attempt = YarnIds.ParseAttempt("appattempt_1700000000000_0001_000001");
    private readonly RpcClient _other = new(new RpcClientOptions("bystander"));
    private RpcServer? _manager;
    private int _containers;

    public Observed Observed { get; } = new();

    public NodeManagerServer Server { get; private set; } = null!;

    public IReadOnlyList<ServedMethod> Methods { get; private set; } = [];

    public Task Failed => Server.Stopped;

    // Who calls, its token says.
    public IReadOnlyList<string> UsersOf(ServedMethod method) => ["mallory"];

    public static async Task<NodeManagerWorld> StartAsync()
    {
        var world = new NodeManagerWorld();
        var protocol = new RpcProtocol(ProtocolNames.ResourceTracker, (long)ProtocolNames.Version)
            .Add(
                "registerNodeManager",
                RegisterNodeManagerRequestProto.Parser,
                static (_, _) => new ValueTask<IMessage>(new RegisterNodeManagerResponseProto
                {
                    NodeAction = NodeActionProto.Normal, RmIdentifier = Identifier, NmTokenMasterKey = s_nodeKey,
                    ContainerTokenMasterKey = s_containerKey,
                }))
            .Add(
                "unRegisterNodeManager",
                UnRegisterNodeManagerRequestProto.Parser,
                static (_, _) => new ValueTask<IMessage>(new UnRegisterNodeManagerResponseProto()))
            .Add(
                "nodeHeartbeat",
                NodeHeartbeatRequestProto.Parser,
                RpcProtocol.FullFrame,
                static (r, _) => new ValueTask<IMessage>(new NodeHeartbeatResponseProto
                {
                    NodeAction = NodeActionProto.Normal, ResponseId = r.NodeStatus.ResponseId + 1, NextHeartBeatInterval = Interval,
                }));
        world._manager = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], RpcServerOptions.Default, world.Observed, CancellationToken.None);
        world.Methods = await ServedMethod.WatchAsync(world.StartServerAsync);
        return world;
    }

    /// <summary>Ends it and starts it over what it has on the disk, at the same ports; containers run on meanwhile.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await StartServerAsync();
        await UntilAsync(() => Server.RunningContainers == 1);
    }

    /// <summary>Starts a container that runs until this world ends, and waits for the end of all others.</summary>
    /// <returns>What stands in the paths of its pages.</returns>
    public async Task<IReadOnlyDictionary<string, string>> RunOneAsync()
    {
        await File.WriteAllTextAsync(Lasting, "");
        _containers++;
        var command = $"while [ -e {Lasting} ]; do sleep 0.2; done 1><LOG_DIR>/stdout 2><LOG_DIR>/stderr";
        var context = new ContainerLaunchContextProto { Command = { command } };
        var one = new StartContainerRequestProto { ContainerToken = Grant(), ContainerLaunchContext = context };
        var request = new StartContainersRequestProto { StartContainerRequest = { one } };
        var start = Methods.First(static m => m.Name == "startContainers");
        var answer = await _other.CallAsync(
            start.EndPoint, start.Protocol, start.Name, request, StartContainersResponseProto.Parser,
            new RpcCallOptions { Token = TokenFor(start) }, CancellationToken.None);
        Assert.Single(answer.SucceededRequests);
        var ids = new Dictionary<string, string>(Ids, StringComparer.Ordinal) { ["containerid"] = Container().ToText() };
        using var http = new HttpClient();
        var page = new Uri($"http://{Server.WebEndPoint}/ws/v1/node/containers/{ids["containerid"]}");

        // Its script makes a file after the other, this one last: what is told of it does not change from then on.
        await UntilAsync(async () => Server.RunningContainers == 1 && await http.GetStringAsync(page) is var told
            && told.Contains("\"RUNNING\"", StringComparison.Ordinal) && told.Contains("\"stderr\"", StringComparison.Ordinal));
        return ids;
    }

    /// <summary>What everybody can read of it.</summary>
    public Task<List<string>> ReadAsync(IReadOnlyDictionary<string, string> ids) =>
        ReadAnswers.OfAsync(this, Server.WebEndPoint, Requests.RestPaths.NodeManager, ids);

    public Task ReviveAsync() => throw new InvalidOperationException("the NodeManager ended");

    public Task PrepareAsync(ServedMethod method)
    {
        _containers++;
        return Task.CompletedTask;
    }

    public object? Known(ServedMethod method, FieldDescriptor field) => (field.ContainingType.Name, field.Name) switch
    {
        (_, "container_token") => Grant(),
        (_, "container_id") => Container(),
        (_, "start_container_request" or "container_launch_context" or "localResources" or "value" or "environment" or "service_data"
            or "application_ACLs" or "container_retry_context")
            when field.FieldType == FieldType.Message => new Requests.Template(f => Known(method, f)).Build(field.MessageType),
        (_, "command") => "true",
        (_, "key") => "name",
        ("StringStringMapProto", "value") => "text",
        ("LocalResourceProto", "resource") => new URLProto { Scheme = "file", File = "/nobody" },
        ("LocalResourceProto", "type") => LocalResourceTypeProto.File,
        ("LocalResourceProto", "visibility") => LocalResourceVisibilityProto.Application,
        _ => null,
    };

    public IEnumerable<object> Others(FieldDescriptor field) => field.Name switch
    {
        "container_id" =>
            [new ContainerIdProto(), new ContainerIdProto { AppAttemptId = YarnIds.ParseAttempt("appattempt_1_0001_000001"), Id = -1 }],
        "container_token" =>
            [new TokenProto { Identifier = ByteString.CopyFrom(1, 2, 3), Password = ByteString.Empty, Kind = "", Service = "" }],
        "key" => ["../../../tmp/hostile", "a/b", ".", "PATH"],
        "file" => ["../../etc/passwd", "file:///etc/passwd"],
        "scheme" => ["hdfs", "http", "nobody"],
        _ => [],
    };

    public Token? TokenFor(ServedMethod method)
    {
        var identifier = new NMTokenIdentifierProto
        {
            AppAttemptId = _attempt, NodeId = Id, AppSubmitter = CurrentUser.Name, KeyId = s_nodeKey.KeyId,
        }.ToByteArray();
        return new Token(identifier, TokenPassword.Of(identifier, s_nodeKey.Bytes.Span), "NMToken", Id.ToText());
    }

    public async Task ProbeAsync()
    {
        var statuses = Methods.First(static m => m.Name == "getContainerStatuses");
        await _other.CallAsync(
            statuses.EndPoint, statuses.Protocol, statuses.Name, new GetContainerStatusesRequestProto(),
            GetContainerStatusesResponseProto.Parser, new RpcCallOptions { Token = TokenFor(statuses) }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        File.Delete(Lasting);
        await UntilAsync(() => Server.RunningContainers == 0);
        await Server.DisposeAsync();
        await _manager!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A container runs for as long as this file is there.</summary>
    private string Lasting => Path.Join(_directory, "lasting");

    private NodeIdProto Id => new() { Host = "node", Port = Server.EndPoint.Port };

    private ContainerIdProto Container() => new() { AppAttemptId = _attempt, Id = _containers };

    private TokenProto Grant()
    {
        var identifier = new ContainerTokenIdentifierProto
        {
            ContainerId = Container(),
            NmHostAddr = Id.ToText(),
            AppSubmitter = CurrentUser.Name,
            Resource = new ResourceProto { Memory = 64, VirtualCores = 1 },
            ExpiryTimeStamp = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds(),
            MasterKeyId = s_containerKey.KeyId,
            RmIdentifier = Identifier,
            CreationTime = 1,
        }.ToByteString();
        return new TokenProto
        {
            Identifier = identifier, Password = ByteString.CopyFrom(TokenPassword.Of(identifier.Span, s_containerKey.Bytes.Span)),
            Kind = "ContainerToken", Service = Id.ToText(),
        };
    }

    private static Task UntilAsync(Func<bool> isDone) => UntilAsync(() => Task.FromResult(isDone()));

    private static async Task UntilAsync(Func<Task<bool>> isDone)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var end = Environment.TickCount64 + (long)Patience.Limit.TotalMilliseconds; !await isDone();)
        {
            Assert.True(Environment.TickCount64 < end, "containers neither began nor ended");
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task StartServerAsync()
    {
        var options = new NodeManagerOptions
        {
            ResourceTracker = _manager!.BoundEndPoint,
            Address = Server?.EndPoint ?? new IPEndPoint(IPAddress.Loopback, 0),
            WebAddress = Server?.WebEndPoint ?? new IPEndPoint(IPAddress.Loopback, 0),
            Supervised = true,
            HostName = "node",
            User = CurrentUser.Name,
            LocalDirectories = [Path.Join(_directory, "local")],
            LogDirectories = [Path.Join(_directory, "logs")],
            StateDirectory = Path.Join(_directory, "state"),
            Configuration = new Configuration(),
            DelayBeforeKill = TimeSpan.FromMilliseconds(250),
            Disks = new DiskHealthOptions { MaxUtilizationPercent = 100 },
        };
        Server = await NodeManagerServer.StartAsync(options, Observed, SystemClock.Instance, CancellationToken.None);
        await Server.Registered.WaitAsync(TimeSpan.FromMinutes(2));
    }
}
