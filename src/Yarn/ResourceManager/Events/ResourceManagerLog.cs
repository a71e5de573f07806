using System.Net;
using Hathi.Yarn.Core.Model;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.ResourceManager.Events;

/// <summary>
/// What a ResourceManager tells, but for what its Core and its engine have to say. Event ids 5000 … 5099; they only grow.
/// </summary>
internal static partial class ResourceManagerLog
{
    [LoggerMessage(5000, LogLevel.Information, "{User} had {What} read again")]
    internal static partial void ReadAgain(this ILogger log, string user, string what);

    [LoggerMessage(5001, LogLevel.Error, "a fault of ours in launching the master of {Attempt}")]
    internal static partial void LaunchBroke(this ILogger log, Exception error, ApplicationAttemptId attempt);

    [LoggerMessage(5002, LogLevel.Warning, "the master of {Attempt} could not be launched on {Node}: {Reason}")]
    internal static partial void LaunchFailed(this ILogger log, ApplicationAttemptId attempt, NodeId node, string reason);

    [LoggerMessage(5003, LogLevel.Warning,
        "{Directory} belongs to another user and may be readable for others; it will hold keys: chmod 700 it")]
    internal static partial void StateOfOthers(this ILogger log, string directory);

    [LoggerMessage(5004, LogLevel.Warning, "cut {Bytes} bytes that were never acknowledged from the end of {File}")]
    internal static partial void TailCut(this ILogger log, long bytes, string file);

    [LoggerMessage(5005, LogLevel.Information, "loaded {Edits} edits from {Directory}")]
    internal static partial void Loaded(this ILogger log, long edits, string directory);

    [LoggerMessage(5006, LogLevel.Information, "{Note}")]
    internal static partial void NotedAtStart(this ILogger log, string note);

    [LoggerMessage(5007, LogLevel.Information,
        "serves clients on {Clients}, NodeManagers on {NodeManagers}, masters on {Masters}, pages on {Pages}")]
    internal static partial void Serves(this ILogger log, EndPoint clients, EndPoint nodeManagers, EndPoint masters, EndPoint pages);

    [LoggerMessage(5008, LogLevel.Information,
        "the next master keys of tokens are made known to the nodes; that of containers is number {Containers}")]
    internal static partial void NextKeys(this ILogger log, int? containers);

    [LoggerMessage(5009, LogLevel.Information, "the master keys of tokens were rolled; the one of containers is number {Containers} now")]
    internal static partial void KeysRolled(this ILogger log, int containers);
}
