namespace Hathi.Ring.Data.Rows;

/// <summary>
/// A deletion of a partition, a range, a row or a column: what was written at its time or before is gone. Source: Apache's
/// <c>DeletionTime</c>.
/// </summary>
/// <param name="MarkedAt">Microseconds since 1970, as the writer says; <see cref="long.MinValue"/>: there is none.</param>
/// <param name="LocalSeconds">When it was made by the server's clock, seconds since 1970: when it may be purged follows from it.</param>
public readonly record struct Deletion(long MarkedAt, uint LocalSeconds)
{
    /// <summary>None.</summary>
    public static Deletion None { get; } = new(long.MinValue, 0);

    /// <summary>Whether there is none.</summary>
    public bool IsNone => MarkedAt == long.MinValue;

    /// <summary>Whether what was written at that time is gone.</summary>
    public bool Covers(long timestamp) => MarkedAt != long.MinValue && timestamp <= MarkedAt;

    /// <summary>Whether this one says more than another: it is newer, or as new and made later.</summary>
    public bool Supersedes(Deletion other) =>
        MarkedAt > other.MarkedAt || (MarkedAt == other.MarkedAt && LocalSeconds > other.LocalSeconds);

    /// <summary>The one that says more.</summary>
    public static Deletion Newer(Deletion a, Deletion b) => b.Supersedes(a) ? b : a;
}
