using Hathi.Base;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tracker;

/// <summary>What the ResourceManager is told of this node. Source: NodeStatusUpdaterImpl.</summary>
internal sealed class NodeReport(
    NodeManagerOptions options, NodeIdentity identity, ApplicationTable applications, NodeKeys keys, NodeUsage usage, NodeHealth health,
    LogReports logReports, IClock clock)
{
    /// <summary>The version that this node speaks as: that of the protocol's messages.</summary>
    private const string Version = "3.5.0";

    internal RegisterNodeManagerRequestProto Registration()
    {
        var resource = new ResourceProto { Memory = options.MemoryMb, VirtualCores = options.VirtualCores };
        resource.ResourceValueMap.Add(new ResourceInformationProto
        {
            Key = "memory-mb", Value = options.MemoryMb, Units = "Mi", Type = ResourceTypesProto.Countable,
        });
        resource.ResourceValueMap.Add(
            new ResourceInformationProto { Key = "vcores", Value = options.VirtualCores, Units = "", Type = ResourceTypesProto.Countable });
        var request = new RegisterNodeManagerRequestProto
        {
            NodeId = identity.Id,
            HttpPort = identity.HttpPort,
            Resource = resource,
            PhysicalResource = resource,
            NmVersion = Version,
            NodeStatus = Status(0),
        };
        foreach (var application in applications.All)
        {
            request.RunningApplications.Add(application.Id);
            foreach (var container in application.Containers.Values.Where(static c => c.IsAdmitted))
            {
                request.ContainerStatuses.Add(container.RegistrationStatus());
            }
        }

        return request;
    }

    /// <param name="responseId">Of the last answer.</param>
    internal NodeHeartbeatRequestProto Heartbeat(int responseId)
    {
        var request = new NodeHeartbeatRequestProto { NodeStatus = Status(responseId) };
        if (keys.CurrentContainer is { } container)
        {
            request.LastKnownContainerTokenMasterKey = container;
        }

        if (keys.CurrentNode is { } node)
        {
            request.LastKnownNmTokenMasterKey = node;
        }

        request.LogAggregationReportsForApps.AddRange(logReports.Pending());
        return request;
    }

    private NodeStatusProto Status(int responseId)
    {
        var status = new NodeStatusProto
        {
            NodeId = identity.Id,
            ResponseId = responseId,
            NodeHealthStatus = new NodeHealthStatusProto
            {
                IsNodeHealthy = health.IsHealthy,
                HealthReport = health.Report,
                LastHealthReportTime = clock.Read().WallMilliseconds,
            },
            ContainersUtilization = usage.Containers,
            NodeUtilization = usage.Machine,
        };
        foreach (var application in applications.All)
        {
            foreach (var container in application.Containers.Values.Where(static c => c.IsAdmitted))
            {
                status.ContainersStatuses.Add(container.Status());
            }
        }

        return status;
    }
}
