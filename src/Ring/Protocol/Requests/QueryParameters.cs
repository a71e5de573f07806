using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>
/// What QUERY, EXECUTE and BATCH say beside their statements. Slices of the body; allocates nothing. Source:
/// <c>native_protocol_v5.spec</c>, section 4.1.4.
/// </summary>
public readonly ref struct QueryParameters
{
    /// <summary>The timestamp that there is none of.</summary>
    private const long NoTimestamp = long.MinValue;

    /// <summary>How many replicas.</summary>
    public Consistency Consistency { get; private init; }

    /// <summary>What was there.</summary>
    public QueryFlags Flags { get; private init; }

    /// <summary>Values of the variables; of BATCH none, its statements have theirs.</summary>
    public BoundValues Values { get; private init; }

    /// <summary>Rows of a page, as the client says; not above zero, or not said: all in one.</summary>
    public int PageSize { get; private init; }

    /// <summary>Where the page begins; null: at the start.</summary>
    public WireValue PagingState { get; private init; }

    /// <summary>The consistency of a condition, as the client says it.</summary>
    public Consistency SerialConsistency { get; private init; }

    /// <summary>Microseconds; means something with <see cref="QueryFlags.Timestamp"/>.</summary>
    public long Timestamp { get; private init; }

    /// <summary>UTF-8; means something with <see cref="QueryFlags.Keyspace"/>.</summary>
    public ReadOnlySpan<byte> Keyspace { get; private init; }

    /// <summary>Seconds since 1970, to 2106; means something with <see cref="QueryFlags.NowInSeconds"/>.</summary>
    public uint NowInSeconds { get; private init; }

    /// <summary>The client has the columns, and does not want them again.</summary>
    public bool SkipsMetadata => Has(QueryFlags.SkipMetadata);

    /// <summary>Whether something was there.</summary>
    public bool Has(QueryFlags flag) => (Flags & flag) != 0;

    /// <summary>Reads them.</summary>
    /// <exception cref="ProtocolException">They are none.</exception>
    public static QueryParameters Read(scoped ref WireReader reader, ProtocolVersion version)
    {
        var consistency = reader.Consistency();
        var flags = (QueryFlags)(version >= ProtocolVersion.V5 ? reader.Int() : reader.Byte());
        var values = default(BoundValues);
        if ((flags & QueryFlags.Values) != 0)
        {
            values = BoundValues.Read(ref reader, (flags & QueryFlags.NamesForValues) != 0, version);
        }

        return new QueryParameters
        {
            Consistency = consistency,
            Flags = flags,
            Values = values,
            PageSize = (flags & QueryFlags.PageSize) != 0 ? reader.Int() : -1,
            PagingState = (flags & QueryFlags.PagingState) != 0 ? reader.Bytes() : WireValue.Null,
            SerialConsistency = (flags & QueryFlags.SerialConsistency) != 0 ? reader.Consistency() : Consistency.Serial,
            Timestamp = (flags & QueryFlags.Timestamp) != 0 ? ReadTimestamp(ref reader) : NoTimestamp,
            Keyspace = (flags & QueryFlags.Keyspace) != 0 ? reader.Utf8() : default,
            NowInSeconds = (flags & QueryFlags.NowInSeconds) != 0 ? (uint)reader.Int() : 0,
        };
    }

    private static long ReadTimestamp(scoped ref WireReader reader)
    {
        var timestamp = reader.Long();
        return timestamp != NoTimestamp ? timestamp
            : throw ProtocolException.Damaged(
                $"Out of bound timestamp, must be in [{long.MinValue + 1}, {long.MaxValue}] (got {timestamp})");
    }
}
