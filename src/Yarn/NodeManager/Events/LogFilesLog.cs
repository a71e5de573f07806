using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>What a NodeManager tells of the logs that containers leave. Event ids 6300 … 6399; they only grow.</summary>
internal static partial class LogFilesLog
{
    [LoggerMessage(6300, LogLevel.Warning,
        "the logs of {Application} could not be moved to {Target} (attempt {Attempt} of {Attempts}): {Reason}")]
    internal static partial void LogsNotMoved(
        this ILogger log, string application, string target, int attempt, int attempts, string reason);

    [LoggerMessage(6301, LogLevel.Warning, "the logs of {Application} in {Root} are not moved: its disk does not answer")]
    internal static partial void DiskSilent(this ILogger log, string application, string root);

    [LoggerMessage(6302, LogLevel.Warning, "Old logs in {Directory} were not looked for: {Reason}")]
    internal static partial void NotLookedFor(this ILogger log, string directory, string reason);

    [LoggerMessage(6303, LogLevel.Information, "{Application} is removed: nothing was written to it for {Age}")]
    internal static partial void OldRemoved(this ILogger log, string application, TimeSpan age);

    [LoggerMessage(6304, LogLevel.Warning, "{Application} was not looked at: {Reason}")]
    internal static partial void ApplicationPassedOver(this ILogger log, string application, string reason);
}
