using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>
/// First half of a block recovery: the replica stops changing and its holder says what it has. Source:
/// FsDatasetImpl.initReplicaRecoveryImpl, InterDatanodeProtocol.initReplicaRecovery.
/// </summary>
public static class InitReplicaRecovery
{
    /// <summary>
    /// How a holder, ours or Apache's, begins to say that its replica is older than the block: over the wire all refusals are of one class.
    /// </summary>
    public const string OutdatedText = "replica.getGenerationStamp() < block.getGenerationStamp()";

    /// <summary>
    /// Whether somebody still writes to the replica, or sends a copy that the recovery leaves behind; stop it before <see cref="Take"/>.
    /// </summary>
    public static object? WriterToStop(ReplicaMap map, long blockId, long recoveryId) =>
        map.FindOpen(blockId) is { State: ReplicaState.Temporary or ReplicaState.BeingWritten, Writer: { } writer } ? writer
            : map.FindIncoming(blockId) is { } copy && copy.GenerationStamp < recoveryId ? copy.Writer
            : null;

    /// <summary>Puts the replica under recovery.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">With the generation stamp that the NameNode knows.</param>
    /// <param name="recoveryId">The generation stamp that the recovery will give.</param>
    /// <param name="files">As found on disk; looked at when the replica was being written.</param>
    /// <returns>What the primary is told (length on disk, state before); null when there is no replica.</returns>
    /// <exception cref="ReplicaFault">Outdated, Mismatch, or RecoveryInProgress.</exception>
    public static ReplicaView? Take(ReplicaMap map, Block block, long recoveryId, ReplicaFiles files)
    {
        if (map.Find(block.Id) is not { } replica)
        {
            return null;
        }

        if (replica.State is ReplicaState.Temporary or ReplicaState.BeingWritten)
        {
            if (replica.BytesOnDisk < replica.VisibleLength)
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} has fewer bytes on disk than readers have seen.");
            }

            CheckFiles(replica, files);
        }

        if (replica.GenerationStamp < block.GenerationStamp)
        {
            throw new ReplicaFault(
                ReplicaError.Outdated, $"{OutdatedText}, block=blk_{block.Id}_{block.GenerationStamp}, replica={replica}");
        }

        if (replica.GenerationStamp >= recoveryId)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, "THIS IS NOT SUPPOSED TO HAPPEN: replica.getGenerationStamp() >= recoveryId = "
                + $"{recoveryId}, block=blk_{block.Id}_{block.GenerationStamp}, replica={replica}");
        }

        // A final one whose checksums never came to the medium: the bytes are there, and nothing of them can be vouched for.
        if (replica is { OriginalState: ReplicaState.Finalized, BytesOnDisk: > 0 }
            && files.MetaLength == 0
            && files.DataLength == replica.BytesOnDisk)
        {
            Enter(map, replica, block, recoveryId);
            Remeasure.Unsound(map, block.Id, files.DataLength);
            return map.FindOpen(block.Id)!.View();
        }

        // It could tell what it has and never take what is agreed on.
        if (replica.BytesOnDisk > 0 || files.DataLength < 0 || files.MetaLength < 0)
        {
            CheckFiles(replica, files);
        }

        return Enter(map, replica, block, recoveryId);
    }

    /// <summary>
    /// Both files must be there, with something in them unless nothing of the replica counts, and the block file must have the length that
    /// the map knows. Source: FsDatasetImpl.checkReplicaFiles.
    /// </summary>
    /// <exception cref="ReplicaFault">Mismatch.</exception>
    internal static void CheckFiles(ReplicaView replica, ReplicaFiles files)
    {
        if (files.DataLength < 0 || files.MetaLength < (replica.SoundLength == 0 ? 0 : 1))
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"A file of {replica} is missing or empty: "
                + $"block file {files.DataLength} bytes, checksum file {files.MetaLength} bytes (-1: missing).");
        }

        if (files.DataLength != replica.BytesOnDisk)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"Block length mismatch, len={files.DataLength} but r={replica}");
        }
    }

    private static ReplicaView Enter(ReplicaMap map, ReplicaView replica, Block block, long recoveryId)
    {
        var open = map.FindOpen(block.Id);
        if (open is { State: ReplicaState.UnderRecovery } && open.RecoveryId >= recoveryId)
        {
            throw new ReplicaFault(ReplicaError.RecoveryInProgress, $"rur.getRecoveryID() >= recoveryId = {recoveryId}, "
                + $"block=blk_{block.Id}_{block.GenerationStamp}, rur={replica} with recovery id {open.RecoveryId}");
        }

        open ??= map.Set(new OpenReplica(block.Id, replica.GenerationStamp, replica.Volume, replica.State, replica.Length));
        open.State = ReplicaState.UnderRecovery;
        open.RecoveryId = recoveryId;
        open.Writer = null;
        return open.View();
    }
}
