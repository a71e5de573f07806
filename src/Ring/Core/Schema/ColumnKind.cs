namespace Hathi.Ring.Core.Schema;

/// <summary>What a column is in its table.</summary>
public enum ColumnKind : byte
{
    /// <summary>Of the partition key: says on which nodes a row is.</summary>
    PartitionKey = 0,

    /// <summary>Says where a row is in its partition.</summary>
    Clustering = 1,

    /// <summary>One value a partition.</summary>
    Static = 2,

    /// <summary>One value a row.</summary>
    Regular = 3,
}
