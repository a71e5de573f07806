namespace Hathi.Hdfs.Core.Edits;

/// <summary>First byte of each edit in a log record. Numbers only grow: a format is never changed, it gets a new number.</summary>
public enum EditKind : byte
{
    DirectoryMade = 1,
    FileCreated = 2,
    Removed = 3,
    Renamed = 4,
    AttributesSet = 5,
    TimesSet = 6,
    ReplicationSet = 7,
    FileReopened = 8,
    BlockAllocated = 9,
    BlockCommitted = 10,
    BlockAbandoned = 11,
    FileClosed = 12,
    PipelineUpdated = 13,
    GenerationStampTaken = 14,
    LeaseReassigned = 15,
    LastBlockLengthSet = 16,
    BlockRecovered = 17,
    CallAnswered = 18,
}
