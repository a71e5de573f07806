namespace Hathi.Hdfs.Client.Calls;

/// <summary>
/// Renews the lease of one client name while it has files open for writing, so that no other writer takes them. One timer for all files of
/// a file system; it runs only while there are any. Safe for use by several threads.
/// </summary>
internal sealed class LeaseRenewer(NameNodeCalls nameNode, TimeSpan period, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private ITimer? _timer;
    private Task _renewal = Task.CompletedTask;
    private int _files;

    /// <summary>One file more is open for writing.</summary>
    internal void Open()
    {
        lock (_gate)
        {
            _files++;
            _timer ??= time.CreateTimer(static self => ((LeaseRenewer)self!).Renew(), this, period, period);
        }
    }

    /// <summary>One file less.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            if (--_files == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task renewal;
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            _files = int.MaxValue / 2;
            renewal = _renewal;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        await renewal.ConfigureAwait(false);
        _end.Dispose();
    }

    private void Renew()
    {
        lock (_gate)
        {
            // One at a time: a NameNode that is slow to answer is not asked twice.
            if (_timer is not null && _renewal.IsCompleted)
            {
                _renewal = Task.Run(RenewAsync);
            }
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            await nameNode.RenewLeaseAsync(_end.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next period tries again; the hard limit of the lease allows many. A writer that has lost its lease is
            // told so by its next call.
        }
    }
}
