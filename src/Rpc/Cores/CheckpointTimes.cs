namespace Hathi.Rpc.Cores;

/// <summary>When checkpoints are written.</summary>
/// <param name="Edits">As soon as a restart would replay so many.</param>
/// <param name="Period">So long after the last one, or after the start, when there is anything new; <see cref="TimeSpan.MaxValue"/>: never for that.</param>
/// <param name="Check">How often that is looked at.</param>
public sealed record CheckpointTimes(long Edits, TimeSpan Period, TimeSpan Check)
{
    /// <summary>Whether one is to be written.</summary>
    /// <param name="editsBehind">Edits since the last.</param>
    /// <param name="sinceLast">Milliseconds since then.</param>
    public bool IsDue(long editsBehind, long sinceLast) => editsBehind >= Edits || (editsBehind > 0 && sinceLast >= Period.TotalMilliseconds);
}
