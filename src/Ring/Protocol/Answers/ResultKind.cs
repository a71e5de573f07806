namespace Hathi.Ring.Protocol.Answers;

/// <summary>Source: <c>native_protocol_v5.spec</c>, section 4.2.5.</summary>
public enum ResultKind
{
    /// <summary>Done.</summary>
    Void = 0x0001,

    /// <summary>Rows.</summary>
    Rows = 0x0002,

    /// <summary>The connection's keyspace is another now.</summary>
    SetKeyspace = 0x0003,

    /// <summary>A statement is prepared.</summary>
    Prepared = 0x0004,

    /// <summary>The schema has changed.</summary>
    SchemaChange = 0x0005,
}
