using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>What a NodeManager tells of the files that it fetches for containers. Event ids 6200 … 6299; they only grow.</summary>
internal static partial class LocalizerLog
{
    [LoggerMessage(6200, LogLevel.Warning, "{Directory} stays: {Reason}")]
    internal static partial void TemporaryStays(this ILogger log, Exception error, string directory, string reason);

    [LoggerMessage(6201, LogLevel.Information, "{Url} ({Bytes} bytes) leaves the cache, which holds more than its {Target} bytes")]
    internal static partial void LeavesCache(this ILogger log, string url, long bytes, long target);

    [LoggerMessage(6202, LogLevel.Warning, "What lies in {Disk} is fetched anew: {Reason}")]
    internal static partial void FetchedAnew(this ILogger log, string disk, string reason);
}
