namespace Hathi.Hdfs.Core.Model;

/// <summary>Answer to append.</summary>
/// <param name="LastBlock">The last, partial block, reopened; null when the next byte starts a new block.</param>
/// <param name="Status">The file.</param>
public sealed record AppendResult(LocatedBlock? LastBlock, FileStatus Status);
