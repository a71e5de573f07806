using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Memory;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>One storage (volume) of a DataNode and the blocks it holds (DatanodeStorageInfo).</summary>
internal sealed class DataNodeStorage(int index, DataNodeDescriptor node, string storageId)
{
    private StorageReport _report = new()
    {
        StorageId = storageId,
        Kind = StorageKind.Disk,
        State = StorageState.Normal,
        Failed = false,
        Capacity = 0,
        Used = 0,
        Remaining = 0,
        BlockPoolUsed = 0,
        NonDfsUsed = 0,
    };

    /// <summary>Its number; another one after what it held was lost, none (-1) after it was removed.</summary>
    public int Index { get; set; } = index;

    /// <summary>
    /// Its node has not told of it any more, or is another one: nothing refers to it but what began before, and nothing may be put into
    /// it.
    /// </summary>
    public bool IsForgotten { get; set; }

    /// <summary>Stands for a storage whose replicas are lost, until their blocks have been told: counts for nothing.</summary>
    public bool IsGrave { get; init; }

    public DataNodeDescriptor Node { get; } = node;

    public string StorageId { get; } = storageId;

    /// <summary>Figures of the last heartbeat; zeros before the first one.</summary>
    public ref readonly StorageReport Report => ref _report;

    public StorageKind Kind => _report.Kind;

    public StorageState State => _report.State;

    /// <summary>As readers and writers are told of it.</summary>
    public ReplicaLocation Location => new(Node.Info, StorageId, Kind);

    /// <summary>Handles of the blocks that the storage holds, in no order.</summary>
    public PagedIntList Blocks { get; set; } = new();

    /// <summary>Full block reports since the node last registered; at 0 its content may be out of date.</summary>
    public int BlockReports { get; set; }

    /// <summary>The full report that is being taken in; null: none.</summary>
    public object? ReportUnderWay { get; set; }

    /// <summary>A full report was given up when some replicas had been marked: the next one has to mark all of them first.</summary>
    public bool HasMixedMarks { get; set; }

    /// <summary>Changes with each full report: a replica that carries the other one was not named by it.</summary>
    public bool Mark { get; set; }

    /// <summary>Blocks that are on their way here: writers' and copies.</summary>
    public int Scheduled { get; set; }

    public void Update(in StorageReport report)
    {
        _report = report;
        if (report.Failed)
        {
            _report = report with { State = StorageState.Failed };
        }
    }

    /// <summary>What a block report tells of a storage that no heartbeat has told of yet.</summary>
    public void Introduce(StorageKind kind, StorageState state) => _report = _report with { Kind = kind, State = state };

    /// <summary>A block has come; the space it takes is not free, though the next heartbeat is the first to say so.</summary>
    public void UseSpace(long bytes) => _report = _report with { Remaining = Math.Max(0, _report.Remaining - bytes) };

    /// <summary>Nothing is known of its space until the next heartbeat.</summary>
    public void ForgetSpace() => _report = _report with { Capacity = 0, Used = 0, Remaining = 0, BlockPoolUsed = 0, NonDfsUsed = 0 };

    public void Fail() => _report = _report with { State = StorageState.Failed, Remaining = 0 };
}
