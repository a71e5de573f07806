using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>What a client of ours says beside a statement; <see cref="QueryParameters"/> reads it. Source: as there.</summary>
/// <param name="Consistency">How many replicas.</param>
public sealed record QueryOptions(Consistency Consistency)
{
    /// <summary>The client has the columns.</summary>
    public bool SkipMetadata { get; init; }

    /// <summary>Rows of a page; null: all in one.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where the page begins.</summary>
    public byte[]? PagingState { get; init; }

    /// <summary>The consistency of a condition.</summary>
    public Consistency? SerialConsistency { get; init; }

    /// <summary>Microseconds.</summary>
    public long? Timestamp { get; init; }

    /// <summary>The keyspace that names without one belong to; since version 5.</summary>
    public string? Keyspace { get; init; }

    /// <summary>Seconds since 1970; since version 5.</summary>
    public uint? NowInSeconds { get; init; }

    /// <summary>The consistency and the flags: what stands before the values.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="version">The connection's.</param>
    /// <param name="values">Values follow, and with which flags.</param>
    internal void WriteHead(WireBuffer buffer, ProtocolVersion version, QueryFlags values)
    {
        buffer.PutConsistency(Consistency);
        var flags = FlagsOf(version) | values;
        if (version >= ProtocolVersion.V5)
        {
            buffer.PutInt((int)flags);
        }
        else
        {
            buffer.PutByte((byte)flags);
        }
    }

    /// <summary>What stands behind the values.</summary>
    internal void WriteTail(WireBuffer buffer, ProtocolVersion version)
    {
        if (PageSize is { } size)
        {
            buffer.PutInt(size);
        }

        if (PagingState is not null)
        {
            buffer.PutBytes(PagingState);
        }

        if (SerialConsistency is { } serial)
        {
            buffer.PutConsistency(serial);
        }

        if (Timestamp is { } timestamp)
        {
            buffer.PutLong(timestamp);
        }

        if (version < ProtocolVersion.V5)
        {
            return;
        }

        if (Keyspace is not null)
        {
            buffer.PutString(Keyspace);
        }

        if (NowInSeconds is { } now)
        {
            buffer.PutInt((int)now);
        }
    }

    private QueryFlags FlagsOf(ProtocolVersion version)
    {
        var flags = (SkipMetadata ? QueryFlags.SkipMetadata : 0) | (PageSize is null ? 0 : QueryFlags.PageSize)
            | (PagingState is null ? 0 : QueryFlags.PagingState) | (SerialConsistency is null ? 0 : QueryFlags.SerialConsistency)
            | (Timestamp is null ? 0 : QueryFlags.Timestamp);
        return version < ProtocolVersion.V5
            ? flags
            : flags | (Keyspace is null ? 0 : QueryFlags.Keyspace) | (NowInSeconds is null ? 0 : QueryFlags.NowInSeconds);
    }
}
