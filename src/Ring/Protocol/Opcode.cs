namespace Hathi.Ring.Protocol;

/// <summary>What an envelope holds. Source: <c>native_protocol_v5.spec</c>, section 2.4.1.4.</summary>
public enum Opcode : byte
{
    /// <summary>Answer: something went wrong.</summary>
    Error = 0x00,

    /// <summary>Request: version and compression of the connection.</summary>
    Startup = 0x01,

    /// <summary>Answer: go on.</summary>
    Ready = 0x02,

    /// <summary>Answer: who are you?</summary>
    Authenticate = 0x03,

    /// <summary>Request: what is supported?</summary>
    Options = 0x05,

    /// <summary>Answer to <see cref="Options"/>.</summary>
    Supported = 0x06,

    /// <summary>Request: a statement as text.</summary>
    Query = 0x07,

    /// <summary>Answer: what came of a statement.</summary>
    Result = 0x08,

    /// <summary>Request: a statement that will be executed often.</summary>
    Prepare = 0x09,

    /// <summary>Request: a prepared statement.</summary>
    Execute = 0x0A,

    /// <summary>Request: events are wanted.</summary>
    Register = 0x0B,

    /// <summary>Pushed: something happened.</summary>
    Event = 0x0C,

    /// <summary>Request: several statements.</summary>
    Batch = 0x0D,

    /// <summary>Answer: a step of authentication.</summary>
    AuthChallenge = 0x0E,

    /// <summary>Request: a step of authentication.</summary>
    AuthResponse = 0x0F,

    /// <summary>Answer: authenticated.</summary>
    AuthSuccess = 0x10,
}
