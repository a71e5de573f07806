using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Events;

/// <summary>What a DataNode tells of data transfers. Event ids 4200 … 4299; they only grow.</summary>
internal static partial class TransferLog
{
    [LoggerMessage(4200, LogLevel.Information, "{Replica}: the next node {Node} is lost: {Reason}")]
    internal static partial void MirrorLost(this ILogger log, object replica, string node, string reason);

    [LoggerMessage(4201, LogLevel.Warning, "Slow: {What} {Where} took {Elapsed} ms (threshold {Threshold} ms), {Replica}")]
    internal static partial void Slow(this ILogger log, string what, string where, long elapsed, int threshold, object replica);

    [LoggerMessage(4202, LogLevel.Information, "BLOCK_CHECKSUM {Block} for {Remote} is refused: {Reason}")]
    internal static partial void ChecksumRefused(this ILogger log, string block, EndPoint remote, string reason);

    [LoggerMessage(4203, LogLevel.Information, "COPY_BLOCK {Block} for {Remote} is refused: {Reason}")]
    internal static partial void CopyRefused(this ILogger log, string block, EndPoint remote, string reason);

    [LoggerMessage(4204, LogLevel.Information, "READ_BLOCK {Block} for {Remote} is refused: {Reason}")]
    internal static partial void ReadRefused(this ILogger log, string block, EndPoint remote, string reason);

    [LoggerMessage(4205, LogLevel.Information, "REPLACE_BLOCK {Block} failed: {Reason}")]
    internal static partial void ReplaceFailed(this ILogger log, string block, string reason);

    [LoggerMessage(4206, LogLevel.Warning, "TRANSFER_BLOCK {Block} for {Remote} failed: {Reason}")]
    internal static partial void TransferFailed(this ILogger log, string block, EndPoint remote, string reason);

    [LoggerMessage(4207, LogLevel.Information, "WRITE_BLOCK {Block} ({Stage}) from {Remote} is refused: {Reason}")]
    internal static partial void WriteRefused(this ILogger log, string block, object stage, EndPoint remote, string reason);

    [LoggerMessage(4208, LogLevel.Warning, "blk_{Block}: the next node {Node} of the pipeline cannot be reached: {Reason}")]
    internal static partial void NextNotReached(this ILogger log, long block, string node, string reason);

    [LoggerMessage(4209, LogLevel.Information, "Transmitted blk_{Block}_{Generation} ({Bytes} bytes) to {Node}")]
    internal static partial void Transmitted(this ILogger log, long block, long generation, long bytes, string node);

    [LoggerMessage(4210, LogLevel.Error, "{What}")]
    internal static partial void ThreadFailed(this ILogger log, Exception error, string what);

    [LoggerMessage(4211, LogLevel.Warning,
        "{Operations} operations have not ended within {Limit} ms of being told to; they are left behind (a disk that does not answer?)")]
    internal static partial void LeftBehind(this ILogger log, int operations, int limit);

    [LoggerMessage(4212, LogLevel.Warning, "{What}")]
    internal static partial void ConnectionTold(this ILogger log, string what);

    [LoggerMessage(4213, LogLevel.Warning, "{Reason}; {Remote} and perhaps more are turned away")]
    internal static partial void TurnedAway(this ILogger log, string reason, EndPoint remote);

    [LoggerMessage(4214, LogLevel.Debug, "{Remote} is gone: {Reason}")]
    internal static partial void PeerGone(this ILogger log, EndPoint remote, string reason);

    [LoggerMessage(4215, LogLevel.Warning, "{Remote} sent {Reason}")]
    internal static partial void PeerWrong(this ILogger log, EndPoint remote, string reason);

    [LoggerMessage(4216, LogLevel.Information, "An operation of {Remote} failed: {Reason}")]
    internal static partial void OperationFailed(this ILogger log, EndPoint remote, string reason);

    [LoggerMessage(4217, LogLevel.Error, "An operation of {Remote} failed for a reason of our own")]
    internal static partial void OperationBroke(this ILogger log, Exception error, EndPoint remote);
}
