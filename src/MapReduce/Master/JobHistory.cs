using System.Buffers;
using System.Threading.Channels;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Writes what happens to the job into its history file, in order, flushed to the DataNodes: what the next master recovers from, and what
/// the history server shows. Events are taken from the master's loop; the writing goes on beside it. A history that cannot be
/// written does not end the job.
/// </summary>
internal sealed class JobHistory : IAsyncDisposable
{
    /// <summary>Events that wait for the file system; then the master's loop waits for it, too.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Of those that are said again so many wait; each has some ten kilobytes of counters.</summary>
    internal const int MaxRepeated = 500;

    private readonly SemaphoreSlim _room = new(MaxRepeated);
    private readonly Channel<Waiting> _events = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly QualifiedPath _file;
    private readonly Task _writing;

    internal JobHistory(QualifiedPath file)
    {
        _file = file;
        _writing = Task.Run(WriteAsync);
    }

    internal void Add(HistoryEvent happened)
    {
        var waiting = new Waiting(happened, IsRepeated: false);
        if (!_events.Writer.TryWrite(waiting))
        {
            _events.Writer.WriteAsync(waiting).AsTask().Wait();
        }
    }

    /// <summary>As <see cref="Add"/>, for many at once: what waits for the file system stays little.</summary>
    internal async ValueTask AddAsync(HistoryEvent happened, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        await _events.Writer.WriteAsync(new Waiting(happened, IsRepeated: true), cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes the rest and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    internal static HistoryCounters ToHistory(JobCounters counters, string name) => new(
        name, [.. counters.Select(
            g => new HistoryCounterGroup(g.Name, g.DisplayName, [.. g.Select(c => new HistoryCounter(c.Name, c.DisplayName, c.Value))]))]);

    /// <summary>The counters of an event.</summary>
    /// <param name="history">As the event has them.</param>
    /// <param name="share">Gives one copy of the same name.</param>
    internal static JobCounters ToCounters(HistoryCounters? history, Func<string, string> share)
    {
        var counters = new JobCounters();
        foreach (var group in history?.Groups ?? [])
        {
            foreach (var counter in group.Counters)
            {
                counters[share(group.Name)][share(counter.Name)].Increment(counter.Value);
            }
        }

        return counters;
    }

    internal static string TypeName(TaskType type) => type == TaskType.Map ? "MAP" : "REDUCE";

    private async Task WriteAsync()
    {
        try
        {
            var file = await _file.FileSystem.CreateAsync(
                _file.Path, Client.StagingDirectory.InIt with { Overwrite = true }, CancellationToken.None).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(HistoryFile.Header()).ConfigureAwait(false);
                var bytes = new ArrayBufferWriter<byte>();
                while (await _events.Reader.WaitToReadAsync().ConfigureAwait(false))
                {
                    bytes.ResetWrittenCount();
                    while (_events.Reader.TryRead(out var waiting))
                    {
                        HistoryFile.Append(Taken(waiting), bytes);
                    }

                    await file.WriteAsync(bytes.WrittenMemory).ConfigureAwait(false);
                    await file.HFlushAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync(
                $"The job's history cannot be written to {_file}: {e.Message} The job goes on without.").ConfigureAwait(false);
            await foreach (var waiting in _events.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                Taken(waiting); // Nobody waits for room.
            }
        }
    }

    private HistoryEvent Taken(Waiting waiting)
    {
        if (waiting.IsRepeated)
        {
            _room.Release();
        }

        return waiting.Happened;
    }

    private readonly record struct Waiting(HistoryEvent Happened, bool IsRepeated);
}
