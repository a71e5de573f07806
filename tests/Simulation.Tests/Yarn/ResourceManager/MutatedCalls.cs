using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>
/// What goes into and comes out of the core of a ResourceManager that makes a mistake; of one that makes none, all as it is.
/// </summary>
internal sealed class MutatedCalls(YarnCluster cluster)
{
    private GrantedContainer? _last;

    public RmOptions Options()
    {
        var options = cluster.Settings.Rm;
        return cluster.Mutant switch
        {
            YarnMutant.IgnoresQueueMaximum => options with
            {
                Queues = Change(options.Queues, static q => q with { MaximumCapacity = 100, UserLimitFactor = q.UserLimitFactor * 4 }),
            },
            YarnMutant.IgnoresUserLimit => options with
            {
                Queues = Change(options.Queues, static q => q with { UserLimitFactor = -1, MinimumUserLimitPercent = 100 }),
            },
            YarnMutant.TurnsWeightsRound =>
                options with { Queues = Change(options.Queues, static q => q with { Weight = 101 - q.Weight }) },
            YarnMutant.NeverLosesNodes => options with { NodeExpiry = 1_000_000_000 },
            YarnMutant.GrantsOnSilentNodes => options with { SkipNodeMultiplier = 1_000_000 },
            YarnMutant.CountsItsOwnSleep => options with { LongestGap = long.MaxValue },
            YarnMutant.NeverLosesMasters => options with { MasterExpiry = 1_000_000_000 },
            _ => options,
        };
    }

    public RmInput Hears(RmInput input) => (cluster.Mutant, input) switch
    {
        (YarnMutant.OverestimatesNodes, RegisterNodeManagerRequest r) => Registration(r, r.Capability * 2),
        (YarnMutant.LosesCompletions, NodeHeartbeatRequest h) => new NodeHeartbeatRequest
        {
            Node = h.Node, ResponseId = h.ResponseId, Containers = [.. h.Containers.Where(static c => c.State != ContainerState.Complete)],
            IsHealthy = h.IsHealthy,
            HealthReport = h.HealthReport, LastHealthReportTime = h.LastHealthReportTime, ContainersUtilization = h.ContainersUtilization,
            NodeUtilization = h.NodeUtilization,
        },
        _ => input,
    };

    public object? Tells(object? result)
    {
        switch (cluster.Mutant, result)
        {
            case (YarnMutant.KeepsContainers, HeartbeatAnswer heartbeat):
                return heartbeat with { ContainersToCleanup = [], ApplicationsToCleanup = [] };
            case (YarnMutant.TellsContainersTwice, Allocation allocation):
                var before = _last;
                _last = allocation.Allocated.Count > 0 ? allocation.Allocated[0] : _last;
                return before is not null && allocation.Allocated.Count > 0 && before.Id.Attempt == _last!.Id.Attempt
                    ? allocation with { Allocated = [.. allocation.Allocated, before] }
                    : allocation;
            case (YarnMutant.InventsContainers, Allocation { Allocated: [var first, ..] } allocation):
                return allocation with
                {
                    Allocated = [.. allocation.Allocated, first with { Id = first.Id with { Id = first.Id.Id + 1_000 } }],
                };
            case (YarnMutant.ForgetsTheEpoch, Allocation { Allocated.Count: > 0 } allocation):
                return allocation with
                {
                    Allocated = [.. allocation.Allocated.Select(static c => c with { Id = c.Id with { Id = c.Id.Sequence } })],
                };
            default:
                return result;
        }
    }

    private static RegisterNodeManagerRequest Registration(RegisterNodeManagerRequest r, Resource capability) => new()
    {
        Node = r.Node, HttpPort = r.HttpPort, Capability = capability, Rack = r.Rack, Version = r.Version, Containers = r.Containers,
        RunningApplications = r.RunningApplications,
    };

    private static QueueSettings Change(QueueSettings queue, Func<QueueSettings, QueueSettings> change) =>
        change(queue) with { Children = [.. queue.Children.Select(child => Change(child, change))] };
}
