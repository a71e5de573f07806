namespace Hathi.Ring.Protocol.Requests;

/// <summary>What follows in a request. Others mean nothing. Source: <c>native_protocol_v5.spec</c>, section 4.1.4.</summary>
[Flags]
public enum QueryFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Values of variables.</summary>
    Values = 0x0001,

    /// <summary>The client has the columns, and does not want them again.</summary>
    SkipMetadata = 0x0002,

    /// <summary>Rows of a page.</summary>
    PageSize = 0x0004,

    /// <summary>Where the page begins.</summary>
    PagingState = 0x0008,

    /// <summary>The consistency of a condition.</summary>
    SerialConsistency = 0x0010,

    /// <summary>The time of what is written.</summary>
    Timestamp = 0x0020,

    /// <summary>Before each value the name of its variable.</summary>
    NamesForValues = 0x0040,

    /// <summary>The keyspace that names without one belong to; since version 5, and Cassandra reads it in older ones.</summary>
    Keyspace = 0x0080,

    /// <summary>What time it is; since version 5.</summary>
    NowInSeconds = 0x0100,
}
