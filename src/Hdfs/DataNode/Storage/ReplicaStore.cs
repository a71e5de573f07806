using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The replicas of one block pool, as the rest of the node asks for them: the map (<see cref="ReplicaTable"/>, where the order of locks
/// stands), the volumes (<see cref="VolumeSet"/>) and the files (<see cref="BlockFiles"/>), kept in step by the operations beside this
/// class. Safe from any thread.
/// </summary>
internal sealed class ReplicaStore : IDisposable
{
    /// <summary>Whose lines these are in the node's log.</summary>

    /// <summary>
    /// A disk that gives nothing of what is measured on it for so long, longer than it takes to refuse some reads, is one that does not
    /// answer.
    /// </summary>
    internal const long LongestReadMilliseconds = 300_000;

    private readonly ReplicaTable _table;
    private readonly VolumeSet _volumes;
    private readonly BlockFiles _files;
    private readonly ReplicaRemoval _removal;
    private readonly ReplicaWriting _writing;
    private readonly ReplicaReopening _reopening;
    private readonly ReplicaRecovery _recovery;
    private readonly ReplicaReading _reading;
    private readonly IReplicaEvents _events;
    private readonly ILogger _log;
    private readonly int _loadsAtOnce;

    internal ReplicaStore(
        string blockPoolId,
        IReadOnlyList<Volume> volumes,
        VolumePolicy policy,
        StoreLimits limits,
        IReplicaEvents events,
        IClock clock,
        ILogger log)
    {
        BlockPoolId = blockPoolId;
        _events = events;
        _log = log;
        _loadsAtOnce = limits.Surroundings.LoadsAtOnce;
        var measurements = new Measurements(limits.Surroundings.DiskThreads);
        _table = new ReplicaTable(measurements, limits, log);
        _volumes = new VolumeSet(volumes, policy, _table, limits, events, clock, log);
        _files = new BlockFiles(_table, _volumes, log);
        var locks = new BlockLocks(limits.Surroundings.Waits);
        var parts = new ReplicaParts(_table, _volumes, _files, locks, measurements, limits, events, clock, log);
        var inStep = new FilesInStep(parts);
        _removal = new ReplicaRemoval(parts);
        _writing = new ReplicaWriting(parts, _removal);
        _reopening = new ReplicaReopening(parts, inStep);
        _recovery = new ReplicaRecovery(parts, inStep);
        _reading = new ReplicaReading(parts);
    }

    internal string BlockPoolId { get; }

    /// <summary>Volumes in use.</summary>
    internal IReadOnlyList<Volume> Volumes => _volumes.InUse;

    /// <inheritdoc cref="VolumeSet.Failures"/>
    internal IReadOnlyList<VolumeFailure> Failures => _volumes.Failures;

    /// <inheritdoc cref="ReplicaTable.Count"/>
    internal int Count => _table.Count;

    /// <summary>
    /// Finds the replicas on all volumes; called once, before anything else. Of two replicas of a block the better stays.
    /// </summary>
    /// <remarks>What cannot be read is left out, and the NameNode is told; a volume that does not work is given up.</remarks>
    /// <exception cref="DiskException">
    /// <see cref="DiskFault.Descriptors"/>: nothing can be told now; the store is of no use, try again.
    /// </exception>
    internal void Load()
    {
        var volumes = Volumes;
        var loaders = volumes.Select(v => new ReplicaLoader(v, _log)).ToArray();
        var found = new List<LoadedReplica>[volumes.Count];
        var ended = new DiskException?[volumes.Count];
        void LoadOne(int i)
        {
            try
            {
                found[i] = loaders[i].Load();
            }
            catch (DiskException e)
            {
                ended[i] = e;
            }
        }

        if (_loadsAtOnce == 1)
        {
            // Parallel.For would go on with what takes long on another thread.
            for (var i = 0; i < volumes.Count; i++)
            {
                LoadOne(i);
            }
        }
        else
        {
            Parallel.For(0, volumes.Count, new ParallelOptions { MaxDegreeOfParallelism = _loadsAtOnce }, LoadOne);
        }

        if (Array.Find(ended, static e => e is not null) is { } first)
        {
            throw first;
        }

        var twice = new List<FoundTwice>();
        for (var i = 0; i < volumes.Count; i++)
        {
            Enter(volumes[i], found[i], twice);
        }

        foreach (var loader in loaders)
        {
            _table.LeaveOut(loader.LeftOut, loader.HasUnlisted);
            loader.Faults.ForEach(f => _events.DiskTrouble($"Left out at start: {f.Message}"));
            var lost = loader.Faults.Find(static f => f is { Kind: DiskFault.Medium, IsChange: true });
            if ((lost ?? loader.Faults.FirstOrDefault()) is { } worst)
            {
                CheckDisk(worst);
            }
        }

        // Only now is it known which volumes work.
        twice.ForEach(Settle);
    }

    /// <inheritdoc cref="ReplicaTable.Find"/>
    internal ReplicaView? Find(long blockId) => _table.Find(blockId);

    /// <inheritdoc cref="ReplicaTable.Report"/>
    internal void Report(Volume volume, List<ReportedBlock> blocks) => _table.Report(volume.Number, blocks);

    /// <inheritdoc cref="ReplicaTable.VisibleLength"/>
    internal long VisibleLength(Block block) => _table.VisibleLength(block);

    /// <inheritdoc cref="ReplicaTable.Written"/>
    internal void Written(ReplicaWriter writer, long bytes, uint? lastChecksum) => _table.Written(writer, bytes, lastChecksum);

    /// <inheritdoc cref="ReplicaTable.Synced"/>
    internal void Synced(ReplicaWriter writer, long bytes) => _table.Synced(writer, bytes);

    /// <inheritdoc cref="ReplicaTable.Acked"/>
    internal void Acked(ReplicaWriter writer, long bytes) => _table.Acked(writer, bytes);

    /// <inheritdoc cref="VolumeSet.AddFailure"/>
    internal void AddFailure(VolumeFailure failure) => _volumes.AddFailure(failure);

    /// <inheritdoc cref="VolumeSet.StorageReports"/>
    internal List<(Volume Volume, StorageReport Report)> StorageReports() => _volumes.StorageReports();

    /// <inheritdoc cref="VolumeSet.StorageReportsAsync"/>
    internal Task<List<(Volume Volume, StorageReport Report)>> StorageReportsAsync(
        long now, TimeSpan patience, CancellationToken cancellationToken) => _volumes.StorageReportsAsync(now, patience, cancellationToken);

    /// <inheritdoc cref="VolumeSet.Look"/>
    internal StorageReport? Look(Volume volume) => _volumes.Look(volume);

    /// <inheritdoc cref="VolumeSet.CheckDisk(Exception)"/>
    internal void CheckDisk(Exception cause) => _volumes.CheckDisk(cause);

    /// <summary>A client begins a block.</summary>
    /// <param name="block">Its length says how much room to keep.</param>
    /// <param name="newGenerationStamp">Of a retry; 0 at the first attempt.</param>
    /// <param name="checksum">How the checksum file is made.</param>
    /// <param name="owner">Who writes.</param>
    /// <exception cref="ReplicaFault">AlreadyExists or OutOfSpace.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaWriter Create(Block block, long newGenerationStamp, ChunkChecksum checksum, IReplicaOwner owner) =>
        _writing.Create(block, newGenerationStamp, checksum, owner);

    /// <summary>Another DataNode sends a replica; beside an older one, when there is one, which stays until all has come.</summary>
    /// <param name="block">Its length says how much room to keep.</param>
    /// <param name="isTransfer">For a pipeline: an older replica gives way in the end, whatever its state.</param>
    /// <param name="checksum">How the checksum file is made.</param>
    /// <param name="owner">Who writes.</param>
    /// <exception cref="ReplicaFault">AlreadyExists or OutOfSpace.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaWriter CreateTemporary(Block block, bool isTransfer, ChunkChecksum checksum, IReplicaOwner owner) =>
        _writing.CreateTemporary(block, isTransfer, checksum, owner);

    /// <summary>A replica that came in for a pipeline becomes one that is being written, by nobody yet; an older one goes for it.</summary>
    /// <param name="writer">Who brought it in; not yet disposed.</param>
    /// <param name="block">Its length is what readers may see.</param>
    /// <exception cref="ReplicaFault">
    /// NotFound, AlreadyExists (another state or generation, or one that is not older by now) or Mismatch.
    /// </exception>
    /// <exception cref="IOException">The disk failed, or the writer of the older one does not end.</exception>
    internal void ConvertToRbw(ReplicaWriter writer, Block block) => _writing.ConvertToRbw(writer, block);

    /// <summary>
    /// All bytes are in: the replica becomes final, an older one that it came in beside goes for it, and the NameNode hears of it.
    /// </summary>
    /// <param name="writer">Who wrote it; not yet disposed.</param>
    /// <param name="durable">
    /// Whether bytes and names must be on the medium when this returns; they are also when a part of them was promised to be (hsync), or
    /// when an older replica goes for them.
    /// </param>
    /// <param name="deleteHint">Uuid of the node whose replica this one replaces; null: none.</param>
    /// <exception cref="ReplicaFault">
    /// Mismatch: another writer took over. AlreadyExists: the one that it came in beside is not older by now.
    /// </exception>
    /// <exception cref="IOException">The disk failed, or the writer of the older one does not end.</exception>
    internal Block Finish(ReplicaWriter writer, bool durable, string? deleteHint) => _writing.Finish(writer, durable, deleteHint);

    /// <summary>
    /// A replica that another node was sending is not wanted or did not arrive whole; an older one stays. Source:
    /// FsDatasetImpl.unfinalizeBlock.
    /// </summary>
    internal void Discard(ReplicaWriter writer) => _removal.Discard(writer);

    /// <summary>
    /// The NameNode wants replicas gone. Their names are gone when this returns, and the NameNode is told; of one that could not be deleted
    /// it is told that, and the others go all the same. Source: FsDatasetImpl.invalidate.
    /// </summary>
    internal void Invalidate(IReadOnlyList<Block> blocks) => _removal.Invalidate(blocks);

    /// <summary>A client adds to a finalized block.</summary>
    /// <exception cref="ReplicaFault">NotFound or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaWriter OpenToAppend(Block block, long newGenerationStamp, long expectedLength, IReplicaOwner owner) =>
        _reopening.OpenToAppend(block, newGenerationStamp, expectedLength, owner);

    /// <summary>A client goes on with an append after a node was lost.</summary>
    /// <exception cref="ReplicaFault">NotFound, AlreadyExists or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed, or the earlier writer does not end.</exception>
    internal ReplicaWriter RecoverAppend(Block block, long newGenerationStamp, long expectedLength, IReplicaOwner owner) =>
        _reopening.RecoverAppend(block, newGenerationStamp, expectedLength, owner);

    /// <summary>A client goes on in the middle of a block after a node was lost. What was not acknowledged is cut off.</summary>
    /// <exception cref="ReplicaFault">NotFound.</exception>
    /// <exception cref="IOException">The disk failed, or the earlier writer does not end.</exception>
    internal ReplicaWriter RecoverRbw(Block block, long newGenerationStamp, long minReceived, long maxReceived, IReplicaOwner owner) =>
        _reopening.RecoverRbw(block, newGenerationStamp, minReceived, maxReceived, owner);

    /// <summary>
    /// A client closes a block after a node was lost behind the last packet. The replica becomes final, and the NameNode hears of it.
    /// </summary>
    /// <exception cref="ReplicaFault">NotFound, AlreadyExists or Mismatch.</exception>
    /// <exception cref="IOException">The disk failed, or the earlier writer does not end.</exception>
    internal void RecoverClose(Block block, long newGenerationStamp, long expectedLength) =>
        _reopening.RecoverClose(block, newGenerationStamp, expectedLength);

    /// <summary>
    /// Stops the replica's writer, if there is one, and says what is here. Refuses only where it may say more the next time: a replica
    /// that was looked at and of which nothing can be vouched for is told of with a sound length of 0.
    /// </summary>
    /// <returns>Null: no such replica.</returns>
    /// <exception cref="ReplicaFault">Mismatch or RecoveryInProgress.</exception>
    /// <exception cref="IOException">The disk failed, or the writer does not end.</exception>
    internal ReplicaView? InitRecovery(Block block, long recoveryId) => _recovery.Init(block, recoveryId);

    /// <summary><see cref="InitRecovery"/>, once the replica is measured.</summary>
    /// <exception cref="ReplicaFault">
    /// As there; StillRead when measuring takes long: it goes on, and who asks again finds it done. Mismatch when the disk does not answer.
    /// </exception>
    /// <exception cref="IOException">
    /// As there; and the volume does not get to it, or does not end it, in time: it may still be done.
    /// </exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    internal Task<ReplicaView?> InitRecoveryAsync(Block block, long recoveryId, CancellationToken cancellationToken) =>
        _recovery.InitAsync(block, recoveryId, cancellationToken);

    /// <summary>Gives the replica the agreed length and generation and makes it final. The NameNode is told.</summary>
    /// <returns>Where the replica is.</returns>
    /// <exception cref="ReplicaFault">NotFound, Mismatch or Unsupported.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal Volume FinishRecovery(Block oldBlock, long recoveryId, long newBlockId, long newLength) =>
        _recovery.Finish(oldBlock, recoveryId, newBlockId, newLength);

    /// <summary><see cref="FinishRecovery"/>.</summary>
    /// <exception cref="IOException">
    /// As there; and the volume does not get to it, or does not end it, in time: it may still be done.
    /// </exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    internal Task<Volume> FinishRecoveryAsync(
        Block oldBlock, long recoveryId, long newBlockId, long newLength, CancellationToken cancellationToken) =>
        _recovery.FinishAsync(oldBlock, recoveryId, newBlockId, newLength, cancellationToken);

    /// <summary>Opens a range of a replica.</summary>
    /// <param name="block">Which, and at least of which generation.</param>
    /// <param name="offset">First byte wanted.</param>
    /// <param name="length">Bytes wanted; below zero: all that readers may see.</param>
    /// <param name="withChecksums">Whether checksums are to be sent.</param>
    /// <param name="checksumsRequired">Whether a replica without a checksum file is refused.</param>
    /// <exception cref="ReplicaFault">NotFound or Mismatch.</exception>
    /// <exception cref="MalformedMessageException">The checksum file is damaged; it has been reported.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal ReplicaReader OpenToRead(Block block, long offset, long length, bool withChecksums, bool checksumsRequired) =>
        _reading.Open(block, offset, length, withChecksums, checksumsRequired);

    /// <summary>
    /// A read of a replica failed: one whose disk cannot or may not read it is of no use to anybody, and the NameNode is to make another.
    /// Source: DataNode.handleBadBlock.
    /// </summary>
    internal void ReportIfUnreadable(Volume volume, ReplicaView replica, Exception cause) =>
        _reading.ReportIfUnreadable(volume, replica, cause);

    /// <summary>
    /// A range that was open could not be read to its end. When the disk failed, or the replica should still have the range, it is
    /// reported as damaged; when a recovery cut it meanwhile, or it was deleted or replaced, nothing is wrong with it.
    /// </summary>
    internal void ReportFailedRead(ReplicaReader reader, IOException cause) => _reading.ReportFailed(reader, cause);

    /// <summary>Closes the volumes. Writers must have ended.</summary>
    public void Dispose() => CloseAfter(Task.CompletedTask);

    /// <inheritdoc cref="VolumeSet.CloseAfter"/>
    internal void CloseAfter(Task operations)
    {
        _recovery.End();
        _volumes.CloseAfter(operations, _recovery.Ended);
    }

    private static bool IsTwin(ReplicaView worse, ReplicaView better) =>
        worse.State == ReplicaState.Finalized
        && better.State == ReplicaState.Finalized
        && worse.GenerationStamp == better.GenerationStamp
        && worse.Length == better.Length;

    private void Enter(Volume volume, List<LoadedReplica> found, List<FoundTwice> twice)
    {
        foreach (var (block, state) in found)
        {
            using (_table.Enter(out var map))
            {
                if (map.Load(block, state, volume.Number) is { } worse)
                {
                    twice.Add(new FoundTwice(worse, IsTwin(worse, map.Get(block.Id))));
                }
            }

            if (state != ReplicaState.Finalized)
            {
                _table.Suspect(block.Id);
            }
        }
    }

    // The worse of two is deleted; of two that are alike, when the other went with its volume, it is the one that is left.
    private void Settle(FoundTwice found)
    {
        var worse = found.Worse;
        ReplicaView? better;
        using (_table.Enter(out var map))
        {
            better = map.Find(worse.BlockId);
            if (better is null && found.IsTwin && _volumes.At(worse.Volume) is not null)
            {
                map.Load(new Block(worse.BlockId, worse.Length, worse.GenerationStamp), worse.State, worse.Volume);
                return;
            }
        }

        if (better is { } other && other.Volume == worse.Volume && other.State == worse.State)
        {
            // In a directory where it does not belong: by its name the better one would go.
            _log.TwiceOnVolume(worse);
            return;
        }

        _log.TwiceOnNode(worse);
        _files.TryDelete(worse);
    }

    /// <param name="Worse">One of two replicas of a block; not in the map.</param>
    /// <param name="IsTwin">Whether the other is the same.</param>
    private readonly record struct FoundTwice(ReplicaView Worse, bool IsTwin);
}
