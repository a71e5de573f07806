using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// Whom the primary of a block recovery calls: the holders, itself among them, and the NameNode. Any call may fail in any way.
/// </summary>
internal interface IRecoveryPeers
{
    /// <summary>What a holder has; its replica stops changing.</summary>
    /// <param name="recovering">The NameNode's order.</param>
    /// <param name="holder">Place in the order's list.</param>
    /// <param name="limit">For the answer.</param>
    /// <param name="cancellationToken">The node ends.</param>
    /// <returns>Null: no replica.</returns>
    Task<RecoveryCandidate?> AskAsync(RecoveringBlockProto recovering, int holder, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Has a holder take what was agreed.</summary>
    /// <param name="recovering">The NameNode's order.</param>
    /// <param name="told">What the holder told.</param>
    /// <param name="newLength">Bytes that were agreed.</param>
    /// <param name="limit">For the answer.</param>
    /// <param name="cancellationToken">The node ends.</param>
    /// <returns>The id of the storage that has it.</returns>
    Task<string> TakeAsync(
        RecoveringBlockProto recovering, RecoveryCandidate told, long newLength, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Tells the NameNode.</summary>
    Task CommitAsync(CommitBlockSynchronizationRequestProto commit, CancellationToken cancellationToken);
}
