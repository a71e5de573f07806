namespace Hathi.Ring.Protocol;

/// <summary>How much is believed of what a peer says.</summary>
public static class ProtocolLimits
{
    /// <summary>The longest body there can be, bytes: the specification's limit. Behind a longer one nobody looks for the next.</summary>
    public const int MaxBodyBytes = 256 << 20;

    /// <summary>
    /// The longest body of a request that is taken, bytes: what <c>native_transport_max_frame_size</c> is in Cassandra 5.0 (16 MiB, the
    /// header included). A longer one is read past and refused.
    /// </summary>
    public const int MaxRequestBytes = (16 << 20) - 9;

    /// <summary>The same in version 5, where the header does not count.</summary>
    public const int MaxRequestBytesInSegments = 16 << 20;

    /// <summary>
    /// The longest body before a client has said who it is, bytes: STARTUP, OPTIONS and AUTH_RESPONSE are short, and who sends more has not
    /// earned the memory.
    /// </summary>
    public const int MaxGreetingBytes = 64 << 10;

    /// <summary>The longest payload of a segment, bytes: its length has 17 bits.</summary>
    public const int MaxSegmentBytes = (1 << 17) - 1;

    /// <summary>Options in STARTUP and SUPPORTED: there are eight known ones, and drivers add their own.</summary>
    public const int MaxOptions = 128;

    /// <summary>Bodies below it are sent as they are also where compression was agreed: they would not become shorter.</summary>
    public const int CompressFrom = 256;

    /// <summary>Bytes of a buffer that are kept for the next answer; a longer one is given back.</summary>
    internal const int KeptBytes = 64 << 10;
}
