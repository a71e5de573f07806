namespace Hathi.Simulation.Tests.Ring.Storage;

/// <summary>A mistake made on purpose around the ring's store: a check that cannot see it checks nothing.</summary>
internal enum StoreMutant
{
    /// <summary>The program as it is.</summary>
    None,

    /// <summary>Writes are answered when they are in the log's buffer.</summary>
    AcknowledgesBeforeTheSync,

    /// <summary>Writes can be read when they are in the log's buffer, and are answered when they are durable.</summary>
    ShowsBeforeTheSync,

    /// <summary>Each partition of a record goes into the log as a record of its own.</summary>
    TearsRecords,

    /// <summary>Deletions of partitions and ranges are not read back from the log.</summary>
    LosesDeletionsInReplay,

    /// <summary>What empties a table is not read back from the log.</summary>
    LosesTruncationsInReplay,

    /// <summary>Segments of the log go while a memtable needs them.</summary>
    DropsTooMuch,

    /// <summary>Of two cells of one time the one that came first stays.</summary>
    LeavesTiesToTheFirst,
}
