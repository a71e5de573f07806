namespace Hathi.Engine;

/// <summary>
/// When checkpoints are written. As Apache's (StandbyCheckpointer): after so many edits, or after so long. There another daemon that holds
/// the state anyway writes them; here it is loaded a second time for it, which a few edits an hour are not worth where it is large.
/// </summary>
/// <param name="Edits">As soon as a restart would replay so many.</param>
/// <param name="Period">
/// So long after the last one, or after the start, when there is anything new; <see cref="TimeSpan.MaxValue"/>: never for that.
/// </param>
/// <param name="Check">How often that is looked at.</param>
public sealed record CheckpointTimes(long Edits, TimeSpan Period, TimeSpan Check)
{
    /// <summary>
    /// Bytes of a snapshot up to which the period alone counts: a million files, which are in memory a second time for
    /// some seconds with 300 MB.
    /// </summary>
    public const long SmallSnapshot = 64L << 20;

    /// <summary>
    /// Of a larger one an edit is worth so many bytes: fewer are replayed in a hundredth of the time in which the snapshot is read.
    /// </summary>
    public const long BytesAnEdit = 64L << 10;

    /// <summary>Periods after which one is written for a single edit: a day, as the copies that administrators make.</summary>
    public const int MostPeriods = 24;

    /// <summary>Whether one is to be written.</summary>
    /// <param name="editsBehind">Edits since the last.</param>
    /// <param name="sinceLast">Milliseconds since then.</param>
    /// <param name="snapshotBytes">Of the last; 0: there is none, or it is not known.</param>
    public bool IsDue(long editsBehind, long sinceLast, long snapshotBytes)
    {
        var isWorthIt = snapshotBytes <= SmallSnapshot
            || editsBehind >= snapshotBytes / BytesAnEdit
            || sinceLast >= MostPeriods * Period.TotalMilliseconds;
        return editsBehind >= Edits || (editsBehind > 0 && sinceLast >= Period.TotalMilliseconds && isWorthIt);
    }
}
