using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Options;

/// <summary>How a DataNode runs. Names in brackets are Hadoop's keys, whose defaults these are unless said otherwise.</summary>
public sealed record DataNodeOptions
{
    /// <summary>Where replicas are kept (dfs.datanode.data.dir); at least one.</summary>
    public required IReadOnlyList<VolumeLocation> Volumes { get; init; }

    /// <summary>Through which every call to a volume goes.</summary>
    public IDisk Disk { get; init; } = RealDisk.Instance;

    /// <summary>The rest of the machine.</summary>
    internal DataNodeSurroundings Surroundings { get; init; } = DataNodeSurroundings.Machine;

    /// <summary>
    /// The NameNode's RPC address (dfs.namenode.rpc-address, fs.defaultFS): an <see cref="IPEndPoint"/> or a <see cref="DnsEndPoint"/>.
    /// </summary>
    public required EndPoint NameNode { get; init; }

    /// <summary>Where DataTransferProtocol is served (dfs.datanode.address, port 9866); port 0 takes a free one.</summary>
    public required IPEndPoint TransferAddress { get; init; }

    /// <summary>Where RPC is served (dfs.datanode.ipc.address, port 9867); port 0 takes a free one.</summary>
    public required IPEndPoint IpcAddress { get; init; }

    /// <summary>The port told for HTTP (dfs.datanode.http.address, 9864); nothing is served there yet. 0: none.</summary>
    public int InfoPort { get; init; }

    /// <summary>The node's own name (dfs.datanode.hostname).</summary>
    public required string HostName { get; init; }

    /// <summary>The user that calls of the NameNode are made as: must be the NameNode's own, or of its supergroup.</summary>
    public required string User { get; init; }

    /// <summary>
    /// The address that outgoing sockets are bound to; null: that of <see cref="TransferAddress"/>, or, when that is
    /// any, the system's choice.
    /// </summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Between heartbeats (dfs.heartbeat.interval, 3 s).</summary>
    public TimeSpan HeartbeatInterval { get; init; } = HdfsKeys.HeartbeatInterval.Default;

    /// <summary>Between full block reports (dfs.blockreport.intervalMsec, 6 h).</summary>
    public TimeSpan BlockReportInterval { get; init; } = DataNodeKeys.BlockReportInterval.Default;

    /// <summary>A node with more replicas reports each volume in a call of its own (dfs.blockreport.split.threshold).</summary>
    public int BlockReportSplitThreshold { get; init; } = DataNodeKeys.BlockReportSplitThreshold.Default;

    /// <summary>
    /// Volumes that may fail before the node gives up (dfs.datanode.failed.volumes.tolerated); -1, the default here and not 0 as with
    /// Apache: as many as leave one.
    /// </summary>
    public int FailedVolumesTolerated { get; init; } = DataNodeKeys.FailedVolumesTolerated.Default;

    /// <summary>Bytes of each volume that are left to others (dfs.datanode.du.reserved).</summary>
    public long ReservedBytes { get; init; } = DataNodeKeys.ReservedBytes.Default;

    /// <summary>How the volume of a new replica is chosen (dfs.datanode.fsdataset.volume.choosing.policy).</summary>
    public VolumePolicy VolumePolicy { get; init; } = VolumePolicy.RoundRobin;

    /// <summary>
    /// Bytes a second that the background check of replicas reads of each volume; 0: no check
    /// (dfs.block.scanner.volume.bytes.per.second, 1 MiB).
    /// </summary>
    public long ScanBytesPerSecond { get; init; } = DataNodeKeys.ScanBytesPerSecond.Default;

    /// <summary>Every replica is checked once in this time; zero or less: no check (dfs.datanode.scan.period.hours, 3 weeks).</summary>
    public TimeSpan ScanPeriod { get; init; } = TimeSpan.FromHours(DataNodeKeys.ScanHours.Default);

    /// <summary>Whether replicas are checked in the background (BlockScanner.isEnabled).</summary>
    public bool Scans => ScanBytesPerSecond > 0 && ScanPeriod > TimeSpan.Zero;

    /// <summary>How long a recovery waits for a writer to end (dfs.datanode.xceiver.stop.timeout.millis).</summary>
    public TimeSpan StopWriterTimeout { get; init; } = DataNodeKeys.StopWriterTimeout.Default;

    /// <summary>False: everybody may give the orders of an administrator (dfs.permissions.enabled).</summary>
    public bool PermissionsEnabled { get; init; } = HdfsKeys.Permissions.Default;

    /// <summary>Whose members may give them, beside <see cref="User"/> (dfs.permissions.superusergroup).</summary>
    public string SuperGroup { get; init; } = HdfsKeys.SuperGroup.Default;

    /// <summary>The groups of users; null: nobody is known to be in any.</summary>
    public IUserGroups? Groups { get; init; }

    /// <summary>Limits of DataTransferProtocol.</summary>
    public TransferOptions Transfer { get; init; } = new();

    internal IPAddress? OutgoingAddress => LocalAddress
        ?? (TransferAddress.Address.Equals(IPAddress.Any) || TransferAddress.Address.Equals(IPAddress.IPv6Any)
            ? null
            : TransferAddress.Address);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Volumes.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FailedVolumesTolerated, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(FailedVolumesTolerated, Volumes.Count, nameof(FailedVolumesTolerated));
        ArgumentOutOfRangeException.ThrowIfLessThan(HeartbeatInterval.TotalMilliseconds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockReportInterval.TotalMilliseconds, 1);
        Transfer.Validate();
    }
}
