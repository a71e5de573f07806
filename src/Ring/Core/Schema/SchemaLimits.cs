namespace Hathi.Ring.Core.Schema;

/// <summary>
/// How much may be declared. Cassandra has no such numbers by default (its guardrails are off); here they bound what a user can have a node
/// keep in memory, and write at once.
/// </summary>
public static class SchemaLimits
{
    /// <summary>Keyspaces, the system's included.</summary>
    public const int MaxKeyspaces = 1_000;

    /// <summary>Tables of all keyspaces: each has a memtable and files of its own, and each statement may make one.</summary>
    public const int MaxTables = 10_000;

    /// <summary>User types of a keyspace.</summary>
    public const int MaxTypes = 1_000;

    /// <summary>Columns of a table, those that were dropped included.</summary>
    public const int MaxColumns = 10_000;

    /// <summary>Fields of a user type.</summary>
    public const int MaxFields = 4_000;

    /// <summary>Bytes of a name of a column, field or type: drivers are told it with a length of two bytes.</summary>
    public const int MaxNameBytes = ushort.MaxValue;

    /// <summary>Bytes of one definition as it is written: with all its names and texts.</summary>
    public const int MaxDefinitionBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of a table's columns as drivers are told them, with each answer: a type is written anew for each column.</summary>
    public const int MaxMetadataBytes = 1024 * 1024;

    /// <summary>Bytes of all definitions, about.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;
}
