namespace Hathi.MapReduce.Master;

/// <summary>
/// When the ResourceManager answered last. It gives a master up only after a much longer silence: a master that was answered within the
/// commit window has no successor yet, and may commit. Safe from any thread. Source: Apache's RMHeartbeatHandler and CommitterEventHandler.
/// </summary>
internal sealed class ManagerContact(TimeProvider clock)
{
    private long _heardAt = clock.GetTimestamp();
    private TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It has answered.</summary>
    internal void Heard()
    {
        Volatile.Write(ref _heardAt, clock.GetTimestamp());
        Interlocked.Exchange(ref _answered, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Waits until it has answered at most so long ago.</summary>
    internal async Task WithinAsync(TimeSpan window, CancellationToken cancellation)
    {
        while (true)
        {
            var next = Volatile.Read(ref _answered).Task;
            if (clock.GetElapsedTime(Volatile.Read(ref _heardAt)) <= window)
            {
                return;
            }

            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
