namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>Where a map's output is, or that it is no longer there.</summary>
/// <param name="Map">The attempt that made it.</param>
/// <param name="Host">Of its node.</param>
/// <param name="Port">Of the node's shuffle service.</param>
/// <param name="IsLost">Not to be fetched any more; another attempt will make it again.</param>
internal sealed record MapOutputPlace(TaskAttemptId Map, string Host, int Port, bool IsLost);

/// <summary>What a reduce that fetches hears from its master and tells it.</summary>
internal interface IFetchMaster
{
    /// <summary>The next news of map outputs; waits until there are some. Each call goes on where the last one ended.</summary>
    Task<IReadOnlyList<MapOutputPlace>> NextPlacesAsync(CancellationToken cancellationToken);

    /// <summary>These could not be fetched.</summary>
    Task ReportFailuresAsync(IReadOnlyList<TaskAttemptId> maps, CancellationToken cancellationToken);
}
