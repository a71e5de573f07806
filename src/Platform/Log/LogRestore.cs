using Hathi.Base;

namespace Hathi.Platform.Log;

/// <summary>How a state is kept in a log: made empty, read from a snapshot, changed by a record.</summary>
/// <typeparam name="TState">The state.</typeparam>
public interface ILogState<TState>
{
    /// <summary>A state that nothing was read into.</summary>
    TState Empty();

    /// <summary>Reads what a snapshot holds.</summary>
    void Read(Stream snapshot, TState state);

    /// <summary>Repeats a record.</summary>
    void Replay(TState state, ReadOnlySpan<byte> record);
}

/// <summary>Brings back the state after the newest durable record: from the newest snapshot that can be read, and the records behind it.</summary>
public static class LogRestore
{
    /// <summary>Restores. A snapshot that cannot be read is passed over: the one before it and the records behind that give the same state, later.</summary>
    /// <param name="log">Where from.</param>
    /// <param name="kept">How it is kept there.</param>
    /// <param name="passedOver">Is told of each snapshot that was passed over, and why.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The state, and the index of the last record in it.</returns>
    /// <exception cref="LogCorruptException">No snapshot can be read, or a record does not read back.</exception>
    /// <exception cref="LogRecordException">A record cannot be replayed.</exception>
    public static (TState State, long Index) Run<TState>(
        DurableLog log, ILogState<TState> kept, Action<LogSnapshot, IOException> passedOver, CancellationToken cancellation)
    {
        var end = log.DurableIndex;
        IOException? first = null;
        foreach (var snapshot in log.Snapshots)
        {
            try
            {
                return (Replay(log, kept, Read(snapshot, kept, cancellation), snapshot.Index + 1, end, cancellation), end);
            }
            catch (LogSnapshotException e)
            {
                first ??= e.Why;
                passedOver(snapshot, e.Why);
                if (e.Why is LogCorruptException)
                {
                    log.SetAside(snapshot);
                }
            }
        }

        return first is null || log.FirstIndex == 1
            ? (Replay(log, kept, kept.Empty(), 1, end, cancellation), end)
            : throw first;
    }

    private static TState Read<TState>(LogSnapshot snapshot, ILogState<TState> kept, CancellationToken cancellation)
    {
        var state = kept.Empty();
        Stream? stream = null;
        try
        {
            stream = snapshot.OpenRead();
            using var reading = new CancellableStream(stream, cancellation);
            kept.Read(reading, state);
            return state;
        }
        catch (Exception e) when (e is LogCorruptException || (DiskFaults.Is(e) && e is not EndOfStreamException))
        {
            throw new LogSnapshotException(e as IOException ?? new IOException(e.Message, e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var at = (stream as SnapshotReadStream)?.FileOffset ?? 0;
            throw new LogSnapshotException(new LogCorruptException(snapshot.Path, at, $"what the snapshot after record {snapshot.Index} holds cannot be read: {e.Message}"));
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private static TState Replay<TState>(DurableLog log, ILogState<TState> kept, TState state, long from, long end, CancellationToken cancellation)
    {
        if (end >= from)
        {
            log.ReadFrom(from, (index, record) =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (index <= end)
                {
                    kept.Replay(state, record);
                }
            });
        }

        return state;
    }

    /// <summary>Tells a snapshot that cannot be read from a record that cannot.</summary>
    private sealed class LogSnapshotException(IOException why) : Exception(why.Message, why)
    {
        public IOException Why { get; } = why;
    }
}
