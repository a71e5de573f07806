using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Engine;

/// <summary>The sorted output of a finished map: a file of segments and where each partition lies in it.</summary>
internal sealed record MapOutput(TaskId Task, string Path, IReadOnlyList<IndexRecord> Partitions);
