using Hathi.Base;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>What is known of one block, by value.</summary>
/// <param name="Block">Id, length, generation stamp.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="InodeId">The file it belongs to.</param>
/// <param name="Replication">Replicas wanted.</param>
public readonly record struct BlockInfo(Block Block, BlockState State, long InodeId, short Replication);

/// <summary>
/// The half of the NameNode that knows blocks, replicas and DataNodes, as the name space sees it. Same thread, same step.
/// Replicas are never persisted: they are learnt from block reports. What the name space persists of a block (id, length,
/// generation stamp, state) it adds again at restart with <see cref="Add"/>.
/// </summary>
public interface IBlockManager
{
    /// <summary>
    /// Makes a block known. On the live path the targets of an under-construction block are given; at replay there are none.
    /// </summary>
    void Add(Block block, BlockState state, long inodeId, short replication, IReadOnlyList<ReplicaLocation> targets);

    /// <summary>Forgets a block; its replicas are invalidated (queued for the heartbeats of the nodes that hold them).</summary>
    /// <returns>How many replicas it had: what forgetting it has cost.</returns>
    int Remove(long blockId);

    /// <summary>Whether such a DataNode has registered since this NameNode started.</summary>
    bool HasDataNode(string uuid);

    /// <summary>False when no such block is known.</summary>
    bool TryGet(long blockId, out BlockInfo info);

    /// <summary>Replicas wanted from now on; more are queued for copying, too many for removal.</summary>
    /// <returns>How many replicas it has: what judging them has cost.</returns>
    int SetReplication(long blockId, short replication);

    /// <summary>
    /// The writer's final length and generation stamp. UnderConstruction → Committed, and → Complete when enough replicas have reported.
    /// </summary>
    /// <returns>The state it is in now.</returns>
    BlockState Commit(long blockId, long length, long generationStamp);

    /// <summary>
    /// Whether <paramref name="blockId"/> is committed and at least the minimum of live replicas have reported it; if
    /// so it becomes Complete.
    /// </summary>
    bool TryComplete(long blockId);

    /// <summary>Complete regardless of replicas: at replay of a closed file.</summary>
    void ForceComplete(long blockId, long length, long generationStamp);

    /// <summary>
    /// Back under construction for append or after a pipeline change, with a new generation stamp, length and (possibly) new targets.
    /// </summary>
    void Reopen(long blockId, long generationStamp, long length, IReadOnlyList<ReplicaLocation> targets);

    /// <summary>The length of a block under construction that its writer has made known (fsync). Nothing else changes.</summary>
    void SetLength(long blockId, long length);

    /// <summary>
    /// Starts recovery of an unfinished last block under <paramref name="recoveryId"/> (a fresh generation stamp): chooses a live primary
    /// among the expected replicas and queues the command for its next heartbeat.
    /// </summary>
    RecoveryStart BeginRecovery(Now now, long blockId, long recoveryId);

    /// <summary>The generation stamp that a running recovery was started with; 0 when none runs.</summary>
    long RecoveryId(long blockId);

    /// <summary>
    /// The agreed length and generation stamp and the replicas that agreed (commitBlockSynchronization). Makes the block Committed.
    /// </summary>
    void EndRecovery(long blockId, long length, long generationStamp, IReadOnlyList<(string DataNodeUuid, string StorageId)> replicas);

    /// <summary>
    /// Where the block is (complete: live, not corrupt replicas; under construction: the expected ones), nearest to
    /// <paramref name="readerAddress"/> first.
    /// </summary>
    LocatedBlock Locate(Now now, long blockId, long offset, string readerAddress);

    /// <summary>Live replicas that have reported the block with its generation stamp.</summary>
    int LiveReplicas(long blockId);

    /// <summary>Chooses nodes for a new replica set or additions to one.</summary>
    /// <param name="now">The time of this step.</param>
    /// <param name="writerAddress">Where the writer is; its own node comes first when it is a DataNode.</param>
    /// <param name="count">Replicas wanted.</param>
    /// <param name="chosen">Nodes that already hold the block (pipeline recovery), empty otherwise; not part of the result.</param>
    /// <param name="excludedUuids">Nodes the client could not reach.</param>
    /// <param name="favoredHosts">Wishes of the client, host:port or host; may be empty.</param>
    /// <param name="blockSize">Bytes that must fit.</param>
    /// <param name="minimum">Fewer than this and the call is refused.</param>
    /// <param name="path">For the message.</param>
    /// <returns>At most <paramref name="count"/> locations in pipeline order.</returns>
    /// <exception cref="HdfsFault">
    /// "File … could only be written to N of the M required nodes …", with each DataNode and why it was passed over;
    /// of a kind after which clients ask again while nodes may still register.
    /// </exception>
    IReadOnlyList<ReplicaLocation> ChooseTargets(
        Now now,
        string writerAddress,
        int count,
        IReadOnlyList<string> chosen,
        IReadOnlyCollection<string> excludedUuids,
        IReadOnlyCollection<string> favoredHosts,
        long blockSize,
        int minimum,
        string path);

    /// <summary>The location (node and storage) of a registered DataNode's storage; null when either is unknown.</summary>
    ReplicaLocation? FindStorage(string dataNodeUuid, string storageId);

    /// <summary>The DataNode that lives at an address; null: none does.</summary>
    /// <param name="address">Its IP address.</param>
    /// <param name="transferPort">Of its data transfers.</param>
    string? DataNodeAt(string address, int transferPort);

    /// <summary>Marks a replica as corrupt because a client or DataNode saw it so.</summary>
    /// <param name="replica">As whoever saw it knew it; its node may have it under another generation.</param>
    /// <param name="dataNodeUuid">Where it is.</param>
    /// <param name="storageId">On which storage; empty when not known.</param>
    /// <param name="reason">For the log and fsck.</param>
    void MarkCorrupt(Block replica, string dataNodeUuid, string storageId, string reason);

    /// <summary>While true, changes to the name space are refused with <see cref="SafeModeMessage"/>.</summary>
    bool InSafeMode { get; }

    /// <summary>Why safe mode is on and what ends it, in Apache's words.</summary>
    string SafeModeMessage { get; }

    /// <summary>Safe mode is on from now until <see cref="LeaveSafeMode"/> (dfsadmin -safemode enter).</summary>
    void EnterSafeMode(Now now);

    /// <summary>
    /// Ends safe mode, whatever it was on for (dfsadmin -safemode leave, forceExit). Without <paramref name="force"/> it stays on where
    /// replicas newer than the name space would be deleted.
    /// </summary>
    void LeaveSafeMode(Now now, bool force);

    /// <summary>Everything was loaded: blocks are counted, safe mode starts its threshold from here.</summary>
    void StartupComplete(Now now);
}
