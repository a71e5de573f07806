namespace Hathi.Ring.Protocol.Envelopes;

/// <summary>What an envelope's body has before its message. Others are ignored. Source: <c>native_protocol_v5.spec</c>, 2.4.1.2.</summary>
[Flags]
public enum EnvelopeFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The body is compressed; means nothing in version 5, where segments are.</summary>
    Compressed = 0x01,

    /// <summary>Of a request: it is to be traced. Of an answer: the id of the trace is the first thing in the body.</summary>
    Tracing = 0x02,

    /// <summary>Bytes by name, which those know who put them there.</summary>
    CustomPayload = 0x04,

    /// <summary>Of an answer: warnings.</summary>
    Warning = 0x08,

    /// <summary>A version that is not finished is welcome.</summary>
    UseBeta = 0x10,
}
