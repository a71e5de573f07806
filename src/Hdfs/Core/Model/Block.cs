namespace Hathi.Hdfs.Core.Model;

/// <summary>One block of a file.</summary>
/// <param name="Id">Unique in the name space; 2^30 is the last reserved one, as in Apache's SequentialBlockIdGenerator.</param>
/// <param name="Length">Bytes.</param>
/// <param name="GenerationStamp">Version of the block: raised whenever a pipeline is rebuilt; 1000 is the last reserved one.</param>
public readonly record struct Block(long Id, long Length, long GenerationStamp);
