using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.ResourceManager.Access;

/// <summary>
/// What everybody may know of an application: that it is there, whose it is, where and how it goes; not what its master says. Source:
/// RMAppImpl.createAndGetApplicationReport without access.
/// </summary>
internal static class HiddenReport
{
    private const string NotAvailable = "N/A";

    public static ApplicationReport Of(ApplicationReport app) => app with
    {
        Diagnostics = NotAvailable,
        CurrentAttempt = null,
        AttemptState = AttemptState.New,
        Host = NotAvailable,
        RpcPort = -1,
        OriginalTrackingUrl = NotAvailable,
        Progress = 0,
        MasterNode = "",
        MasterNodeHttpAddress = "",
        MasterContainer = null,
        Usage = Nothing,
    };

    // As Apache's DUMMY_APPLICATION_RESOURCE_USAGE_REPORT.
    private static readonly ApplicationUsage Nothing = new()
    {
        Containers = -1,
        ReservedContainers = -1,
        Used = new Resource(-1, -1),
        Reserved = new Resource(-1, -1),
        Pending = new Resource(1, 1),
        PendingContainers = 0,
        MemorySeconds = 0,
        VirtualCoreSeconds = 0,
        PreemptedMemorySeconds = 0,
        PreemptedVirtualCoreSeconds = 0,
        PreemptedContainers = 0,
        QueuePercent = 0,
        ClusterPercent = 0,
    };
}
