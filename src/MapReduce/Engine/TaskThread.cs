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
        await Task.WhenAny(done.Task, Stopped(cancellationToken)).ConfigureAwait(false);
        if (!done.Task.IsCompleted)
        {
            await Task.WhenAny(done.Task, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await done.Task.ConfigureAwait(false);
    }

    private static Task Stopped(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
}
