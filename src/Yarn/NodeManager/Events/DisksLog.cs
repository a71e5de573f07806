using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>What a NodeManager tells of its disks. Event ids 6500 … 6599; they only grow.</summary>
internal static partial class DisksLog
{
    [LoggerMessage(6500, LogLevel.Warning, "{Directory} is not looked at now: there is no thread for it")]
    internal static partial void NoThreadToLook(this ILogger log, string directory);

    [LoggerMessage(6501, LogLevel.Warning, "all directories are good again")]
    internal static partial void AllGood(this ILogger log);

    [LoggerMessage(6502, LogLevel.Warning, "{Report}")]
    internal static partial void HaveErrors(this ILogger log, string report);

    [LoggerMessage(6503, LogLevel.Warning, "{Directory} could not be looked at, and counts as good: {Reason}")]
    internal static partial void CountsAsGood(this ILogger log, string directory, string reason);
}
