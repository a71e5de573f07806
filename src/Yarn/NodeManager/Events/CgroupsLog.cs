using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>What a NodeManager tells of control groups. Event ids 6700 … 6799; they only grow.</summary>
internal static partial class CgroupsLog
{
    [LoggerMessage(6700, LogLevel.Warning, "containers run without control groups, their memory is watched all the same: {Reason}")]
    internal static partial void NoGroups(this ILogger log, string reason);

    [LoggerMessage(6701, LogLevel.Warning, "{Container} runs without a control group: {Reason}")]
    internal static partial void NoGroup(this ILogger log, string container, string reason);
}
