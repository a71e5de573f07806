namespace Hathi.Yarn.Core.Model;

/// <summary>
/// A container: the attempt that it was granted to, and a number that has the epoch of the ResourceManager above its 40 low bits, so that
/// one that was started again gives no number twice. Text as Apache's: <c>container_e02_1700000000000_0001_01_000001</c>, without the
/// epoch while that is 0.
/// </summary>
/// <param name="Attempt">Whose.</param>
/// <param name="Id">(epoch &lt;&lt; 40) | from 1.</param>
public readonly record struct ContainerId(ApplicationAttemptId Attempt, long Id)
{
    /// <summary>Bits of the number below the epoch (ResourceManager.EPOCH_BIT_SHIFT).</summary>
    public const int EpochShift = 40;

    /// <summary>The epoch that it was granted in.</summary>
    public long Epoch => Id >> EpochShift;

    /// <summary>The number within attempt and epoch.</summary>
    public long Sequence => Id & ((1L << EpochShift) - 1);

    /// <inheritdoc/>
    public override string ToString()
    {
        var application = Attempt.Application;
        var epoch = Epoch > 0 ? $"e{Epoch:D2}_" : "";
        return $"container_{epoch}{application.ClusterTimestamp}_{application.Id:D4}_{Attempt.Attempt:D2}_{Sequence:D6}";
    }
}
