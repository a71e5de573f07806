using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>What a NodeManager tells of the memory that containers use. Event ids 6600 … 6699; they only grow.</summary>
internal static partial class MonitorLog
{
    [LoggerMessage(6600, LogLevel.Warning, "/proc could not be read, memory is not watched now: {Reason}")]
    internal static partial void MemoryNotWatched(this ILogger log, string reason);

    [LoggerMessage(6601, LogLevel.Warning, "{Diagnostics}")]
    internal static partial void OverMemory(this ILogger log, string diagnostics);
}
