using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Ring.Node.Events;

/// <summary>What the ring's port for clients logs. Event ids 9000 … 9099; they only grow.</summary>
internal static partial class RingLog
{
    [LoggerMessage(9000, LogLevel.Information, "CQL clients are served at {EndPoint}")]
    public static partial void Listening(this ILogger logger, EndPoint endPoint);

    [LoggerMessage(9001, LogLevel.Warning, "Closed a new connection from {Remote}: {Limit} connections are open, the limit, or its address "
        + "has its share of them")]
    public static partial void TooManyConnections(this ILogger logger, EndPoint? remote, int limit);

    [LoggerMessage(9002, LogLevel.Warning, "Closed the connection from {Remote}: {Reason}")]
    public static partial void BadPeer(this ILogger logger, EndPoint remote, string reason);

    [LoggerMessage(9003, LogLevel.Error, "A request failed on the server's own account: {Request} from {Remote}; {Unheard} more like it "
        + "were not logged since the last")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string request, EndPoint remote, int unheard);

    [LoggerMessage(9004, LogLevel.Error, "The connection from {Remote} was closed by a fault of ours")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, EndPoint remote);

    [LoggerMessage(9005, LogLevel.Warning, "Accepting CQL clients failed, going on: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string reason);

    [LoggerMessage(9006, LogLevel.Debug, "Connection from {Remote} closed: {Reason}")]
    public static partial void ConnectionLost(this ILogger logger, EndPoint remote, string reason);

    [LoggerMessage(9007, LogLevel.Warning, "The image of the schema {Path} was passed over: {Reason}; the records behind an older one give "
        + "the same")]
    public static partial void SnapshotPassedOver(this ILogger logger, string path, string reason);
}
