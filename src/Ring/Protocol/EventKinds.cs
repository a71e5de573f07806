namespace Hathi.Ring.Protocol;

/// <summary>What a client can ask to be told of. Source: <c>native_protocol_v5.spec</c>, section 4.2.6.</summary>
[Flags]
public enum EventKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Nodes come for good and leave for good.</summary>
    TopologyChange = 1,

    /// <summary>Nodes are up and down.</summary>
    StatusChange = 2,

    /// <summary>Keyspaces, tables, types, functions.</summary>
    SchemaChange = 4,
}
