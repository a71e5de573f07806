using Hathi.MapReduce.Shuffle.Fetch;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>Tells the places once, and what comes of a failure then.</summary>
internal sealed class Master(IReadOnlyList<MapOutputPlace> places) : IFetchMaster
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<IReadOnlyList<MapOutputPlace>> _next = Done(places);

    internal Func<IReadOnlyList<TaskAttemptId>, IReadOnlyList<MapOutputPlace>> OnFailure { get; init; } = _ => [];

    internal HashSet<TaskAttemptId> Reported { get; } = [];

    public async Task<IReadOnlyList<MapOutputPlace>> NextPlacesAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<MapOutputPlace>> next;
        lock (_lock)
        {
            next = _next.Task;
        }

        var told = await next.WaitAsync(cancellationToken);
        lock (_lock)
        {
            _next = new TaskCompletionSource<IReadOnlyList<MapOutputPlace>>();
        }

        return told;
    }

    public Task ReportFailuresAsync(IReadOnlyList<TaskAttemptId> maps, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Reported.UnionWith(maps);
            var told = OnFailure(maps);
            if (told.Count > 0)
            {
                _next.TrySetResult(told);
            }
        }

        return Task.CompletedTask;
    }

    private static TaskCompletionSource<IReadOnlyList<MapOutputPlace>> Done(IReadOnlyList<MapOutputPlace> places)
    {
        var done = new TaskCompletionSource<IReadOnlyList<MapOutputPlace>>();
        done.SetResult(places);
        return done;
    }
}
