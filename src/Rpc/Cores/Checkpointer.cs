using Hathi.Base;
using Hathi.Platform.Log;

namespace Hathi.Rpc.Cores;

/// <summary>
/// Writes checkpoints of a Core while it serves: a second Core reads the newest snapshot and the edits behind it, up to what is durable, and
/// writes its image as the next snapshot. The serving Core is never stopped for it; the price is its memory a second time while it runs.
/// </summary>
/// <typeparam name="TCore">The Core.</typeparam>
/// <param name="log">Its edits and snapshots.</param>
/// <param name="images">How it is made, read, written and replayed into.</param>
/// <param name="nodeLog">Is told of checkpoints.</param>
/// <param name="area">Who it is there, such as "namenode".</param>
public sealed class Checkpointer<TCore>(DurableLog log, ICoreImages<TCore> images, INodeLog nodeLog, string area)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Edits that a restart would replay now.</summary>
    public long EditsBehind => log.DurableIndex - (log.LatestSnapshot?.Index ?? 0);

    /// <summary>Writes a checkpoint of all durable edits; does nothing when there is none newer than the last.</summary>
    public async Task WriteAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(Write).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Writes one whenever a restart would replay many edits, until cancelled. A disk that fails ends it: the log itself is whole.</summary>
    /// <param name="edits">How many are many.</param>
    /// <param name="check">How often that is looked at.</param>
    /// <param name="onFailure">What to do then, for the message.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(long edits, TimeSpan check, string onFailure, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(check);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                if (EditsBehind >= edits)
                {
                    await WriteAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever serves stops.
        }
        catch (IOException e)
        {
            // Only the next restart takes longer.
            nodeLog.Error(area, $"a checkpoint could not be written; {onFailure}", e);
        }
    }

    /// <summary>Brings an empty Core to the state after the newest durable edit.</summary>
    /// <returns>The index of that edit.</returns>
    public long Load(TCore core)
    {
        var from = 1L;
        if (log.LatestSnapshot is { } snapshot)
        {
            using var stream = snapshot.OpenRead();
            images.Read(stream, core);
            from = snapshot.Index + 1;
        }

        var end = log.DurableIndex;
        if (end >= from)
        {
            log.ReadFrom(from, (index, payload) =>
            {
                if (index <= end)
                {
                    images.Replay(core, payload);
                }
            });
        }

        return end;
    }

    private void Write()
    {
        if (EditsBehind == 0 && log.LatestSnapshot is not null)
        {
            return;
        }

        var core = images.NewCore();
        var index = Load(core);
        if (index > (log.LatestSnapshot?.Index ?? -1))
        {
            log.WriteSnapshot(index, stream => images.Write(core, stream));
            nodeLog.Info(area, $"checkpoint written at edit {index}");
        }
    }
}
