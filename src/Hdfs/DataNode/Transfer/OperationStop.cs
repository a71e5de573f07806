namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Ends an operation from another thread: its connections, also one that is being opened, and its wait for the throttle.</summary>
internal static class OperationStop
{
    /// <summary>Cancels, unless the operation has ended meanwhile and disposed of it.</summary>
    internal static void Cancel(CancellationTokenSource stopped)
    {
        try
        {
            stopped.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is over already.
        }
    }
}
