using Hathi.Hdfs.DataNode.Options;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Limits of a store.</summary>
/// <param name="StopWriterMilliseconds">
/// How long a recovery waits for a writer to end (dfs.datanode.xceiver.stop.timeout.millis, 60 s).
/// </param>
/// <param name="WaitForBytesMilliseconds">How long a reader waits for bytes that are on their way (3 s, as BlockSender).</param>
/// <param name="FailedVolumesTolerated">Volumes that may fail before the node gives up; -1: as many as leave one.</param>
/// <param name="WaitingDeletions">
/// Files that wait to be deleted in the background; when there are more, or with 0, whoever deletes waits for it.
/// </param>
/// <param name="RecoveryMilliseconds">
/// How long who asks for a part of a recovery waits for its volume; longer than for a writer to end.
/// </param>
/// <param name="MeasureMilliseconds">
/// How long who asks for a recovery waits for the replica to be read; shorter than it waits for the answer.
/// </param>
/// <param name="EndMilliseconds">How long a stop waits for what works on disks.</param>
internal sealed record StoreLimits(
    int StopWriterMilliseconds,
    int WaitForBytesMilliseconds,
    int FailedVolumesTolerated,
    int WaitingDeletions,
    int RecoveryMilliseconds,
    int MeasureMilliseconds,
    int EndMilliseconds)
{
    /// <summary>The machine.</summary>
    internal DataNodeSurroundings Surroundings { get; init; } = DataNodeSurroundings.Machine;
}
