using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A ResourceManager's things: an application whose master runs, a container that it was granted, a node.</summary>
internal sealed class ResourceManagerWorld(ResourceManagerCluster cluster) : IWorld, IAsyncDisposable
{
    private const string Ordinary = "mallory";

    private const long MasterMegabytes = 128;

    /// <summary>What a master asks for in a lab: more than its nodes have, so that it goes to the node that starts nothing.</summary>
    private const long LargeMasterMegabytes = 4096;

    private readonly RpcClient _other = new(new RpcClientOptions("bystander"));
    private ApplicationIdProto? _application;
    private ApplicationIdProto? _fresh;
    private Token? _token;
    private ContainerIdProto? _container;
    private int _responseId;

    public IReadOnlyList<ServedMethod> Methods => cluster.Methods;

    public IReadOnlyList<string> UsersOf(ServedMethod method) => [Ordinary, CurrentUser.Name];

    public Task Failed => cluster.Failed;

    public Task ReviveAsync() => cluster.RestartAsync();

    /// <summary>What stands in the paths of its pages: the application that runs, and what belongs to it.</summary>
    public IReadOnlyDictionary<string, string> Ids => new Dictionary<string, string>
    {
        ["appid"] = _application!.ToText(),
        ["appattemptid"] = Attempt.ToText(),
        ["containerid"] = (_container ?? new ContainerIdProto { AppAttemptId = Attempt, Id = 1 }).ToText(),
        ["nodeId"] = cluster.Node.Id.ToText(),
        ["type"] = "LIFETIME",
        ["command"] = "GRACEFUL_SHUTDOWN",
        ["anything"] = "hostile",
    };

    public async Task PrepareAsync(ServedMethod method)
    {
        await cluster.Node.BeatAsync();
        if (_application is null || method.Name is "registerApplicationMaster" or "finishApplicationMaster" || !await IsRunningAsync())
        {
            await MakeApplicationAsync(register: method.Name != "registerApplicationMaster");
        }

        if (method.Name != "registerApplicationMaster" && _container is null)
        {
            await AskAsync();
        }

        if (method.Name == "submitApplication")
        {
            if (_fresh is not null)
            {
                await TryAsync(cluster.ClientAsync(
                    CurrentUser.Name,
                    "forceKillApplication",
                    new KillApplicationRequestProto { ApplicationId = _fresh },
                    KillApplicationResponseProto.Parser));
            }

            _fresh = (await cluster.ClientAsync(
                Ordinary, "getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser)).ApplicationId;
        }
    }

    public object? Known(ServedMethod method, FieldDescriptor field) =>
        field.FieldType == FieldType.Message ? KnownMessage(method, field) : (field.ContainingType.Name, field.Name) switch
        {
            (_, "response_id") => method.Name == "allocate" ? _responseId : 0,
            (_, "queue" or "target_queue" or "queueName") => "default",
            (_, "num_containers") => 1,
            (_, "resource_name") => "*",
            (_, "host") => "127.0.0.1",
            (_, "http_port" or "rpc_port") => 8042,
            (_, "nm_version") => "3.5.0",
            (_, "maxAppAttempts") => 1,
            (_, "user" or "users" or "owner" or "renewer") => Ordinary,
            (_, "expire_time") => "2099-01-01T00:00:00.000+0000",
            ("ResourceProto", "memory") => 128L,
            ("ResourceProto", "virtual_cores") => 1,
            ("NodeHealthStatusProto", "is_node_healthy") => true,
            _ => null,
        };

    public IEnumerable<object> Others(FieldDescriptor field) => (field.FieldType, field.Name) switch
    {
        (FieldType.Message, _) when field.MessageType == ApplicationIdProto.Descriptor =>
            [new ApplicationIdProto { ClusterTimestamp = 1, Id = 1 }, new ApplicationIdProto()],
        (FieldType.Message, _) when field.MessageType == ContainerIdProto.Descriptor => [new ContainerIdProto { Id = -1 }],
        (FieldType.Message, _) when field.MessageType == NodeIdProto.Descriptor => [new NodeIdProto { Host = "nobody", Port = -1 }],
        (FieldType.String, "queue" or "target_queue" or "queueName") => ["root", "root.default", "nobody"],
        _ => [],
    };

    public Token? TokenFor(ServedMethod method) => method.Protocol.Name == ProtocolNames.ApplicationMaster ? _token : null;

    public async Task ProbeAsync()
    {
        var client = cluster.Methods.First(static m => m.Name == "getClusterMetrics");
        await _other.CallAsync(
            client.EndPoint, client.Protocol, client.Name, new GetClusterMetricsRequestProto(), GetClusterMetricsResponseProto.Parser,
            CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _other.DisposeAsync();

    private object? KnownMessage(ServedMethod method, FieldDescriptor field) => field.MessageType.Name switch
    {
        "ApplicationIdProto" => method.Name == "submitApplication" ? _fresh : _application,
        "ApplicationAttemptIdProto" => Attempt,
        "ContainerIdProto" => _container,
        // Of another node where a call may end it.
        "NodeIdProto" =>
            method.Protocol.Name == ProtocolNames.ResourceTracker ? new NodeIdProto { Host = "127.0.0.1", Port = 1 } : cluster.Node.Id,
        "ResourceRequestProto" when field.Name == "am_container_resource_request" => null,
        "ResourceProto" or "PriorityProto" or "ResourceRequestProto" or "NodeStatusProto" or "NodeHealthStatusProto"
            or "ContainerLaunchContextProto" or "ApplicationSubmissionContextProto"
            or "ApplicationUpdateTimeoutMapProto" or "ContainerStatusProto" or "NMContainerStatusProto" =>
            new Requests.Template(f => Known(method, f)).Build(field.MessageType),
        _ => null,
    };

    private ApplicationAttemptIdProto Attempt => new() { ApplicationId = _application, AttemptId = 1 };

    private async Task<bool> IsRunningAsync()
    {
        try
        {
            var report = await cluster.ClientAsync(
                CurrentUser.Name, "getApplicationReport", new GetApplicationReportRequestProto { ApplicationId = _application },
                GetApplicationReportResponseProto.Parser);
            return report.ApplicationReport.YarnApplicationState == YarnApplicationStateProto.Running
                && (await AskOnceAsync(new AllocateRequestProto { ResponseId = _responseId }));
        }
        catch (RpcRemoteException)
        {
            return false;
        }
    }

    private async Task MakeApplicationAsync(bool register)
    {
        if (_application is not null)
        {
            await TryAsync(cluster.ClientAsync(
                CurrentUser.Name,
                "forceKillApplication",
                new KillApplicationRequestProto { ApplicationId = _application },
                KillApplicationResponseProto.Parser));
        }

        _container = null;
        _application = (await cluster.ClientAsync(
            Ordinary, "getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser)).ApplicationId;
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = _application,
            ApplicationName = "hostile",
            MaxAppAttempts = 1,
            Resource = new ResourceProto { Memory = cluster.Server is null ? LargeMasterMegabytes : MasterMegabytes, VirtualCores = 1 },
            AmContainerSpec = new ContainerLaunchContextProto { Command = { "true" } },
        };
        await cluster.ClientAsync(
            Ordinary,
            "submitApplication",
            new SubmitApplicationRequestProto { ApplicationSubmissionContext = context },
            SubmitApplicationResponseProto.Parser);
        await cluster.Node.BeatAsync();
        _token = await cluster.Node.MasterTokenAsync(_application);
        _responseId = 0;
        if (register)
        {
            await cluster.MasterAsync(
                _token,
                "registerApplicationMaster",
                new RegisterApplicationMasterRequestProto { Host = "h", RpcPort = 1 },
                RegisterApplicationMasterResponseProto.Parser);
        }
    }

    private async Task AskAsync()
    {
        await AskOnceAsync(new AllocateRequestProto
        {
            ResponseId = _responseId,
            Ask = { new ResourceRequestProto
            {
                ResourceName = "*", NumContainers = 1, Priority = new PriorityProto { Priority = 1 },
                Capability = new ResourceProto { Memory = 128, VirtualCores = 1 },
            } },
        });
        await cluster.Node.BeatAsync();
        await AskOnceAsync(new AllocateRequestProto { ResponseId = _responseId });
    }

    private async Task<bool> AskOnceAsync(AllocateRequestProto request)
    {
        try
        {
            var answer = await cluster.MasterAsync(_token!, "allocate", request, AllocateResponseProto.Parser);
            _responseId = answer.ResponseId;
            _container = answer.AllocatedContainers.FirstOrDefault()?.Id ?? _container;
            return true;
        }
        catch (RpcRemoteException)
        {
            return false;
        }
    }

    private static async Task TryAsync<T>(Task<T> call)
    {
        try
        {
            await call;
        }
        catch (RpcRemoteException)
        {
            // It was never there, or is gone.
        }
    }
}
