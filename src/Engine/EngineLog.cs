using Microsoft.Extensions.Logging;

namespace Hathi.Engine;

/// <summary>
/// What an engine tells of the Core that it steps. Its lines are of the area that the caller gives, such as "namenode". Event ids 1300 …
/// 1399; they only grow.
/// </summary>
internal static partial class EngineLog
{
    [LoggerMessage(1300, LogLevel.Error,
        "a checkpoint could not be written and will be tried again: {Reason} Until one is, a restart replays {Edits} edits; {Advice}")]
    internal static partial void CheckpointFailed(
        this ILogger log, Exception? error, string area, string reason, long edits, string advice);

    [LoggerMessage(1301, LogLevel.Error,
        "the checkpoint after edit {Index} cannot be read and is passed over for the one before it and its edits: {Reason}")]
    internal static partial void CheckpointPassedOver(this ILogger log, string area, long index, string reason);

    [LoggerMessage(1302, LogLevel.Information, "checkpoint written at edit {Index}")]
    internal static partial void CheckpointWritten(this ILogger log, string area, long index);

    [LoggerMessage(1303, LogLevel.Warning,
        "what that checkpoint makes superfluous could not be removed, and the next one tries again: {Reason}")]
    internal static partial void CheckpointLeftovers(this ILogger log, string area, string reason);

    [LoggerMessage(1304, LogLevel.Information, "{Note}")]
    internal static partial void Noted(this ILogger log, string area, string note);

    [LoggerMessage(1305, LogLevel.Error,
        "the log cannot be written and the {Area} stops; nothing acknowledged is lost. Free or replace the disk, then start it again")]
    internal static partial void LogLost(this ILogger log, Exception error, string area);

    [LoggerMessage(1306, LogLevel.Error, "the {Area}'s core failed at {Input} and it stops; nothing acknowledged is lost")]
    internal static partial void CoreFailed(this ILogger log, Exception error, string area, string input);

    [LoggerMessage(1307, LogLevel.Error, "a fault of ours in {Input}: it was refused, nothing was changed, and the {Area} goes on{More}")]
    internal static partial void InputRefused(this ILogger log, Exception error, string input, string area, string more);

    [LoggerMessage(1308, LogLevel.Error, "what follows from a decision failed and the {Area} stops; nothing acknowledged is lost")]
    internal static partial void FollowingFailed(this ILogger log, Exception error, string area);
}
