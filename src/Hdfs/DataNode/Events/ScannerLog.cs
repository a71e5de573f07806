using Hathi.Hdfs.Core.Replicas;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Events;

/// <summary>What a DataNode tells of its check of replicas. Event ids 4400 … 4499; they only grow.</summary>
internal static partial class ScannerLog
{
    [LoggerMessage(4400, LogLevel.Error, "{Replica} on {Volume} {Damage}: it is reported")]
    internal static partial void DamageFound(this ILogger log, ReplicaView replica, string volume, string damage);

    [LoggerMessage(4401, LogLevel.Warning, "The check of {Volume} pauses: {Reason}")]
    internal static partial void ScanPauses(this ILogger log, string volume, string reason);

    [LoggerMessage(4402, LogLevel.Warning, "How far the check of {Volume} has come cannot be saved: {Reason}")]
    internal static partial void CursorNotSaved(this ILogger log, string volume, string reason);

    [LoggerMessage(4403, LogLevel.Error, "The replicas in {Directory} cannot be checked: {Reason}")]
    internal static partial void CannotScan(this ILogger log, string directory, string reason);
}
