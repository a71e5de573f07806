using Hathi.Base;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.Platform.Log;

namespace Hathi.Hdfs.NameNode;

/// <summary>
/// Writes checkpoints while the NameNode serves: a second Core reads the newest snapshot and the edits behind it, up to what is durable, and
/// writes its image as the next snapshot. The serving Core is never stopped for it; the price is its memory a second time while it runs.
/// </summary>
internal sealed class Checkpointer(DurableLog log, Func<NameNodeCore> emptyCore, INodeLog nodeLog)
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

    /// <summary>Brings an empty Core to the state after the newest durable edit.</summary>
    /// <returns>The index of that edit.</returns>
    public static long Load(DurableLog log, NameNodeCore core)
    {
        var from = 1L;
        if (log.LatestSnapshot is { } snapshot)
        {
            using var stream = snapshot.OpenRead();
            ImageStream.Read(stream, core);
            from = snapshot.Index + 1;
        }

        var end = log.DurableIndex;
        if (end >= from)
        {
            log.ReadFrom(from, (index, payload) =>
            {
                if (index <= end)
                {
                    core.Replay(payload);
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

        var core = emptyCore();
        var index = Load(log, core);
        if (index > (log.LatestSnapshot?.Index ?? -1))
        {
            log.WriteSnapshot(index, stream => ImageStream.Write(core, stream));
            nodeLog.Info("namenode", $"checkpoint written at edit {index}");
        }
    }
}
