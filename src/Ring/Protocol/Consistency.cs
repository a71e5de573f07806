namespace Hathi.Ring.Protocol;

/// <summary>How many replicas must have answered. Source: <c>native_protocol_v5.spec</c>, section 3.</summary>
public enum Consistency : ushort
{
    /// <summary>A hint is enough.</summary>
    Any = 0x0000,

    /// <summary>One.</summary>
    One = 0x0001,

    /// <summary>Two.</summary>
    Two = 0x0002,

    /// <summary>Three.</summary>
    Three = 0x0003,

    /// <summary>More than half.</summary>
    Quorum = 0x0004,

    /// <summary>All.</summary>
    All = 0x0005,

    /// <summary>More than half of those in the coordinator's data centre.</summary>
    LocalQuorum = 0x0006,

    /// <summary>More than half in each data centre.</summary>
    EachQuorum = 0x0007,

    /// <summary>Linearizable.</summary>
    Serial = 0x0008,

    /// <summary>Linearizable within the coordinator's data centre.</summary>
    LocalSerial = 0x0009,

    /// <summary>One in the coordinator's data centre.</summary>
    LocalOne = 0x000A,
}
