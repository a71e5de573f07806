using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Events;

/// <summary>What a DataNode tells of recoveries of blocks. Event ids 4300 … 4399; they only grow.</summary>
internal static partial class RecoveryLog
{
    [LoggerMessage(4300, LogLevel.Debug, "{Tasks} recoveries are under way; that of blk_{Block} is left to the NameNode's next order")]
    internal static partial void LeftToNextOrder(this ILogger log, int tasks, ulong block);

    [LoggerMessage(4301, LogLevel.Warning, "Recovery of blk_{Block}_{Generation} to {Recovery} failed: {Reason}")]
    internal static partial void RecoveryFailed(
        this ILogger log, Exception? error, ulong block, ulong generation, ulong recovery, string reason);

    [LoggerMessage(4302, LogLevel.Information, "Another recovery of blk_{Block} is under way at {Node}; this one ends")]
    internal static partial void OtherUnderWay(this ILogger log, ulong block, string node);

    [LoggerMessage(4303, LogLevel.Warning,
        "blk_{Block}_{Generation} is recovered with {Length} bytes without what {Silent} may have of it: asked often enough, no answer")]
    internal static partial void WithoutSilent(this ILogger log, ulong block, ulong generation, long length, string silent);

    [LoggerMessage(4304, LogLevel.Warning, "{Node} takes no part in the recovery of blk_{Block}: {Reason}")]
    internal static partial void NoPart(this ILogger log, Exception? error, string node, ulong block, string reason);

    [LoggerMessage(4305, LogLevel.Information, "Nobody has a byte of blk_{Block}: it is dropped")]
    internal static partial void Dropped(this ILogger log, ulong block);

    [LoggerMessage(4306, LogLevel.Information, "Recovered blk_{Block} with {Length} bytes and generation {Recovery} on {Nodes} nodes")]
    internal static partial void Recovered(this ILogger log, ulong block, long length, ulong recovery, int nodes);

    [LoggerMessage(4307, LogLevel.Warning, "{Node} could not take {Length} bytes of blk_{Block}: {Reason}")]
    internal static partial void NotTaken(this ILogger log, Exception? error, string node, long length, ulong block, string reason);
}
