namespace Hathi.Hdfs.Core.Replicas;

/// <summary>What is kept of a replica that nobody writes to: the common case, hence a value without an object of its own.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="GenerationStamp">Version of the block.</param>
/// <param name="Volume">Number of the volume that holds it.</param>
public readonly record struct FinalizedReplica(long Length, long GenerationStamp, int Volume);
