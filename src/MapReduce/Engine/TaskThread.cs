namespace Hathi.MapReduce.Engine;

/// <summary>Runs a task attempt on a thread of its own: user code is synchronous and may take minutes.</summary>
internal static class TaskThread
{
    internal static Task RunAsync(string name, Action action)
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
        return done.Task;
    }
}
