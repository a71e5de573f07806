namespace Hathi.Yarn.Core.Model;

/// <summary>The cluster in numbers: YarnClusterMetricsProto and /ws/v1/cluster/metrics.</summary>
public sealed record ClusterFigures
{
    public required int ActiveNodes { get; init; }

    public required int LostNodes { get; init; }

    public required int UnhealthyNodes { get; init; }

    public required int DecommissioningNodes { get; init; }

    public required int DecommissionedNodes { get; init; }

    public required int RebootedNodes { get; init; }

    public required int ShutdownNodes { get; init; }

    /// <summary>All nodes that there are or were.</summary>
    public int TotalNodes =>
        ActiveNodes + LostNodes + UnhealthyNodes + DecommissioningNodes + DecommissionedNodes + RebootedNodes + ShutdownNodes;

    public required long AppsSubmitted { get; init; }

    public required long AppsCompleted { get; init; }

    public required long AppsPending { get; init; }

    public required long AppsRunning { get; init; }

    public required long AppsFailed { get; init; }

    public required long AppsKilled { get; init; }

    public required Resource Total { get; init; }

    public required Resource Allocated { get; init; }

    public required Resource Reserved { get; init; }

    public required Resource Pending { get; init; }

    public required long ContainersAllocated { get; init; }

    public required long ContainersReserved { get; init; }

    public required long ContainersPending { get; init; }
}
