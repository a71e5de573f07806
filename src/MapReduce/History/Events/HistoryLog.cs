using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.History.Events;

/// <summary>What the job history server tells. Event ids 7000 … 7099; they only grow.</summary>
internal static partial class HistoryLog
{
    [LoggerMessage(7000, LogLevel.Warning, "{File}, in whose place a later history has come, was not removed: {Reason}")]
    internal static partial void OlderNotRemoved(this ILogger log, string file, string reason);

    [LoggerMessage(7001, LogLevel.Warning, "new history in {Directory} was not looked at: {Reason}")]
    internal static partial void IntakeFailed(this ILogger log, string directory, string reason);

    [LoggerMessage(7002, LogLevel.Warning, "new history in {Directory} was not looked at, and is with the next looks: {Reason}")]
    internal static partial void DirectoryNotSeen(this ILogger log, string directory, string reason);

    [LoggerMessage(7003, LogLevel.Warning, "{Directory} was made by {Owner}, and is {User}'s now")]
    internal static partial void DirectoryGivenBack(this ILogger log, string directory, string owner, string user);

    [LoggerMessage(7004, LogLevel.Warning,
        "{Directory} is {Owner}'s, so that masters of {User} may have no place for their history; give it to {User} (chown): {Reason}")]
    internal static partial void DirectoryOfOthers(this ILogger log, string directory, string owner, string user, string reason);

    [LoggerMessage(7005, LogLevel.Warning,
        "{Entries} entries of {Directory}{More} are passed over: they are no files, not {User}'s, or of jobs of others")]
    internal static partial void PassedOver(this ILogger log, int entries, string directory, string more, string user);

    [LoggerMessage(7006, LogLevel.Warning, "{File} was not moved to {Directory}: {Reason}")]
    internal static partial void NotMoved(this ILogger log, string file, string directory, string reason);

    [LoggerMessage(7007, LogLevel.Information, "job history on {Rpc} and http://{Web}")]
    internal static partial void Serves(this ILogger log, EndPoint rpc, EndPoint web);

    [LoggerMessage(7008, LogLevel.Error, "history is looked for no more; start this node anew")]
    internal static partial void LookingEnded(this ILogger log, Exception error);

    [LoggerMessage(7009, LogLevel.Error, "looking for new history failed; the next look tries again")]
    internal static partial void LookFailed(this ILogger log, Exception error);

    [LoggerMessage(7010, LogLevel.Information, "waiting for the file system, to keep history in {Directory}: {Reason}")]
    internal static partial void WaitsForFiles(this ILogger log, string directory, string reason);

    [LoggerMessage(7011, LogLevel.Warning, "history older than {Days:0} days was not removed, or not all of it: {Reason}")]
    internal static partial void OldNotRemoved(this ILogger log, double days, string reason);

    [LoggerMessage(7012, LogLevel.Warning, "{File} ends in the middle of an event; what comes before is shown")]
    internal static partial void EndsWithinEvent(this ILogger log, string file);
}
