namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>A copy that waits for its source's next heartbeat.</summary>
internal readonly record struct QueuedTransfer(long BlockId, DataNodeStorage[] Targets);
