using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>Queues as clients are shown them.</summary>
internal static class QueueMapping
{
    /// <summary>Shares here are of 1, those of the Core's report percent.</summary>
    private const float Percent = 100f;

    public static QueueInfoProto ToProto(QueueReport report, ReportMapping reports)
    {
        var proto = new QueueInfoProto
        {
            QueueName = report.Name,
            QueuePath = report.Path,
            Capacity = report.Capacity / Percent,
            MaximumCapacity = report.MaximumCapacity / Percent,
            CurrentCapacity = report.UsedCapacity / Percent,
            State = (QueueStateProto)report.State,
            QueueStatistics = Statistics(report),
            PreemptionDisabled = report.PreemptionDisabled,
            IntraQueuePreemptionDisabled = true,
            SchedulerType = "CapacityScheduler",
            Weight = report.Weight,
            MaxParallelApps = int.MaxValue,
            AccessibleNodeLabels = { "*" },
        };
        proto.QueueConfigurationsMap.Add(
            new QueueConfigurationsMapProto { PartitionName = "", QueueConfigurations = Configurations(report) });
        foreach (var child in report.Children)
        {
            proto.ChildQueues.Add(ToProto(child, reports));
        }

        foreach (var application in report.Applications)
        {
            proto.Applications.Add(reports.ToProto(application));
        }

        return proto;
    }

    private static QueueConfigurationsProto Configurations(QueueReport report) => new()
    {
        Capacity = report.Capacity / Percent,
        AbsoluteCapacity = report.AbsoluteCapacity / Percent,
        MaxCapacity = report.MaximumCapacity / Percent,
        AbsoluteMaxCapacity = report.AbsoluteMaximumCapacity / Percent,
        MaxAMPercentage = report.MaximumAmResourcePercent,
        EffectiveMinCapacity = report.Guaranteed.ToProto(),
        EffectiveMaxCapacity = report.Maximum.ToProto(),
        ConfiguredMinCapacity = (report.ConfiguredMinimum ?? Resource.None).ToProto(),
        ConfiguredMaxCapacity = (report.ConfiguredMaximum ?? Resource.None).ToProto(),
    };

    private static QueueStatisticsProto Statistics(QueueReport report) => new()
    {
        NumAppsSubmitted = report.AppsSubmitted,
        NumAppsRunning = report.ActiveApplications,
        NumAppsPending = report.PendingApplications,
        NumAppsCompleted = report.AppsCompleted,
        NumAppsKilled = report.AppsKilled,
        NumAppsFailed = report.AppsFailed,
        NumActiveUsers = report.Users.Count,
        AvailableMemoryMB = report.Available.MemoryMiB,
        AllocatedMemoryMB = report.Used.MemoryMiB,
        PendingMemoryMB = report.Pending.MemoryMiB,
        ReservedMemoryMB = report.Reserved.MemoryMiB,
        AvailableVCores = report.Available.VirtualCores,
        AllocatedVCores = report.Used.VirtualCores,
        PendingVCores = report.Pending.VirtualCores,
        ReservedVCores = report.Reserved.VirtualCores,
        AllocatedContainers = report.Containers,
        PendingContainers = report.PendingContainers,
        ReservedContainers = report.ReservedContainers,
    };
}
