namespace Hathi.Ring.Storage.Records;

/// <summary>
/// The first byte of a record in the log; what follows is a mutation (<see cref="Data.Changes.MutationWriter"/>), or the id of a table, 16
/// bytes. Numbers are persisted: they only grow.
/// </summary>
internal enum StoreRecordKind : byte
{
    /// <summary>Partitions change.</summary>
    Mutation = 1,

    /// <summary>A table holds nothing any more.</summary>
    Truncate = 2,

    /// <summary>A table is gone.</summary>
    Drop = 3,
}
