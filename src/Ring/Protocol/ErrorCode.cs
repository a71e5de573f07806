namespace Hathi.Ring.Protocol;

/// <summary>Cassandra's codes of errors, as ERROR carries them. Source: <c>native_protocol_v5.spec</c>, section 8.</summary>
public enum ErrorCode
{
    /// <summary>We are wrong.</summary>
    ServerError = 0x0000,

    /// <summary>A message that breaks the protocol.</summary>
    ProtocolError = 0x000A,

    /// <summary>Name or password.</summary>
    BadCredentials = 0x0100,

    /// <summary>Too few replicas are alive for the consistency level: nothing was tried.</summary>
    Unavailable = 0x1000,

    /// <summary>The coordinator has too much to do.</summary>
    Overloaded = 0x1001,

    /// <summary>The coordinator is not ready for reads yet.</summary>
    IsBootstrapping = 0x1002,

    /// <summary>A truncation failed.</summary>
    TruncateError = 0x1003,

    /// <summary>Too few replicas acknowledged a write in time; it may have happened.</summary>
    WriteTimeout = 0x1100,

    /// <summary>Too few replicas answered a read in time.</summary>
    ReadTimeout = 0x1200,

    /// <summary>Replicas failed in a read.</summary>
    ReadFailure = 0x1300,

    /// <summary>A function failed.</summary>
    FunctionFailure = 0x1400,

    /// <summary>Replicas failed in a write.</summary>
    WriteFailure = 0x1500,

    /// <summary>The log of changes is full.</summary>
    CdcWriteFailure = 0x1600,

    /// <summary>A conditional write that others competed with: whether it happened is not known.</summary>
    CasWriteUnknown = 0x1700,

    /// <summary>A statement that is no CQL.</summary>
    SyntaxError = 0x2000,

    /// <summary>The user may not.</summary>
    Unauthorized = 0x2100,

    /// <summary>A statement that is CQL and makes no sense here.</summary>
    Invalid = 0x2200,

    /// <summary>A wrong option.</summary>
    ConfigError = 0x2300,

    /// <summary>A keyspace or table that is to be made is there.</summary>
    AlreadyExists = 0x2400,

    /// <summary>The id of a prepared statement that is not known here: to be prepared again.</summary>
    Unprepared = 0x2500,
}
