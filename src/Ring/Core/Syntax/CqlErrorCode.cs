namespace Hathi.Ring.Core.Syntax;

/// <summary>Codes of the native protocol's ERROR (native_protocol_v5.spec, section 9) that come from a statement's text.</summary>
public enum CqlErrorCode
{
    /// <summary>The text is no statement.</summary>
    SyntaxError = 0x2000,

    /// <summary>It is one, and it cannot be done.</summary>
    Invalid = 0x2200,
}
