namespace Hathi.Ring.Data.Changes;

/// <summary>How much may change at once.</summary>
public static class MutationLimits
{
    /// <summary>Bytes of a record with all that it changes: what Cassandra takes (<c>max_mutation_size</c>, half a segment).</summary>
    public const int MaxBytes = 16 << 20;
}
