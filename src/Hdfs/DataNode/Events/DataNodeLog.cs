using System.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Events;

/// <summary>What a DataNode tells of itself and of its NameNode. Event ids 4000 … 4099; they only grow.</summary>
internal static partial class DataNodeLog
{
    [LoggerMessage(4000, LogLevel.Warning, "{User} at {Remote} orders this node to shut down")]
    internal static partial void ShutdownOrdered(this ILogger log, string user, EndPoint remote);

    [LoggerMessage(4001, LogLevel.Information, "{Host} serves data on {Transfer} and RPC on {Rpc}")]
    internal static partial void Serves(this ILogger log, string host, EndPoint transfer, EndPoint rpc);

    [LoggerMessage(4002, LogLevel.Information, "Balancing may use {Bandwidth} bytes a second")]
    internal static partial void BalancingLimited(this ILogger log, ulong bandwidth);

    [LoggerMessage(4003, LogLevel.Warning, "The NameNode's order {Command} is not known here and is ignored")]
    internal static partial void UnknownCommand(this ILogger log, object command);

    [LoggerMessage(4004, LogLevel.Warning, "An order for block pool {Pool}, which is not here, is ignored")]
    internal static partial void ForeignPool(this ILogger log, string pool);

    [LoggerMessage(4005, LogLevel.Warning, "The NameNode orders this node to shut down")]
    internal static partial void ShutdownByNameNode(this ILogger log);

    [LoggerMessage(4006, LogLevel.Warning, "The NameNode's order {Action} is not known here and is ignored")]
    internal static partial void UnknownAction(this ILogger log, object action);

    [LoggerMessage(4007, LogLevel.Warning,
        "blk_{Block} is not sent to another node: as many operations run as are allowed, or no thread could be started")]
    internal static partial void NotSent(this ILogger log, long block);

    [LoggerMessage(4008, LogLevel.Warning, "{Order} failed: {Reason}")]
    internal static partial void OrderFailed(this ILogger log, Exception? error, string order, string reason);

    [LoggerMessage(4009, LogLevel.Warning, "Can't send invalid block blk_{Block}_{Generation}: {Replica}")]
    internal static partial void CannotSend(this ILogger log, long block, long generation, string replica);

    [LoggerMessage(4010, LogLevel.Warning,
        "Can't replicate blk_{Block}_{Generation}: its length {Length} is less than the {Known} that the NameNode knows")]
    internal static partial void TooShortToSend(this ILogger log, long block, long generation, long length, long known);

    [LoggerMessage(4011, LogLevel.Error, "{Host} cannot go on: {Reason}")]
    internal static partial void CannotGoOn(this ILogger log, Exception? error, string host, string reason);

    [LoggerMessage(EventId = 4012, Message = "The NameNode {NameNode} does not answer; the node goes on and tries again: {Reason}")]
    internal static partial void NameNodeSilent(this ILogger log, LogLevel level, string nameNode, string reason);

    [LoggerMessage(4013, LogLevel.Warning, "The NameNode {NameNode} refused a heartbeat: {Reason}")]
    internal static partial void HeartbeatRefused(this ILogger log, string nameNode, string reason);

    [LoggerMessage(4014, LogLevel.Information, "The NameNode {NameNode} asks this node to register again")]
    internal static partial void ToRegisterAgain(this ILogger log, string nameNode);

    [LoggerMessage(EventId = 4015, Message = "Problem connecting to server: {NameNode}: {Reason}")]
    internal static partial void CannotConnect(this ILogger log, LogLevel level, string nameNode, string reason);

    [LoggerMessage(4016, LogLevel.Warning, "The volumes cannot be opened for now: {Reason}")]
    internal static partial void VolumesNotOpened(this ILogger log, string reason);

    [LoggerMessage(4017, LogLevel.Warning, "The NameNode {NameNode} refuses to register this node for now: {Reason}")]
    internal static partial void RegistrationRefused(this ILogger log, string nameNode, string reason);

    [LoggerMessage(4018, LogLevel.Information, "Registered with {NameNode} as {Node} at {Address}:{Port}, block pool {Pool}")]
    internal static partial void Registered(this ILogger log, string nameNode, string node, string address, uint port, string pool);

    [LoggerMessage(4019, LogLevel.Debug, "A report did not reach the NameNode {NameNode}; it is sent again: {Reason}")]
    internal static partial void ReportNotSent(this ILogger log, string nameNode, string reason);

    [LoggerMessage(4020, LogLevel.Warning, "The NameNode {NameNode} refused a report; it is sent again: {Reason}")]
    internal static partial void ReportRefused(this ILogger log, string nameNode, string reason);

    [LoggerMessage(4021, LogLevel.Warning,
        "The NameNode {NameNode} does not take a report of {Replicas} damaged replica(s), blk_{First} first: {Reason}")]
    internal static partial void DamageNotTaken(this ILogger log, string nameNode, int replicas, long first, string reason);

    [LoggerMessage(4022, LogLevel.Warning, "The NameNode {NameNode} does not take the report '{Error}': {Reason}")]
    internal static partial void ErrorNotTaken(this ILogger log, string nameNode, string error, string reason);

    [LoggerMessage(4023, LogLevel.Information,
        "Reported {Replicas} replicas on {Volumes} volumes to {NameNode} in {Calls} call(s), {Took} ms")]
    internal static partial void Reported(this ILogger log, int replicas, int volumes, string nameNode, int calls, long took);
}
