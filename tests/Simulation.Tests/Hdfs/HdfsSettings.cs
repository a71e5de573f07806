using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>
/// What a seed makes of a cluster. Times are virtual milliseconds, far shorter than a real cluster's so that every time-out is met.
/// </summary>
internal sealed record HdfsSettings
{
    public const string SuperUser = "hdfs";

    /// <summary>As every DataNode's.</summary>
    public static readonly StorageInfo NameSpace = new(-67, 4711, "CID-sim", 0);

    public required int Operations { get; init; }

    public required int DataNodes { get; init; }

    public required int Racks { get; init; }

    public required int Clients { get; init; }

    public required long BlockSize { get; init; }

    /// <summary>Of most files.</summary>
    public required short Replication { get; init; }

    /// <summary>
    /// Machines lose power, and DataNodes bring blocks to the medium when they are closed; otherwise only processes die.
    /// </summary>
    public required bool PowerFails { get; init; }

    /// <summary>A DataNode with two volumes goes on with one.</summary>
    public bool VolumesFail { get; init; }

    /// <summary>Mean time between faults.</summary>
    public required int FaultInterval { get; init; }

    /// <summary>Mean time that a client does nothing between operations.</summary>
    public required int Think { get; init; }

    /// <summary>Room on each DataNode, bytes.</summary>
    public long DiskBytes { get; init; } = 1 << 20;

    /// <summary>A client writes fewer bytes at a time.</summary>
    public int WriteBytes { get; init; } = 300;

    /// <summary>After so long a writer that was not heard of loses its files, milliseconds.</summary>
    public int LeaseLimit { get; init; } = 20_000;

    /// <summary>From one order to recover a block to the next, milliseconds.</summary>
    public int RecoveryInterval { get; init; } = 6_000;

    public NameNodeOptions NameNode => new()
    {
        SuperUser = SuperUser,
        MinBlockSize = 16,
        DefaultBlockSize = BlockSize,
        DefaultReplication = Replication,
        MaxReplication = 16,
        ListingLimit = 7,
        AccessTimePrecision = 20_000,
        LeaseSoftLimit = 6_000,
        LeaseHardLimit = LeaseLimit,
        BlockRecoveryTimeout = RecoveryInterval,
        RetryCacheExpiry = 24 * 3_600_000,
        PurgePerCall = 3,
        PurgePerPiece = 50,
        InodesPerPiece = 5,
    };

    public BlockManagerOptions Blocks => new()
    {
        DefaultReplication = Replication,
        HeartbeatInterval = 1_000,
        RecheckInterval = 1_500,
        StaleAfter = 3_500,
        RedundancyInterval = 1_000,
        PendingTimeout = 8_000,
        SafeModeExtension = 500,
        DecommissionInterval = 1_000,
        ReportLeaseLength = 4_000,
        PostponedPerTick = 20,
        InvalidateLimit = 20,
        BlocksPerPiece = 20,
    };

    /// <summary>The settings of a seed.</summary>
    public static HdfsSettings Draw(SeededRandom random, int operations) => new()
    {
        Operations = operations,
        DataNodes = random.Next(3, 8),
        Racks = random.Next(8) == 0 ? 1 : random.Next(2, 4),
        Clients = random.Next(3, 6),
        BlockSize = 32 << random.Next(4),
        Replication = (short)(random.Next(4) == 0 ? random.Next(1, 3) : 3),
        PowerFails = random.Next(3) == 0,
        FaultInterval = 500 << random.Next(4),
        Think = 40 << random.Next(3),
    };
}
