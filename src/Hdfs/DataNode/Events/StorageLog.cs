using Hathi.Hdfs.Core.Replicas;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Events;

/// <summary>What a DataNode tells of its volumes and replicas. Event ids 4100 … 4199; they only grow.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(4100, LogLevel.Warning, "Cannot delete {Path}: {Reason}")]
    internal static partial void FileNotDeleted(this ILogger log, string path, string reason);

    [LoggerMessage(4101, LogLevel.Error, "Deleting {Path} failed for a reason of our own; the others are deleted")]
    internal static partial void DeletingFailed(this ILogger log, Exception error, string path);

    [LoggerMessage(4102, LogLevel.Warning, "Cannot delete {Path}; it is deleted at the next start: {Reason}")]
    internal static partial void FileLeftToStart(this ILogger log, string path, string reason);

    [LoggerMessage(4103, LogLevel.Error, "{Replica} on {Volume} is damaged and is reported: {Reason}")]
    internal static partial void DamageReported(this ILogger log, ReplicaView replica, string volume, string reason);

    [LoggerMessage(4104, LogLevel.Warning, "Of {Replica} nothing can be vouched for, and its {Bytes} bytes are left as they are: {Reason}")]
    internal static partial void NothingVouched(this ILogger log, ReplicaView replica, long bytes, string reason);

    [LoggerMessage(4105, LogLevel.Warning, "{Replica} on {Volume} has {Length} bytes{Damage}: so long it is from now on")]
    internal static partial void Shortened(this ILogger log, ReplicaView replica, string volume, long length, string damage);

    [LoggerMessage(4106, LogLevel.Error,
        "{Replica} on {Volume} is damaged at {Position}, which readers have seen: nothing is cut off, and it is reported")]
    internal static partial void DamagedWithinRead(this ILogger log, ReplicaView replica, string volume, long position);

    [LoggerMessage(4107, LogLevel.Warning, "blk_{Block} is left as a failed operation left it")]
    internal static partial void LeftHalfWay(this ILogger log, Exception error, long block);

    [LoggerMessage(4108, LogLevel.Error, "Left out at start: {Reason}")]
    internal static partial void LeftOutAtStart(this ILogger log, string reason);

    [LoggerMessage(4109, LogLevel.Error, "Left out at start: a file on {Volume}: {Reason}")]
    internal static partial void FileLeftOutAtStart(this ILogger log, string volume, string reason);

    [LoggerMessage(4110, LogLevel.Information,
        "blk_{Block}_{Generation} on {Volume} was being written: of its {Length} bytes there are checksums for {Valid}")]
    internal static partial void WasBeingWritten(this ILogger log, long block, long generation, string volume, long length, long valid);

    [LoggerMessage(4111, LogLevel.Warning,
        "blk_{Block} on {Volume} has checksum files of the generations {Generations}: it is of {Chosen}, and the others are deleted")]
    internal static partial void SeveralGenerations(this ILogger log, long block, string volume, string generations, long chosen);

    [LoggerMessage(4112, LogLevel.Error, "{Replica} on {Volume} cannot be read and is reported: {Reason}")]
    internal static partial void CannotRead(this ILogger log, ReplicaView replica, string volume, string reason);

    [LoggerMessage(4113, LogLevel.Information, "{Replica} was cut, replaced or deleted while it was read")]
    internal static partial void ChangedWhileRead(this ILogger log, ReplicaView replica);

    [LoggerMessage(4114, LogLevel.Error, "The file of {Replica} is gone from {Volume}: the replica is given up")]
    internal static partial void FileGone(this ILogger log, ReplicaView replica, string volume);

    [LoggerMessage(4115, LogLevel.Warning, "Could not find the checksum file of {Replica} on {Volume}")]
    internal static partial void ChecksumsNotFound(this ILogger log, ReplicaView replica, string volume);

    [LoggerMessage(4116, LogLevel.Error, "The checksum file of {Replica} on {Volume} is damaged")]
    internal static partial void ChecksumsDamaged(this ILogger log, Exception error, ReplicaView replica, string volume);

    [LoggerMessage(4117, LogLevel.Error, "blk_{Block}_{Recovery} on {Volume} is damaged at {Position} and is reported")]
    internal static partial void DamagedInRecovery(this ILogger log, long block, long recovery, string volume, long position);

    [LoggerMessage(4118, LogLevel.Warning, "Cannot delete blk_{Block}_{Generation}: {Reason}")]
    internal static partial void ReplicaNotDeleted(this ILogger log, long block, long generation, string reason);

    [LoggerMessage(4119, LogLevel.Debug, "blk_{Block}_{Generation} is to be deleted and is not here")]
    internal static partial void DeletedIsNotHere(this ILogger log, long block, long generation);

    [LoggerMessage(4120, LogLevel.Warning, "{Replica} is there twice on one volume; both are left as they are")]
    internal static partial void TwiceOnVolume(this ILogger log, ReplicaView replica);

    [LoggerMessage(4121, LogLevel.Warning, "{Replica} is there twice; the worse one is deleted")]
    internal static partial void TwiceOnNode(this ILogger log, ReplicaView replica);

    [LoggerMessage(4122, LogLevel.Information, "Stopping the writer of blk_{Block}: another takes over")]
    internal static partial void WriterStopped(this ILogger log, long block);

    [LoggerMessage(4123, LogLevel.Information, "{Replica} came in whole and has taken the place of {Older}")]
    internal static partial void CopyReplaced(this ILogger log, object replica, object older);

    [LoggerMessage(4124, LogLevel.Error, "{Reason} It is left out.")]
    internal static partial void VolumeLeftOut(this ILogger log, string reason);

    [LoggerMessage(4125, LogLevel.Information, "{Replicas} replicas on {Volumes} volumes found in {Took} ms")]
    internal static partial void Opened(this ILogger log, int replicas, int volumes, long took);

    [LoggerMessage(4126, LogLevel.Warning, "{File} on {Volume} follows {Checksums}: a crash fell between the moves of the two")]
    internal static partial void FollowsChecksums(this ILogger log, string file, string volume, string checksums);

    [LoggerMessage(4127, LogLevel.Warning,
        "{File} on {Volume} is brought to the other file of blk_{Block}: a crash fell between the moves of the two")]
    internal static partial void BroughtTogether(this ILogger log, string file, string volume, long block);

    [LoggerMessage(4128, LogLevel.Warning,
        "Something works on a disk still, {Limit} ms after it was told to end; the lock of {Volume} is kept until it has ended")]
    internal static partial void LockKept(this ILogger log, int limit, string volume);

    [LoggerMessage(4129, LogLevel.Error, "The lock of {Volume} could not be given back; it is with the end of the process")]
    internal static partial void LockNotGivenBack(this ILogger log, Exception error, string volume);

    [LoggerMessage(4130, LogLevel.Error,
        "No volume has answered for {Seconds} s when it was asked for its room: the NameNode does not hear of this node again before "
        + "one does")]
    internal static partial void AllSilent(this ILogger log, long seconds);

    [LoggerMessage(4131, LogLevel.Error, "Volume {Volume} is given up with its {Replicas} replicas: {Reason}")]
    internal static partial void VolumeGivenUp(this ILogger log, string volume, int replicas, string reason);
}
