using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Rpc.Users;

/// <summary>What is told of the groups of users. Event ids 2100 … 2199; they only grow.</summary>
internal static partial class GroupsLog
{
    [LoggerMessage(2100, LogLevel.Warning,
        "the groups of {User} could not be looked up, what was known of them stays: {Reason} ({Unheard} more failures since the last "
        + "line)")]
    internal static partial void LookUpFailed(this ILogger log, string user, string reason, int unheard);
}
