using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>
/// Numbers, bits and enumerations of requests. protobuf's uint32 and uint64 carry Java's int and long: a number from half of its range on
/// is negative. Where Apache's Core has a message for a number that is out of range, so has ours, and the number goes there as it is. A
/// number that an enum does not name never comes here: decoding a request drops it (<see cref="Hathi.Base.IRequiredFields"/>),
/// as Java's parser does.
/// </summary>
internal static class RequestNumbers
{
    /// <summary>Java's long: an id, a stamp, an offset, a time.</summary>
    public static long Long(ulong value) => unchecked((long)value);

    /// <inheritdoc cref="Long(ulong)"/>
    public static long Long(long value) => value;

    /// <summary>Java's int.</summary>
    public static int Int(uint value) => unchecked((int)value);

    /// <inheritdoc cref="Int(uint)"/>
    public static int Int(int value) => value;

    /// <summary>Bytes of a block, a file's last one or a new one's: it becomes part of lengths that are added up.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="value">As sent.</param>
    public static long BlockLength(string operation, ulong value) => BlockLength(operation, Long(value));

    /// <inheritdoc cref="BlockLength(string, ulong)"/>
    public static long BlockLength(string operation, long value) => value is >= 0 and <= RequestLimits.BlockBytes
        ? value
        : throw OutOfRange(operation, "the length of a block", value, RequestLimits.BlockBytes);

    /// <summary>Bytes of the last block so far; -1 and less: nothing is said.</summary>
    public static long LengthSoFar(string operation, long value) => value < 0 ? -1 : BlockLength(operation, value);

    /// <summary>The block size of a file. Too small a one is the Core's to refuse.</summary>
    public static long BlockSize(string operation, ulong value) => Long(value) <= RequestLimits.BlockBytes
        ? Long(value)
        : throw OutOfRange(operation, "the block size", Long(value), RequestLimits.BlockBytes);

    /// <summary>DataNodes that are to join a pipeline.</summary>
    public static int AdditionalNodes(string operation, uint value) => Int(value) is >= 0 and <= RequestLimits.PipelineNodes and var count
        ? count
        : throw OutOfRange(operation, "numAdditionalNodes", Int(value), RequestLimits.PipelineNodes);

    /// <summary>A port; 0: not served.</summary>
    public static int Port(uint value) =>
        value <= RequestLimits.Port ? (int)value : throw OutOfRange("registerDatanode", "a port", value, RequestLimits.Port);

    /// <summary>Bytes a second for balancing; too many are refused before it is asked who calls, in Apache's words.</summary>
    public static long BalancerBandwidth(long value) => value <= RequestLimits.BalancerBandwidth
        ? value
        : throw new RpcFault(
            JavaExceptions.IllegalArgument,
            $"Bandwidth should not exceed maximum limit {RequestLimits.BalancerBandwidth} bytes per second");

    /// <summary>Bytes of a storage, as its DataNode counts them: a figure for totals, cut to what can be added up.</summary>
    public static long StorageBytes(ulong value) => Math.Clamp(Long(value), 0, RequestLimits.StorageBytes);

    /// <summary>Threads, transfers or volumes of a DataNode, as it counts them: figures to weigh by, cut.</summary>
    public static int NodeThreads(uint value) => Math.Clamp(Int(value), 0, RequestLimits.NodeThreads);

    /// <summary>Permission bits; others mean nothing (FsPermission.fromShort).</summary>
    public static ushort Mode(uint bits) => (ushort)(bits & 0b11_1111_1111);

    /// <summary>What to do when the file exists; bits that mean nothing are passed over (PBHelperClient.convertCreateFlag).</summary>
    public static CreateFlags CreateFlags(uint bits) => (CreateFlags)bits & AllCreateFlags;

    public static SafeModeAction SafeModeAction(SafeModeActionProto action) => (SafeModeAction)action;

    public static RollingUpgradeActionProto RollingUpgradeAction(RollingUpgradeActionProto action) => action;

    public static FsAction FsAction(AclEntryProto.Types.FsActionProto action) => (FsAction)action;

    /// <summary>Which DataNodes; null: those of a state that there is not here (maintenance).</summary>
    public static DataNodeFilter? NodeFilter(DatanodeReportTypeProto type) => type switch
    {
        DatanodeReportTypeProto.All => DataNodeFilter.All,
        DatanodeReportTypeProto.Live => DataNodeFilter.Live,
        DatanodeReportTypeProto.Dead => DataNodeFilter.Dead,
        DatanodeReportTypeProto.Decommissioning => DataNodeFilter.Decommissioning,
        _ => null,
    };

    public static BlockChangeKind BlockChange(ReceivedDeletedBlockInfoProto.Types.BlockStatus status) => (BlockChangeKind)status;

    /// <summary>A number that is in no table is told as a notice.</summary>
    public static DataNodeErrorCode ErrorCode(uint code) =>
        code <= (uint)DataNodeErrorCode.FatalDiskError ? (DataNodeErrorCode)code : DataNodeErrorCode.Notify;

    public static StorageKind StorageKind(StorageTypeProto type) => (StorageKind)type;

    private const CreateFlags AllCreateFlags = Core.Operations.CreateFlags.Create
        | Core.Operations.CreateFlags.Overwrite
        | Core.Operations.CreateFlags.Append
        | Core.Operations.CreateFlags.LazyPersist | Core.Operations.CreateFlags.NewBlock | Core.Operations.CreateFlags.ShouldReplicate;

    private static RpcFault OutOfRange(string operation, string what, long value, long most) =>
        new(JavaExceptions.HadoopIllegalArgument, $"{operation}: {what} is {value}; it is 0 … {most}.");
}
