using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>
/// The ResourceManager as clients see it (ApplicationClientProtocol): applications, attempts, containers, nodes, queues. Messages are the
/// protocol's own. A refusal is a <see cref="YarnException"/>; a ResourceManager that cannot be reached, after some seconds of trying, an
/// <see cref="RpcConnectionException"/>. Thread-safe.
/// </summary>
public sealed class YarnClient : IAsyncDisposable
{
    private readonly RpcClient _rpc;
    private readonly YarnCaller _manager;

    /// <summary>A client of the ResourceManager that the configuration names; it connects when it is used.</summary>
    /// <exception cref="ConfigurationException">Nothing says where the ResourceManager is.</exception>
    public YarnClient(Configuration configuration)
    {
        _rpc = new RpcClient(new RpcClientOptions(CurrentUser.Name));
        _manager = new YarnCaller(
            _rpc, YarnAddresses.ForClients(configuration), YarnProtocols.ApplicationClient,
            new RpcCallOptions { Retry = YarnProtocols.Patient });
    }

    /// <summary>host:port of the ResourceManager.</summary>
    public string Address => RpcAddress.Format(_manager.Server);

    /// <summary>A new id, and the most that one container may have.</summary>
    public Task<GetNewApplicationResponseProto> NewApplicationAsync(CancellationToken cancellation) =>
        _manager.CallAsync("getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser, cancellation);

    /// <summary>Hands an application over; it is accepted when its report says so.</summary>
    public Task SubmitAsync(ApplicationSubmissionContextProto application, CancellationToken cancellation) =>
        _manager.CallAsync(
            "submitApplication", new SubmitApplicationRequestProto { ApplicationSubmissionContext = application },
            SubmitApplicationResponseProto.Parser, cancellation);

    /// <exception cref="YarnException">There is no such application.</exception>
    public async Task<ApplicationReportProto> GetApplicationAsync(ApplicationIdProto id, CancellationToken cancellation)
    {
        var request = new GetApplicationReportRequestProto { ApplicationId = id };
        var reply = await _manager.CallAsync(
            "getApplicationReport", request, GetApplicationReportResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.ApplicationReport;
    }

    /// <summary>The applications that the request describes; an empty one asks for all.</summary>
    public async Task<IReadOnlyList<ApplicationReportProto>> GetApplicationsAsync(
        GetApplicationsRequestProto request, CancellationToken cancellation)
    {
        var reply = await _manager.CallAsync(
            "getApplications", request, GetApplicationsResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.Applications;
    }

    /// <summary>
    /// Asks for the end of an application; true when it has ended already. Asked again until then, as Apache's client does.
    /// </summary>
    /// <param name="id">Which.</param>
    /// <param name="diagnostics">Why, for its report; may be empty.</param>
    /// <param name="cancellation">Gives the call up.</param>
    public async Task<bool> KillAsync(ApplicationIdProto id, string diagnostics, CancellationToken cancellation)
    {
        var request = new KillApplicationRequestProto { ApplicationId = id };
        if (diagnostics.Length > 0)
        {
            request.Diagnostics = diagnostics;
        }

        var reply = await _manager.CallAsync(
            "forceKillApplication", request, KillApplicationResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.IsKillCompleted;
    }

    /// <summary>Fails the running attempt of an application; another is started if it may have one.</summary>
    public Task FailAttemptAsync(ApplicationAttemptIdProto id, CancellationToken cancellation) =>
        _manager.CallAsync(
            "failApplicationAttempt", new FailApplicationAttemptRequestProto { ApplicationAttemptId = id },
            FailApplicationAttemptResponseProto.Parser, cancellation);

    public Task MoveAsync(ApplicationIdProto id, string queue, CancellationToken cancellation) =>
        _manager.CallAsync(
            "moveApplicationAcrossQueues",
            new MoveApplicationAcrossQueuesRequestProto { ApplicationId = id, TargetQueue = queue },
            MoveApplicationAcrossQueuesResponseProto.Parser,
            cancellation);

    /// <summary>Returns the priority that it has then.</summary>
    public async Task<int> SetPriorityAsync(ApplicationIdProto id, int priority, CancellationToken cancellation)
    {
        var request = new UpdateApplicationPriorityRequestProto
        {
            ApplicationId = id, ApplicationPriority = new PriorityProto { Priority = priority },
        };
        var reply = await _manager.CallAsync(
            "updateApplicationPriority", request, UpdateApplicationPriorityResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.ApplicationPriority?.Priority ?? priority;
    }

    /// <summary>Sets when the application is ended for it has run too long.</summary>
    /// <param name="id">Which.</param>
    /// <param name="expiry">ISO 8601 with milliseconds and zone, as Apache's client sends it.</param>
    /// <param name="cancellation">Gives the call up.</param>
    /// <returns>When it is ended now: a queue's maximum may have made it earlier.</returns>
    public async Task<string> SetLifetimeAsync(ApplicationIdProto id, string expiry, CancellationToken cancellation)
    {
        var request = new UpdateApplicationTimeoutsRequestProto { ApplicationId = id };
        request.ApplicationTimeouts.Add(new ApplicationUpdateTimeoutMapProto
        {
            ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime, ExpireTime = expiry,
        });
        var reply = await _manager.CallAsync(
            "updateApplicationTimeouts", request, UpdateApplicationTimeoutsResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.ApplicationTimeouts.FirstOrDefault()?.ExpireTime ?? expiry;
    }

    public async Task<ApplicationAttemptReportProto> GetAttemptAsync(ApplicationAttemptIdProto id, CancellationToken cancellation)
    {
        var request = new GetApplicationAttemptReportRequestProto { ApplicationAttemptId = id };
        var reply = await _manager.CallAsync(
            "getApplicationAttemptReport", request, GetApplicationAttemptReportResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.ApplicationAttemptReport;
    }

    public async Task<IReadOnlyList<ApplicationAttemptReportProto>> GetAttemptsAsync(ApplicationIdProto id, CancellationToken cancellation)
    {
        var request = new GetApplicationAttemptsRequestProto { ApplicationId = id };
        var reply = await _manager.CallAsync(
            "getApplicationAttempts", request, GetApplicationAttemptsResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.ApplicationAttempts;
    }

    public async Task<ContainerReportProto> GetContainerAsync(ContainerIdProto id, CancellationToken cancellation)
    {
        var request = new GetContainerReportRequestProto { ContainerId = id };
        var reply = await _manager.CallAsync(
            "getContainerReport", request, GetContainerReportResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.ContainerReport;
    }

    public async Task<IReadOnlyList<ContainerReportProto>> GetContainersAsync(ApplicationAttemptIdProto id, CancellationToken cancellation)
    {
        var request = new GetContainersRequestProto { ApplicationAttemptId = id };
        var reply = await _manager.CallAsync(
            "getContainers", request, GetContainersResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.Containers;
    }

    /// <summary>Sends a signal to a container's process.</summary>
    public Task SignalAsync(ContainerIdProto id, SignalContainerCommandProto signal, CancellationToken cancellation) =>
        _manager.CallAsync(
            "signalToContainer",
            new SignalContainerRequestProto { ContainerId = id, Command = signal },
            SignalContainerResponseProto.Parser,
            cancellation);

    /// <summary>Nodes in these states; in any when none is named.</summary>
    public async Task<IReadOnlyList<NodeReportProto>> GetNodesAsync(IEnumerable<NodeStateProto> states, CancellationToken cancellation)
    {
        var request = new GetClusterNodesRequestProto();
        request.NodeStates.AddRange(states);
        if (request.NodeStates.Count == 0)
        {
            request.NodeStates.AddRange(Enum.GetValues<NodeStateProto>());
        }

        var reply = await _manager.CallAsync(
            "getClusterNodes", request, GetClusterNodesResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.NodeReports;
    }

    public async Task<YarnClusterMetricsProto> GetMetricsAsync(CancellationToken cancellation)
    {
        var reply = await _manager.CallAsync(
            "getClusterMetrics", new GetClusterMetricsRequestProto(), GetClusterMetricsResponseProto.Parser,
            cancellation).ConfigureAwait(false);
        return reply.ClusterMetrics;
    }

    /// <summary>A queue, as much of it as the request says; null when there is none of that name.</summary>
    public async Task<QueueInfoProto?> GetQueueAsync(GetQueueInfoRequestProto request, CancellationToken cancellation)
    {
        var reply = await _manager.CallAsync("getQueueInfo", request, GetQueueInfoResponseProto.Parser, cancellation).ConfigureAwait(false);
        return reply.QueueInfo;
    }

    /// <summary>What the caller may do in each queue.</summary>
    public async Task<IReadOnlyList<QueueUserACLInfoProto>> GetQueueAccessAsync(CancellationToken cancellation)
    {
        var reply = await _manager.CallAsync(
            "getQueueUserAcls",
            new GetQueueUserAclsInfoRequestProto(),
            GetQueueUserAclsInfoResponseProto.Parser,
            cancellation).ConfigureAwait(false);
        return reply.QueueUserAcls;
    }

    public async Task<IReadOnlyList<NodeLabelProto>> GetNodeLabelsAsync(CancellationToken cancellation)
    {
        var reply = await _manager.CallAsync(
            "getClusterNodeLabels",
            new GetClusterNodeLabelsRequestProto(),
            GetClusterNodeLabelsResponseProto.Parser,
            cancellation).ConfigureAwait(false);
        return reply.NodeLabels;
    }

    public async Task<IReadOnlyList<ResourceTypeInfoProto>> GetResourceTypesAsync(CancellationToken cancellation)
    {
        var reply = await _manager.CallAsync(
            "getResourceTypeInfo",
            new GetAllResourceTypeInfoRequestProto(),
            GetAllResourceTypeInfoResponseProto.Parser,
            cancellation).ConfigureAwait(false);
        return reply.ResourceTypeInfo;
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _rpc.DisposeAsync();
}
