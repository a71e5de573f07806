namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// Open files whose recovery was asked for once and has to go on by itself, whoever holds them: in the order in which they were last looked
/// at. A file has one place, and none once it is closed or deleted. Only in memory: after a restart the holder asks again, or
/// the hard limit passes.
/// </summary>
internal sealed class AwaitedRecoveries
{
    private OpenFile? _last;

    /// <summary>The one that was looked at longest ago.</summary>
    public OpenFile? First { get; private set; }

    public int Count { get; private set; }

    /// <summary>
    /// The recovery of a file's last block goes on by itself from now on; it was looked at now, and others have waited longer.
    /// </summary>
    /// <param name="file">Open.</param>
    /// <param name="block">Its last; 0: it has none, and nothing is awaited.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    public void Await(OpenFile file, long block, long now)
    {
        Remove(file);
        if (block == 0)
        {
            return;
        }

        file.AwaitedBlock = block;
        file.AwaitedSince = now;
        file.PreviousAwaited = _last;
        _last?.NextAwaited = file;
        _last = file;
        First ??= file;
        Count++;
    }

    /// <summary>Nothing when it is not awaited.</summary>
    public void Remove(OpenFile file)
    {
        if (!file.IsAwaited)
        {
            return;
        }

        if (file.PreviousAwaited is { } previous)
        {
            previous.NextAwaited = file.NextAwaited;
        }
        else
        {
            First = file.NextAwaited;
        }

        if (file.NextAwaited is { } next)
        {
            next.PreviousAwaited = file.PreviousAwaited;
        }
        else
        {
            _last = file.PreviousAwaited;
        }

        file.NextAwaited = file.PreviousAwaited = null;
        file.AwaitedBlock = 0;
        Count--;
    }
}
