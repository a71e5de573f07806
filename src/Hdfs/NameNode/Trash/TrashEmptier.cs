using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Hdfs.NameNode.Events;
using Hathi.Hdfs.NameNode.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Trash;

/// <summary>
/// Empties the trash of all users, as the NameNode's user: at each whole multiple of the checkpoint interval since 1970 what is old is
/// deleted, and what was deleted since the last time becomes a checkpoint. What is asked of the Core are ordinary calls, and what they
/// delete is freed in pieces. Source: TrashPolicyDefault.Emptier.
/// </summary>
internal sealed class TrashEmptier(
    NameNodeEngine engine, TrashOptions options, long intervalMinutes, string superUser, IClock clock, ILogger log)
{
    private readonly long _interval = Milliseconds(intervalMinutes);
    private readonly long _between = Between(Milliseconds(options.CheckpointMinutes), Milliseconds(intervalMinutes));

    /// <summary>Empties it again and again, until cancelled. A round that fails is told, and the next is tried.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.Look);
        var next = After(clock.Read().WallMilliseconds);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                var now = clock.Read().WallMilliseconds;
                if (now >= next && !engine.InSafeMode)
                {
                    await TryEmptyAsync(now, cancellation).ConfigureAwait(false);
                    next = After(now);
                }
                else if (next - now > _between)
                {
                    next = After(now); // the clock was set back
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The NameNode stops.
        }
    }

    /// <summary>One round.</summary>
    /// <param name="now">What is older than fs.trash.interval by then is deleted.</param>
    /// <param name="cancellation">Ends it between two calls.</param>
    public async Task EmptyAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var trash = new TrashRound(engine, superUser, now, TimeSpan.FromMilliseconds(_interval), options, log);
        await trash.RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The next time after one, milliseconds since 1970.</summary>
    internal long After(long now) => ((now / _between) + 1) * _between;

    private async Task TryEmptyAsync(long now, CancellationToken cancellation)
    {
        try
        {
            await EmptyAsync(UnixTimes.At(now), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.TrashNotEmptied(e is RpcFault ? null : e, e.Message);
        }
    }

    private static long Between(long checkpoints, long interval) => checkpoints > 0 && checkpoints <= interval ? checkpoints : interval;

    private static long Milliseconds(double minutes) => (long)(Math.Min(minutes, LongestMinutes) * 60_000);

    /// <summary>Minutes that still count: a thousand years.</summary>
    private const long LongestMinutes = 1000L * 366 * 24 * 60;
}
