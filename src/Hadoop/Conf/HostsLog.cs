using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Conf;

/// <summary>
/// What is told of lists of hosts that are looked up again. Its lines are of the area that the caller gives. Event ids 1400 … 1499; they
/// only grow.
/// </summary>
internal static partial class HostsLog
{
    [LoggerMessage(1400, LogLevel.Information, "{Found} hosts of the lists of nodes have an address now; {Left} have none yet")]
    internal static partial void HostsFound(this ILogger log, string area, int found, int left);

    [LoggerMessage(1401, LogLevel.Error,
        "hosts of the lists of nodes are looked up no more: {Reason} Call refreshNodes once their names resolve")]
    internal static partial void LookingEnded(this ILogger log, Exception error, string area, string reason);

    [LoggerMessage(1402, LogLevel.Warning, "hosts of the lists of nodes could not be looked up, and will be again: {Reason}")]
    internal static partial void LookFailed(this ILogger log, string area, string reason);
}
