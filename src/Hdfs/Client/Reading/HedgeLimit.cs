namespace Hathi.Hdfs.Client.Reading;

/// <summary>How many second reads may run at once over all streams. Safe for use by several threads.</summary>
internal sealed class HedgeLimit(int most)
{
    private int _running;

    /// <summary>Second reads started so far.</summary>
    internal long Started { get; private set; }

    internal bool TryTake()
    {
        if (Interlocked.Increment(ref _running) > most)
        {
            Interlocked.Decrement(ref _running);
            return false;
        }

        Started++;
        HdfsClientMetrics.HedgedReads.Add(1);
        return true;
    }

    internal void Release() => Interlocked.Decrement(ref _running);
}
