namespace Hathi.Ring.Core.Syntax;

/// <summary>What is described.</summary>
public enum DescribeKind
{
    /// <summary><c>CLUSTER</c>.</summary>
    Cluster,

    /// <summary><c>SCHEMA</c>.</summary>
    Schema,

    /// <summary><c>FULL SCHEMA</c>: with the system's keyspaces.</summary>
    FullSchema,

    /// <summary><c>KEYSPACES</c>.</summary>
    Keyspaces,

    /// <summary><c>KEYSPACE name</c>: with all that is in it.</summary>
    Keyspace,

    /// <summary><c>ONLY KEYSPACE name</c>.</summary>
    OnlyKeyspace,

    /// <summary><c>TABLES</c>.</summary>
    Tables,

    /// <summary><c>TABLE name</c>.</summary>
    Table,

    /// <summary><c>INDEX name</c>.</summary>
    Index,

    /// <summary><c>MATERIALIZED VIEW name</c>.</summary>
    View,

    /// <summary><c>TYPES</c>.</summary>
    Types,

    /// <summary><c>TYPE name</c>.</summary>
    Type,

    /// <summary><c>FUNCTIONS</c>.</summary>
    Functions,

    /// <summary><c>FUNCTION name</c>.</summary>
    Function,

    /// <summary><c>AGGREGATES</c>.</summary>
    Aggregates,

    /// <summary><c>AGGREGATE name</c>.</summary>
    Aggregate,

    /// <summary>A name alone: keyspace, table, index or view, whichever there is.</summary>
    Anything,
}
