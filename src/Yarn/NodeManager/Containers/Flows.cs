namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>Counts flows that nobody waits for one by one, for who has to wait for all of them. Safe from any thread.</summary>
internal sealed class Flows
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _none;
    private int _running;

    /// <summary>Runs one.</summary>
    internal async Task RunAsync(Func<Task> flow)
    {
        lock (_gate)
        {
            _running++;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            await flow().ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Completes when none of those that run now, nor of those that begin until then, is left.</summary>
    internal Task NoneAsync()
    {
        lock (_gate)
        {
            return _none?.Task ?? Task.CompletedTask;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _none!.SetResult();
                _none = null;
            }
        }
    }
}
