using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>What a NodeManager tells of its administrator's script. Event ids 6400 … 6499; they only grow.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(6400, LogLevel.Warning, "{Script} finds nothing wrong any more")]
    internal static partial void NothingWrong(this ILogger log, string script);

    [LoggerMessage(6401, LogLevel.Warning, "{Script}: {Report}")]
    internal static partial void ScriptTold(this ILogger log, string script, string report);
}
