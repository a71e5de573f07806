using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Events;

/// <summary>
/// What a NodeManager tells of itself, its memory, its applications and its ResourceManager. Event ids 6000 … 6099; they only grow.
/// </summary>
internal static partial class NodeManagerLog
{
    [LoggerMessage(6000, LogLevel.Warning,
        "{Application} has data for the auxiliary service {Service}, which does not exist on this node any more")]
    internal static partial void ServiceGone(this ILogger log, string application, string service);

    [LoggerMessage(6001, LogLevel.Warning, "the auxiliary service {Service} does not take the data of {Application} again: {Reason}")]
    internal static partial void ServiceRefuses(this ILogger log, Exception? error, string service, string application, string reason);

    [LoggerMessage(6002, LogLevel.Information, "{Application} has ended on this node")]
    internal static partial void ApplicationEnded(this ILogger log, string application);

    [LoggerMessage(6003, LogLevel.Error, "The end of {Application} on this node was cut short: {Reason}")]
    internal static partial void ApplicationCutShort(this ILogger log, Exception? error, string application, string reason);

    [LoggerMessage(6004, LogLevel.Warning, "what somebody has put into {Directory} was not removed: {Reason}")]
    internal static partial void NamelessNotRemoved(this ILogger log, string directory, string reason);

    [LoggerMessage(6005, LogLevel.Warning, "{Container} ran as process {Process} and nobody remembers it: it is ended")]
    internal static partial void StrayEnded(this ILogger log, string container, int process);

    [LoggerMessage(6006, LogLevel.Warning, "what still runs of {Application} could not be looked at; the next start looks again: {Reason}")]
    internal static partial void StraysNotSeen(this ILogger log, string application, string reason);

    [LoggerMessage(6007, LogLevel.Warning, "{User} at {Remote} does not get {Container} started: {Reason}")]
    internal static partial void StartRefused(this ILogger log, string user, EndPoint remote, string container, string reason);

    [LoggerMessage(6008, LogLevel.Information, "{Container} of {User} starts, {Memory} MiB, {Cores} vcores")]
    internal static partial void Starts(this ILogger log, string container, string user, long memory, int cores);

    [LoggerMessage(6009, LogLevel.Error, "{Container} cannot start for a reason of our own, or of an auxiliary service: {Reason}")]
    internal static partial void StartBroke(this ILogger log, Exception error, string container, string reason);

    [LoggerMessage(6010, LogLevel.Error, "{Container} failed for a reason of our own")]
    internal static partial void RunBroke(this ILogger log, Exception error, string container);

    [LoggerMessage(6011, LogLevel.Warning, "The requests of {Container} and {Others} others are not removed now: {Reason}")]
    internal static partial void RequestsNotRemoved(this ILogger log, Exception? error, string container, int others, string reason);

    [LoggerMessage(6012, LogLevel.Warning, "The request of {Container} was not removed: {Reason}")]
    internal static partial void RequestNotRemoved(this ILogger log, string container, string reason);

    [LoggerMessage(6013, LogLevel.Warning, "{Path} cannot be read, its container is not taken up: {Reason}")]
    internal static partial void RequestNotRead(this ILogger log, string path, string reason);

    [LoggerMessage(6014, LogLevel.Warning, "{Path} takes more memory than there is, its container is not taken up")]
    internal static partial void RequestTooLarge(this ILogger log, string path);

    [LoggerMessage(6015, LogLevel.Warning,
        "{Path} does not read back, its container is not taken up and the file is put aside as {Suffix}: {Reason}")]
    internal static partial void RequestPutAside(this ILogger log, string path, string suffix, string reason);

    [LoggerMessage(6016, LogLevel.Error, "what {Container} uses of the cache is not known: {Reason}")]
    internal static partial void UseUnknown(this ILogger log, Exception error, string container, string reason);

    [LoggerMessage(6017, LogLevel.Error, "{Container} cannot be taken up: {Reason}")]
    internal static partial void NotTakenUp(this ILogger log, Exception error, string container, string reason);

    [LoggerMessage(6018, LogLevel.Error, "The look at {What} failed, and is taken again: {Reason}")]
    internal static partial void LookFailed(this ILogger log, Exception? error, string what, string reason);

    [LoggerMessage(6019, LogLevel.Information, "{Host} serves containers on {Containers} and HTTP on {Pages}")]
    internal static partial void Serves(this ILogger log, string host, EndPoint containers, EndPoint pages);

    [LoggerMessage(6020, LogLevel.Information, "stops when what was begun for containers is written down")]
    internal static partial void StopsLater(this ILogger log);

    [LoggerMessage(6021, LogLevel.Warning,
        "stops though what was begun for containers has not ended within {Waited}: a disk hangs; the next start goes on with them")]
    internal static partial void StopsUnfinished(this ILogger log, TimeSpan waited);

    [LoggerMessage(6022, LogLevel.Error, "{Reason}")]
    internal static partial void OrderedToStop(this ILogger log, string reason);

    [LoggerMessage(6023, LogLevel.Error, "{Host} cannot go on: {Reason}")]
    internal static partial void CannotGoOn(this ILogger log, Exception? error, string host, string reason);

    [LoggerMessage(6024, LogLevel.Error, "The node's memory is lost, it will not survive a restart: {Reason}")]
    internal static partial void MemoryLost(this ILogger log, string reason);

    [LoggerMessage(6025, LogLevel.Warning,
        "{Directory} belongs to another user and may be readable for others; it will hold keys: chmod 700 it")]
    internal static partial void MemoryOfOthers(this ILogger log, string directory);

    [LoggerMessage(6026, LogLevel.Warning, "Closing the node's memory failed: {Reason}")]
    internal static partial void MemoryNotClosed(this ILogger log, string reason);

    [LoggerMessage(6027, LogLevel.Error,
        "The snapshot of the node's memory after record {Index} cannot be read and is passed over for the one before it: {Reason}")]
    internal static partial void SnapshotPassedOver(this ILogger log, long index, string reason);

    [LoggerMessage(6028, LogLevel.Warning,
        "What a snapshot of the node's memory makes superfluous could not be removed, and the next one tries again: {Reason}")]
    internal static partial void SnapshotLeftovers(this ILogger log, string reason);

    [LoggerMessage(6029, LogLevel.Warning, "A snapshot of the node's memory failed, the log keeps growing until one is written: {Reason}")]
    internal static partial void SnapshotFailed(this ILogger log, Exception? error, string reason);

    [LoggerMessage(6030, LogLevel.Warning, "{Directory} cannot be listed and is passed over, the next start looks again: {Reason}")]
    internal static partial void NotListed(this ILogger log, string directory, string reason);

    [LoggerMessage(6031, LogLevel.Warning, "{Directory} was not removed: {Reason}")]
    internal static partial void NotRemoved(this ILogger log, string directory, string reason);

    [LoggerMessage(6032, LogLevel.Error, "{Directory} was not removed; a restart finds it")]
    internal static partial void RemovalBroke(this ILogger log, Exception error, string directory);

    [LoggerMessage(6033, LogLevel.Information, "registered at the ResourceManager {ResourceManager} as {Node}")]
    internal static partial void Registered(this ILogger log, string resourceManager, string node);

    [LoggerMessage(6034, LogLevel.Information, "The ResourceManager {ResourceManager} wants this node to register again: {Reason}")]
    internal static partial void ToRegisterAgain(this ILogger log, string resourceManager, string reason);

    [LoggerMessage(6035, LogLevel.Warning, "{Signals} signals to containers could not be sent: {Reason}")]
    internal static partial void SignalsNotSent(this ILogger log, Exception? error, int signals, string reason);

    [LoggerMessage(6036, LogLevel.Information, "the ResourceManager {ResourceManager} answers again")]
    internal static partial void AnswersAgain(this ILogger log, string resourceManager);

    [LoggerMessage(6037, LogLevel.Warning,
        "{Call} at the ResourceManager {ResourceManager} (yarn.resourcemanager.resource-tracker.address) failed, trying again: {Reason}")]
    internal static partial void CallFailed(this ILogger log, string call, string resourceManager, string reason);
}
