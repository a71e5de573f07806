namespace Hathi.Engine;

/// <summary>How checkpoints go, for administrators.</summary>
/// <param name="LastWritten">When the last one of this process was written, wall milliseconds; 0: none was.</param>
/// <param name="EditsBehind">Edits that a restart would replay now.</param>
/// <param name="Failures">How many could not be written since this process started.</param>
/// <param name="LastFailure">Why the last try failed; null: it did not.</param>
public sealed record CheckpointFigures(long LastWritten, long EditsBehind, long Failures, string? LastFailure)
{
    /// <summary>Of a process that writes none.</summary>
    public static readonly CheckpointFigures None = new(0, 0, 0, null);
}
