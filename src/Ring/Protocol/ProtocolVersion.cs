namespace Hathi.Ring.Protocol;

/// <summary>The versions of CQL's native protocol that are spoken. Source: Apache Cassandra <c>native_protocol_v3.spec</c> to v5.</summary>
public enum ProtocolVersion : byte
{
    /// <summary>Cassandra 2.1.</summary>
    V3 = 3,

    /// <summary>Cassandra 2.2: unset values, warnings, custom payloads, key indexes of prepared statements.</summary>
    V4 = 4,

    /// <summary>Cassandra 4.0: segments with checksums, ids of result metadata, a keyspace a request.</summary>
    V5 = 5,
}
