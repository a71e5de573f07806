using Hathi.Base;

namespace Hathi.Log;

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

/// <summary>
/// Brings back the state after the newest durable record: from the newest snapshot that can be read, and the records behind it.
/// </summary>
public static class LogRestore
{
    /// <summary>
    /// Restores. A snapshot that cannot be read is passed over: the one before it and the records behind that give the same state, later.
    /// </summary>
    /// <param name="log">Where from.</param>
    /// <param name="kept">How it is kept there.</param>
    /// <param name="passedOver">Is told of each snapshot that was passed over, and why.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The state, and the index of the last record in it.</returns>
    /// <exception cref="LogCorruptException">No snapshot can be read, or a record does not read back.</exception>
    /// <exception cref="LogRecordException">A record cannot be replayed.</exception>
    /// <exception cref="OutOfMemoryException">The state is larger than this process may be. Nothing was changed.</exception>
    /// <remarks>
    /// Files are renamed only when another way to the state was found, and only those whose bytes are damaged: what this program does not
    /// understand another may.
    /// </remarks>
    public static (TState State, long Index) Run<TState>(
        DurableLog log, ILogState<TState> kept, Action<LogSnapshot, IOException> passedOver, CancellationToken cancellation)
    {
        var end = log.DurableIndex;
        var passed = new List<(LogSnapshot Snapshot, LogSnapshotException Fault)>();
        foreach (var snapshot in log.Snapshots)
        {
            if (snapshot.Index + 1 < log.FirstIndex)
            {
                break; // One that could not be removed, and the records behind it could.
            }

            try
            {
                var state = Replay(log, kept, Read(snapshot, kept, cancellation), snapshot.Index + 1, end, cancellation);
                PassOver(log, passed);
                return (state, end);
            }
            catch (LogSnapshotException e)
            {
                passed.Add((snapshot, e));
                passedOver(snapshot, e.Why);
            }
        }

        if (log.FirstIndex != 1)
        {
            throw passed.Count > 0 ? passed[0].Fault.Why : log.WithoutBeginning();
        }

        var whole = Replay(log, kept, kept.Empty(), 1, end, cancellation);
        PassOver(log, passed);
        return (whole, end);
    }

    private static void PassOver(DurableLog log, List<(LogSnapshot Snapshot, LogSnapshotException Fault)> passed)
    {
        foreach (var (snapshot, fault) in passed)
        {
            log.PassOver(snapshot, fault.IsDamaged);
        }
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
            throw new LogSnapshotException(e as IOException ?? new LogReadException(e.Message, e), e is LogCorruptException);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            var at = (stream as SnapshotReadStream)?.FileOffset ?? 0;
            throw new LogSnapshotException(
                new LogCorruptException(
                    snapshot.Path, at, $"what the snapshot after record {snapshot.Index} holds cannot be read: {e.Message}"),
                isDamaged: false);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private static TState Replay<TState>(
        DurableLog log, ILogState<TState> kept, TState state, long from, long end, CancellationToken cancellation)
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
    private sealed class LogSnapshotException(IOException why, bool isDamaged) : Exception(why.Message, why)
    {
        public IOException Why { get; } = why;

        /// <summary>Its bytes are not those that were written.</summary>
        public bool IsDamaged { get; } = isDamaged;
    }
}
