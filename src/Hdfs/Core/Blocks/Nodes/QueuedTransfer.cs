namespace Hathi.Hdfs.Core.DataNodes;

/// <summary>A copy that waits for its source's next heartbeat.</summary>
internal readonly record struct QueuedTransfer(long BlockId, DataNodeStorage[] Targets);
