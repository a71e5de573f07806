namespace Hathi.MapReduce;

/// <summary>
/// Waits for I/O on a task's own thread. Tasks run user code, which is synchronous, on threads made for them; the pool's threads that
/// complete the I/O are never blocked by it.
/// </summary>
internal static class Blocking
{
    internal static T Wait<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();

    internal static void Wait(ValueTask task)
    {
        if (task.IsCompleted)
        {
            task.GetAwaiter().GetResult();
        }
        else
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }
}
