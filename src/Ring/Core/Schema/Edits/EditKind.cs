namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>First byte of each edit in a log record. Numbers only grow: a format is never changed, it gets a new number.</summary>
public enum EditKind : byte
{
    /// <summary>A keyspace is new or another.</summary>
    KeyspaceSet = 1,

    /// <summary>A keyspace is gone with all that was in it.</summary>
    KeyspaceDropped = 2,

    /// <summary>A user type is new or another.</summary>
    TypeSet = 3,

    /// <summary>A user type is gone.</summary>
    TypeDropped = 4,

    /// <summary>A table is new or another.</summary>
    TableSet = 5,

    /// <summary>A table is gone.</summary>
    TableDropped = 6,

    /// <summary>How many changes there were; of an image.</summary>
    EpochReached = 7,
}
