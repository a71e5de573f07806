using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>Operations that are not served. Clients fall back to READ_BLOCK when file descriptors are refused.</summary>
internal static class RefusedOps
{
    /// <summary>Answers.</summary>
    /// <returns>Whether another operation can follow on the connection.</returns>
    internal static bool Run(Connection peer, DataTransferOp op)
    {
        switch (op)
        {
            case DataTransferOp.RequestShortCircuitFds:
                peer.Reply(Status.ErrorUnsupported, "Short-circuit reads are not supported by this DataNode.");
                return true;
            case DataTransferOp.RequestShortCircuitShm:
                peer.Send(new ShortCircuitShmResponseProto
                {
                    Status = Status.ErrorUnsupported, Error = "Short-circuit reads are not supported by this DataNode.",
                });
                return true;
            case DataTransferOp.ReleaseShortCircuitFds:
                peer.Send(new ReleaseShortCircuitAccessResponseProto
                {
                    Status = Status.ErrorUnsupported, Error = "Short-circuit reads are not supported by this DataNode.",
                });
                return true;
            default:
                peer.Reply(Status.ErrorUnsupported, $"The operation {op} is not supported by this DataNode.");
                return false;
        }
    }
}
