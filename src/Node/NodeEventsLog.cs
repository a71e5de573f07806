using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>What the process of a node tells. Event ids 1000 … 1099; they only grow.</summary>
internal static partial class NodeEventsLog
{
    [LoggerMessage(1000, LogLevel.Warning, "hathi status cannot be told what has ended here: {Reason}")]
    internal static partial void EndsNotTold(this ILogger log, string reason);

    [LoggerMessage(1001, LogLevel.Warning, "{Problem}")]
    internal static partial void UnknownKey(this ILogger log, string problem);

    [LoggerMessage(1002, LogLevel.Debug, "{Key} is known, and nothing here reads it")]
    internal static partial void KeyWithoutEffect(this ILogger log, string key);

    [LoggerMessage(1003, LogLevel.Error, "{Node} cannot run: {Reason}")]
    internal static partial void CannotRun(this ILogger log, string node, string reason);

    [LoggerMessage(1004, LogLevel.Error, "{Node} cannot run for a reason of our own: {Reason}")]
    internal static partial void FaultOfOurs(this ILogger log, Exception error, string node, string reason);

    [LoggerMessage(1005, LogLevel.Error, "the {Role} cannot start for a reason of our own: {Reason}")]
    internal static partial void RoleNotStarted(this ILogger log, Exception error, string role, string reason);

    [LoggerMessage(1006, LogLevel.Warning, "the {Role} has ended as it was told to; {Others}")]
    internal static partial void RoleEndedAsTold(this ILogger log, string role, string others);

    [LoggerMessage(1007, LogLevel.Error, "the {Role} has ended: {Failure} {Others}")]
    internal static partial void RoleEnded(this ILogger log, string role, string failure, string others);

    [LoggerMessage(1008, LogLevel.Error, "the {Role} has not ended within {Seconds:0} s and is left to its process's end")]
    internal static partial void RoleHangs(this ILogger log, string role, double seconds);

    [LoggerMessage(1009, LogLevel.Error, "the {Role} did not end well: {Reason}")]
    internal static partial void RoleEndedBadly(this ILogger log, Exception error, string role, string reason);

    [LoggerMessage(1010, LogLevel.Information, "is asked to end before it has started")]
    internal static partial void EndsBeforeStart(this ILogger log);

    [LoggerMessage(1011, LogLevel.Error, "its start has not ended within {Seconds:0} s and is left to its process's end")]
    internal static partial void StartHangs(this ILogger log, double seconds);

    [LoggerMessage(1012, LogLevel.Warning, "its start failed meanwhile: {Reason}")]
    internal static partial void StartFailed(this ILogger log, string reason);
}
