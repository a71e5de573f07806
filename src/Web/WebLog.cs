using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Web;

/// <summary>What HTTP ports tell. Event ids 2200 … 2299; they only grow.</summary>
internal static partial class WebLog
{
    [LoggerMessage(2200, LogLevel.Warning, "{Reason}")]
    internal static partial void AcceptFailed(this ILogger log, string reason);

    [LoggerMessage(2201, LogLevel.Warning, "{Path}: an answer that had begun was cut: {Reason}")]
    internal static partial void AnswerCut(this ILogger log, string path, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "{Path}: {Reason}")]
    internal static partial void Refused(this ILogger log, string path, string reason);

    [LoggerMessage(2203, LogLevel.Debug, "{Path}: {Remote} went away: {Reason}")]
    internal static partial void PeerLeft(this ILogger log, string path, IPAddress? remote, string reason);

    [LoggerMessage(2204, LogLevel.Error, "{Method} {Path} failed")]
    internal static partial void RequestFailed(this ILogger log, Exception error, string method, string path);
}
