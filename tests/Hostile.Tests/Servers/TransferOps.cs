using Google.Protobuf.Reflection;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>The request of each operation of DataTransferProtocol; one that has none here is sent with an empty one.</summary>
internal static class TransferOps
{
    private static readonly Dictionary<DataTransferOp, MessageDescriptor> s_requests = new()
    {
        [DataTransferOp.WriteBlock] = OpWriteBlockProto.Descriptor,
        [DataTransferOp.ReadBlock] = OpReadBlockProto.Descriptor,
        [DataTransferOp.TransferBlock] = OpTransferBlockProto.Descriptor,
        [DataTransferOp.BlockChecksum] = OpBlockChecksumProto.Descriptor,
        [DataTransferOp.CopyBlock] = OpCopyBlockProto.Descriptor,
        [DataTransferOp.ReplaceBlock] = OpReplaceBlockProto.Descriptor,
        [DataTransferOp.RequestShortCircuitFds] = OpRequestShortCircuitAccessProto.Descriptor,
        [DataTransferOp.ReleaseShortCircuitFds] = ReleaseShortCircuitAccessRequestProto.Descriptor,
        [DataTransferOp.RequestShortCircuitShm] = ShortCircuitShmRequestProto.Descriptor,
        [DataTransferOp.BlockGroupChecksum] = OpBlockGroupChecksumProto.Descriptor,
        [DataTransferOp.Custom] = OpCustomProto.Descriptor,
    };

    /// <summary>Every operation that the enum names, with its request.</summary>
    public static IEnumerable<(DataTransferOp Op, MessageDescriptor Request)> All() =>
        Enum.GetValues<DataTransferOp>().Select(static op => (op, s_requests.GetValueOrDefault(op) ?? OpCopyBlockProto.Descriptor));
}
