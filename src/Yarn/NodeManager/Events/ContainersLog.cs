using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>What a NodeManager tells of the life of containers. Event ids 6100 … 6199; they only grow.</summary>
internal static partial class ContainersLog
{
    [LoggerMessage(6100, LogLevel.Error,
        "the processes of {Container} cannot be looked at, only the group of the first one is ended: {Reason}")]
    internal static partial void ProcessesNotSeen(this ILogger log, string container, string reason);

    [LoggerMessage(6101, LogLevel.Warning,
        "{Container} is over, but {Left} of its processes were sent SIGKILL and do not end ({Name}, {Process})")]
    internal static partial void ProcessesStay(this ILogger log, string container, int left, string name, int process);

    [LoggerMessage(6102, LogLevel.Warning, "{Container} does not start: {Reason}")]
    internal static partial void DoesNotStart(this ILogger log, string container, string reason);

    [LoggerMessage(6103, LogLevel.Error, "{Container} is not run: nodes have ended {Tries} times before it had a process")]
    internal static partial void NotRun(this ILogger log, string container, int tries);

    [LoggerMessage(6104, LogLevel.Information, "{Container} {State}")]
    internal static partial void FoundAgain(this ILogger log, string container, string state);

    [LoggerMessage(6105, LogLevel.Warning, "{Container} is left to the next start of this node: {Reason}")]
    internal static partial void LeftToNextStart(this ILogger log, string container, string reason);

    [LoggerMessage(6106, LogLevel.Error, "{Container} {What}: {Reason}")]
    internal static partial void Failed(this ILogger log, Exception? error, string container, string what, string reason);

    [LoggerMessage(6107, LogLevel.Warning, "{Container} has no directory in {Directory}: {Reason}")]
    internal static partial void NoDirectory(this ILogger log, string container, string directory, string reason);

    [LoggerMessage(6108, LogLevel.Information, "{Container} ended with {ExitStatus}")]
    internal static partial void Ended(this ILogger log, string container, int exitStatus);

    [LoggerMessage(6109, LogLevel.Error, "the end of {Container} was cut short: {Reason}")]
    internal static partial void EndCutShort(this ILogger log, Exception error, string container, string reason);

    [LoggerMessage(6110, LogLevel.Warning, "{What} cannot be looked at now, and is again in a moment: {Reason}")]
    internal static partial void NotLookedAt(this ILogger log, string what, string reason);
}
