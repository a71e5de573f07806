using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// What a node tells of its ResourceManager's lists of hosts before that one runs. Event ids 1200 … 1299; they only grow.
/// </summary>
internal static partial class NodeListsLog
{
    [LoggerMessage(1200, LogLevel.Warning, "every NodeManager may join: {Reason}")]
    internal static partial void AllMayJoin(this ILogger log, string reason);
}
