namespace Hathi.Ring.Data.Rows;

/// <summary>
/// That a row is there, whatever its columns hold: INSERT says so, UPDATE does not. Source: Apache's <c>LivenessInfo</c>.
/// </summary>
/// <param name="Timestamp">Microseconds since 1970; <see cref="long.MinValue"/>: nobody has said so.</param>
/// <param name="TimeToLive">Seconds; 0: for ever.</param>
/// <param name="Expiry">Seconds since 1970 from which on it is said no more; 0 where it is for ever.</param>
public readonly record struct Liveness(long Timestamp, uint TimeToLive, uint Expiry)
{
    /// <summary>Nobody has said that the row is there.</summary>
    public static Liveness None { get; } = new(long.MinValue, 0, 0);

    /// <summary>Whether nobody has said that the row is there.</summary>
    public bool IsNone => Timestamp == long.MinValue;

    /// <summary>Whether it is said for some time only.</summary>
    public bool Expires => TimeToLive != 0;

    /// <summary>Whether the row is there at that second.</summary>
    public bool IsLive(long second) => !IsNone && (!Expires || second < Expiry);

    /// <summary>The one that counts: the newer; of two as new the one that expires, of these the one that expires later.</summary>
    public static Liveness Newer(Liveness a, Liveness b)
    {
        if (a.Timestamp != b.Timestamp)
        {
            return a.Timestamp > b.Timestamp ? a : b;
        }

        return a.Expires != b.Expires ? (a.Expires ? a : b)
            : a.Expiry != b.Expiry ? (a.Expiry > b.Expiry ? a : b)
            : a.TimeToLive >= b.TimeToLive ? a : b;
    }
}
