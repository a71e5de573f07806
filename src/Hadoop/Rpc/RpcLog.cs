using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Rpc;

/// <summary>What the RPC layer logs. Event ids 2000 … 2099; they only grow.</summary>
internal static partial class RpcLog
{
    [LoggerMessage(2000, LogLevel.Information, "RPC server listens at {EndPoint}")]
    public static partial void Listening(this ILogger logger, EndPoint endPoint);

    [LoggerMessage(2001, LogLevel.Warning, "Closed a new connection from {Remote}: {Limit} connections are open, the limit")]
    public static partial void TooManyConnections(this ILogger logger, EndPoint? remote, int limit);

    [LoggerMessage(2002, LogLevel.Warning, "Closed the connection from {Remote}: {Reason}")]
    public static partial void BadPeer(this ILogger logger, EndPoint remote, string reason);

    [LoggerMessage(2003, LogLevel.Error, "A handler failed on its own account: {Method} called by {User} from {Remote}; "
        + "{Unheard} more like it were not logged since the last")]
    public static partial void HandlerFailed(
        this ILogger logger, Exception exception, string method, string user, EndPoint remote, int unheard);

    [LoggerMessage(2004, LogLevel.Error, "The connection from {Remote} was closed by a fault of ours")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, EndPoint remote);

    [LoggerMessage(2005, LogLevel.Warning, "Accepting failed, going on: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string reason);

    [LoggerMessage(2006, LogLevel.Debug, "Connection from {Remote} closed: {Reason}")]
    public static partial void ConnectionLost(this ILogger logger, EndPoint remote, string reason);
}
