namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// Whether a DataNode can tell that it is overloaded, and says so: two bits of <see cref="AckReply"/> (<c>PipelineAck.ECN</c>).
/// </summary>
public enum CongestionNotice : byte
{
    /// <summary>Does not tell.</summary>
    Disabled = 0,

    /// <summary>Tells, and is not overloaded.</summary>
    Supported = 1,

    /// <summary>The same as <see cref="Supported"/>.</summary>
    Supported2 = 2,

    /// <summary>Overloaded: the writer should slow down.</summary>
    Congested = 3,
}

/// <summary>Whether a DataNode counts itself as slow: two bits of <see cref="AckReply"/> (<c>PipelineAck.SLOW</c>).</summary>
public enum SlownessNotice : byte
{
    /// <summary>Does not tell.</summary>
    Disabled = 0,

    /// <summary>Not slow.</summary>
    Normal = 1,

    /// <summary>Slow: a writer may leave it out.</summary>
    Slow = 2,

    /// <summary>Not used.</summary>
    Reserved = 3,
}

/// <summary>One DataNode's answer to a packet: status in bits 0-3, congestion in bits 5-6, slowness in bits 7-8.</summary>
/// <param name="Header">The combined bits, as field <c>flag</c> of <see cref="PipelineAckProto"/> carries them.</param>
public readonly record struct AckReply(int Header)
{
    /// <summary>Combines the parts.</summary>
    public AckReply(Status status, CongestionNotice congestion, SlownessNotice slowness)
        : this((int)status | ((int)congestion << 5) | ((int)slowness << 7))
    {
    }

    /// <summary>Success, without notices.</summary>
    public static AckReply Success => new((int)Status.Success);

    /// <summary>What became of the packet; a value that <see cref="Protocol.Status"/> does not name is a failure.</summary>
    public Status Status => (Status)(Header & 0xF);

    /// <summary>The congestion notice.</summary>
    public CongestionNotice Congestion => (CongestionNotice)((Header >> 5) & 3);

    /// <summary>The slowness notice.</summary>
    public SlownessNotice Slowness => (SlownessNotice)((Header >> 7) & 3);
}
