using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// What the NameNode knows of one DataNode, and what waits for its next heartbeat (DatanodeDescriptor). Lives as long as the uuid is known.
/// </summary>
internal sealed class DataNodeDescriptor(DataNodeRegistration registration, Rack rack)
{
    /// <summary>
    /// Ids kept of what a node tells while its full reports are being taken in: as many as one incremental report may hold, which is what
    /// gathers while a NameNode is away for hours. Some 40 MB.
    /// </summary>
    internal const int MostChangedMeanwhile = 1_000_000;

    private DataNodeInfo? _info;
    private int _reportsUnderWay;

    public DataNodeRegistration Registration { get; set; } = registration;

    public DataNodeId Id => Registration.Id;

    public string Uuid => Registration.Id.Uuid;

    public Rack Rack { get; set; } = rack;

    public List<DataNodeStorage> Storages { get; } = [];

    /// <summary>Heard of within the dead interval.</summary>
    public bool Alive { get; set; }

    /// <summary>
    /// Since when it has been alive without a break, however often it registered, in milliseconds of the monotonic clock.
    /// </summary>
    public long AliveSince { get; set; }

    /// <summary>False when the node must register again before anything else.</summary>
    public bool Registered { get; set; }

    /// <summary>How often it has registered: what it told before it did so last is of a life that is over.</summary>
    public int Registrations { get; set; } = 1;

    /// <summary>Taken out of the include list: its next call is refused.</summary>
    public bool Disallowed { get; set; }

    public AdminState Admin { get; set; }

    public bool InService => Admin == AdminState.Normal;

    public long LastHeartbeat { get; private set; }

    public long LastHeartbeatWall { get; private set; }

    public long LastBlockReport { get; private set; }

    public long LastBlockReportWall { get; private set; }

    public int TransferThreads { get; private set; }

    public int FailedVolumes { get; private set; }

    public long Capacity { get; private set; }

    public long Used { get; private set; }

    public long NonDfsUsed { get; private set; }

    public long Remaining { get; private set; }

    public long BlockPoolUsed { get; private set; }

    public Queue<QueuedTransfer> Transfers { get; } = new();

    public InvalidateQueue Invalidates { get; set; } = new();

    /// <summary>Ids of blocks whose recovery this node is to lead.</summary>
    public Queue<long> Recoveries { get; } = new();

    /// <summary>Replicas that have come to it since it is known.</summary>
    public long ReplicasAdded { get; set; }

    /// <summary>
    /// Ids of the blocks that it told of while full reports of its storages were being taken in: newer than those. Null: none is.
    /// </summary>
    public HashSet<long>? ChangedMeanwhile { get; private set; }

    /// <summary>Replicas expected on it or sent by it, among the pending reconstructions.</summary>
    public int PendingCopies { get; set; }

    /// <summary>Bytes a second to be told with the next heartbeat; 0: nothing new.</summary>
    public long NewBalancerBandwidth { get; set; }

    /// <summary>Leave to send a full block report; 0: none given.</summary>
    public long ReportLease { get; set; }

    /// <summary>Places in the topology's lists; -1 when not in them.</summary>
    public int ClusterPosition { get; set; } = -1;

    public int RackPosition { get; set; } = -1;

    /// <summary>Number of the last placement that has looked at this node: membership in its excluded set.</summary>
    public ulong PlacementStamp { get; set; }

    /// <summary>Neighbours in the order of heartbeats.</summary>
    public DataNodeDescriptor? Older { get; set; }

    public DataNodeDescriptor? Newer { get; set; }

    public int Blocks
    {
        get
        {
            var count = 0;
            foreach (var storage in Storages)
            {
                count += storage.Blocks.Count;
            }

            return count;
        }
    }

    /// <summary>True when every storage that works has sent its full report since the node registered.</summary>
    public bool AllReported
    {
        get
        {
            foreach (var storage in Storages)
            {
                if (storage.BlockReports == 0 && storage.State != StorageState.Failed)
                {
                    return false;
                }
            }

            return Storages.Count > 0;
        }
    }

    /// <summary>
    /// How often its full reports were given up because it told too much meanwhile: those that had begun by then are to be sent anew.
    /// </summary>
    public int ReportsGivenUp { get; private set; }

    /// <summary>
    /// The node, or a recovery, has told of a block: that is newer than any full report of the node that is being taken in.
    /// </summary>
    public void NoteChange(long blockId)
    {
        if (ChangedMeanwhile is not { } changed)
        {
            return;
        }

        if (changed.Count >= MostChangedMeanwhile)
        {
            ReportsGivenUp++;
            ChangedMeanwhile = changed = [];
        }

        changed.Add(blockId);
    }

    /// <summary>A full report has come: what it tells of its blocks from now on is newer.</summary>
    public void BeginReport()
    {
        _reportsUnderWay++;
        ChangedMeanwhile ??= [];
    }

    /// <summary>A full report has been taken in, or is given up.</summary>
    public void EndReport()
    {
        if (--_reportsUnderWay == 0)
        {
            ChangedMeanwhile = null;
        }
    }

    public bool IsStale(Now now, long staleAfter) => now.MonotonicMilliseconds - LastHeartbeat > staleAfter;

    public DataNodeStorage? FindStorage(string storageId)
    {
        foreach (var storage in Storages)
        {
            if (string.Equals(storage.StorageId, storageId, StringComparison.Ordinal))
            {
                return storage;
            }
        }

        return null;
    }

    public void HeardOf(Now now)
    {
        LastHeartbeat = now.MonotonicMilliseconds;
        LastHeartbeatWall = now.WallMilliseconds;
        Forget();
    }

    public void ReportedBlocks(Now now)
    {
        LastBlockReport = now.MonotonicMilliseconds;
        LastBlockReportWall = now.WallMilliseconds;
        Forget();
    }

    /// <summary>Load and space as of a heartbeat; the storages have been updated before.</summary>
    public void Measure(int transferThreads, int failedVolumes)
    {
        TransferThreads = transferThreads;
        FailedVolumes = failedVolumes;
        Capacity = Used = NonDfsUsed = Remaining = BlockPoolUsed = 0;
        foreach (var storage in Storages)
        {
            ref readonly var report = ref storage.Report;
            if (report.State != StorageState.Failed)
            {
                Capacity += report.Capacity;
                Used += report.Used;
                NonDfsUsed += report.NonDfsUsed;
                Remaining += report.Remaining;
                BlockPoolUsed += report.BlockPoolUsed;
            }
        }

        Forget();
    }

    /// <summary>The snapshot handed out is made anew when asked for next.</summary>
    public void Forget() => _info = null;

    /// <summary>A snapshot, shared until the next heartbeat.</summary>
    public DataNodeInfo Info => _info ??= new DataNodeInfo
    {
        Id = Id,
        Rack = Rack.Name,
        Capacity = Capacity,
        Used = Used,
        NonDfsUsed = NonDfsUsed,
        Remaining = Remaining,
        LastUpdate = LastHeartbeatWall,
        LastBlockReport = LastBlockReportWall,
        TransferThreads = TransferThreads,
        Blocks = Blocks,
        AdminState = Admin,
        Alive = Alive,
        SoftwareVersion = Registration.SoftwareVersion,
    };

    /// <summary>host (address:port), for messages.</summary>
    public override string ToString() => $"{Id.HostName} ({Id.Address}:{Id.TransferPort})";
}
