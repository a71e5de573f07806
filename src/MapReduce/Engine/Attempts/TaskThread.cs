namespace Hathi.MapReduce.Engine;

/// <summary>Runs a task attempt on a thread of its own: user code is synchronous and may take minutes.</summary>
internal static class TaskThread
{
    /// <summary>A stopped attempt has so long to notice. Code that never comes back is left behind; it ends with the process.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static async Task RunAsync(string name, Action action, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        try
        {
            await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!done.Task.IsCompleted)
        {
            await done.Task.WaitAsync(Grace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
