using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Events;

/// <summary>What a NameNode tells, but for what its Core and its engine have to say. Event ids 3000 … 3099; they only grow.</summary>
internal static partial class NameNodeLog
{
    [LoggerMessage(3000, LogLevel.Warning, "cut {Bytes} bytes that were never acknowledged from the end of {File}")]
    internal static partial void TailCut(this ILogger log, long bytes, string file);

    [LoggerMessage(3001, LogLevel.Information, "loaded {Edits} edits from {Directory} in {Took} ms")]
    internal static partial void Loaded(this ILogger log, long edits, string directory, long took);

    [LoggerMessage(3002, LogLevel.Information, "serves {Pool} on {EndPoint}")]
    internal static partial void Serves(this ILogger log, string pool, EndPoint endPoint);

    [LoggerMessage(3003, LogLevel.Error, "the trash was not emptied, and will be at the next time: {Reason}")]
    internal static partial void TrashNotEmptied(this ILogger log, Exception? error, string reason);

    [LoggerMessage(3004, LogLevel.Information, "trash: {Deleted} checkpoints deleted that were older than {Minutes} minutes, {Made} made")]
    internal static partial void TrashEmptied(this ILogger log, int deleted, double minutes, int made);

    [LoggerMessage(3005, LogLevel.Warning, "trash: {Lines} lines more like the last ones are left out")]
    internal static partial void TrashLeftUntold(this ILogger log, int lines);

    [LoggerMessage(3006, LogLevel.Warning, "trash: {What} was passed over until the next time: {Reason}")]
    internal static partial void TrashPassedOver(this ILogger log, string what, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "trash: {Path} is no checkpoint and stays (fs.trash.clean.trashroot.enable)")]
    internal static partial void TrashOfStrangers(this ILogger log, string path);

    [LoggerMessage(3008, LogLevel.Warning, "trash: {Path} became no checkpoint: there are {Most} of this second")]
    internal static partial void TrashWithoutName(this ILogger log, string path, int most);
}
