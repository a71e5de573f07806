namespace Hathi.Ring.Core.Syntax;

/// <summary>
/// Codes of the native protocol's ERROR (native_protocol_v5.spec, section 9) that a statement is refused with before it is run.
/// </summary>
public enum CqlErrorCode
{
    /// <summary>What comes with the statement is nothing that was ever given out: a paging state.</summary>
    ProtocolError = 0x000A,

    /// <summary>The text is no statement.</summary>
    SyntaxError = 0x2000,

    /// <summary>The user may not, or nobody may.</summary>
    Unauthorized = 0x2100,

    /// <summary>It is one, and it cannot be done.</summary>
    Invalid = 0x2200,

    /// <summary>An option of a keyspace or table is wrong.</summary>
    ConfigurationError = 0x2300,

    /// <summary>A keyspace or table that is to be made is there.</summary>
    AlreadyExists = 0x2400,
}
