namespace Hathi.MapReduce;

/// <summary>
/// What every task counts. Apache's org.apache.hadoop.mapreduce.TaskCounter, where they are written MAP_INPUT_RECORDS and so on.
/// </summary>
public enum TaskCounter
{
    MapInputRecords,
    MapOutputRecords,
    MapSkippedRecords,
    MapOutputBytes,
    MapOutputMaterializedBytes,
    SplitRawBytes,
    CombineInputRecords,
    CombineOutputRecords,
    ReduceInputGroups,
    ReduceShuffleBytes,
    ReduceInputRecords,
    ReduceOutputRecords,
    ReduceSkippedGroups,
    ReduceSkippedRecords,
    SpilledRecords,
    ShuffledMaps,
    FailedShuffle,
    MergedMapOutputs,
    GcTimeMillis,
    CpuMilliseconds,
    PhysicalMemoryBytes,
    VirtualMemoryBytes,
    CommittedHeapBytes,
}

/// <summary>What is counted once a job. Apache's org.apache.hadoop.mapreduce.JobCounter.</summary>
public enum JobCounter
{
    NumFailedMaps,
    NumFailedReduces,
    NumKilledMaps,
    NumKilledReduces,
    TotalLaunchedMaps,
    TotalLaunchedReduces,
    OtherLocalMaps,
    DataLocalMaps,
    RackLocalMaps,
    MillisMaps,
    MillisReduces,
}

/// <summary>
/// What is counted for each file system. Apache's org.apache.hadoop.mapreduce.FileSystemCounter, with the scheme
/// before it: HDFS_BYTES_READ.
/// </summary>
public enum FileSystemCounter
{
    BytesRead,
    BytesWritten,
    ReadOps,
    LargeReadOps,
    WriteOps,
    BytesReadEc,
}
