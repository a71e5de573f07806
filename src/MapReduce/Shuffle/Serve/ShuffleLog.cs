using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>What the shuffle service tells. Event ids 7100 … 7199; they only grow.</summary>
internal static partial class ShuffleLog
{
    [LoggerMessage(7100, LogLevel.Information, "serves map outputs on {EndPoint}")]
    internal static partial void Serves(this ILogger log, EndPoint endPoint);

    [LoggerMessage(EventId = 7101, Message = "refused {Remote}: {Status} {Reason}")]
    internal static partial void Refused(this ILogger log, LogLevel level, string remote, int status, string reason);

    [LoggerMessage(7102, LogLevel.Debug, "connection from {Remote} ended: {Reason}")]
    internal static partial void ConnectionEnded(this ILogger log, string remote, string reason);

    [LoggerMessage(7103, LogLevel.Warning, "{Reason}")]
    internal static partial void AcceptFailed(this ILogger log, string reason);

    [LoggerMessage(7104, LogLevel.Error, "a connection could not be served; others are")]
    internal static partial void NotServed(this ILogger log, Exception error);

    [LoggerMessage(7105, LogLevel.Error, "a connection was ended by a fault")]
    internal static partial void EndedByFault(this ILogger log, Exception error);
}
