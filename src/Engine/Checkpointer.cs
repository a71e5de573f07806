using Hathi.Base;
using Hathi.Log;
using Microsoft.Extensions.Logging;

namespace Hathi.Engine;

/// <summary>
/// Writes checkpoints of a Core while it serves: a second Core reads the newest snapshot and the edits behind it, up to what is durable,
/// and writes its image as the next snapshot. The serving Core is never stopped for it; the price is its memory a second time while it
/// runs. Lifecycle: construct, <see cref="Load()"/>, <see cref="RunAsync"/> and <see cref="WriteAsync"/>, <see cref="DisposeAsync"/>
/// before the log is closed.
/// </summary>
/// <typeparam name="TCore">The Core.</typeparam>
/// <param name="log">Its edits and snapshots.</param>
/// <param name="images">How it is made, read, written and replayed into.</param>
/// <param name="clock">When a checkpoint was written.</param>
/// <param name="nodeLog">Is told of checkpoints.</param>
/// <param name="area">Who it is there, such as "namenode".</param>
public sealed class Checkpointer<TCore>(
    DurableLog log, ICoreImages<TCore> images, IClock clock, ILogger nodeLog, string area) : IAsyncDisposable
{
    /// <summary>Looks that are let pass after a failure at most: each try reads everything again.</summary>
    private const int MostLooksSkipped = 15;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private CheckpointFigures _figures = CheckpointFigures.None;

    /// <summary>Edits that a restart would replay now.</summary>
    public long EditsBehind => log.DurableIndex - (log.LatestSnapshot?.Index ?? 0);

    /// <summary>How it goes; from any thread.</summary>
    public CheckpointFigures Figures
    {
        get
        {
            lock (_gate)
            {
                return _figures with { EditsBehind = EditsBehind };
            }
        }
    }

    /// <summary>Writes a checkpoint of all durable edits; does nothing when there is none newer than the last.</summary>
    /// <exception cref="OperationCanceledException">It is being disposed: nothing was written, and nothing is left behind.</exception>
    /// <exception cref="Exception">It could not be written, which the figures say as well; nothing is left behind.</exception>
    public async Task WriteAsync()
    {
        await _one.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            await Task.Run(Write, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            lock (_gate)
            {
                _figures = _figures with { Failures = _figures.Failures + 1, LastFailure = e.Message };
            }

            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Writes one whenever a restart would replay many edits, until disposed. One that fails is told of, and later there is another try:
    /// the log itself is whole.
    /// </summary>
    /// <param name="times">When one is written. After failures it is looked less and less often.</param>
    /// <param name="onFailure">What to do then, for the message.</param>
    public async Task RunAsync(CheckpointTimes times, string onFailure)
    {
        using var timer = new PeriodicTimer(times.Check);
        var failures = 0;
        var last = clock.Read().MonotonicMilliseconds;
        var skipped = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                var now = clock.Read().MonotonicMilliseconds;
                if (!IsDue(times, now - last) || skipped < Math.Min(failures, MostLooksSkipped))
                {
                    skipped++;
                    continue;
                }

                skipped = 0;
                failures = await TryWriteAsync(onFailure).ConfigureAwait(false) ? 0 : (2 * failures) + 1;
                last = failures == 0 ? now : last;
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever serves stops.
        }
    }

    /// <summary>
    /// The state after the newest durable edit. A checkpoint that cannot be read is told of, and the one before it is taken.
    /// </summary>
    /// <returns>The Core, and the index of that edit.</returns>
    public (TCore Core, long Index) Load() => Load(CancellationToken.None);

    /// <summary>Gives up the checkpoint that is being written, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _one.WaitAsync().ConfigureAwait(false); // ends with the piece that is being written
        _one.Release();
    }

    /// <summary>Whether one is to be written so many milliseconds after the last.</summary>
    internal bool IsDue(CheckpointTimes times, long sinceLast)
    {
        try
        {
            return times.IsDue(EditsBehind, sinceLast, log.LatestSnapshot?.Length ?? 0);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return times.IsDue(EditsBehind, sinceLast, 0); // The try tells what is wrong with the disk.
        }
    }

    private async Task<bool> TryWriteAsync(string onFailure)
    {
        try
        {
            await WriteAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Only the next restart takes longer.
            var ours = DiskFaults.Is(e) ? null : e;
            nodeLog.CheckpointFailed(ours, area, e.Message, EditsBehind, onFailure);
            return false;
        }
    }

    private (TCore Core, long Index) Load(CancellationToken cancellation) => LogRestore.Run(log, images, PassedOver, cancellation);

    private void PassedOver(LogSnapshot snapshot, IOException why) => nodeLog.CheckpointPassedOver(area, snapshot.Index, why.Message);

    private void Write()
    {
        if (EditsBehind == 0 && log.LatestSnapshot is not null)
        {
            return;
        }

        var (core, index) = Load(_stop.Token);
        if (index > (log.LatestSnapshot?.Index ?? -1))
        {
            var left = log.WriteSnapshot(index, stream =>
            {
                using var writing = new CancellableStream(stream, _stop.Token);
                images.Write(core, writing);
            });
            lock (_gate)
            {
                _figures = _figures with { LastWritten = clock.Read().WallMilliseconds, LastFailure = null };
            }

            nodeLog.CheckpointWritten(area, index);
            if (left is not null)
            {
                nodeLog.CheckpointLeftovers(area, left.Message);
            }
        }
    }
}
