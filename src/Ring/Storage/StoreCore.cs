using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Log;
using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Tables;
using Hathi.Ring.Storage.Cursors;
using Hathi.Ring.Storage.Deletions;
using Hathi.Ring.Storage.Memory;
using Hathi.Ring.Storage.Memtables;
using Hathi.Ring.Storage.Records;
using Hathi.Ring.Storage.Rows;
using Hathi.Ring.Storage.Writing;

namespace Hathi.Ring.Storage;

/// <summary>
/// The store without threads of its own: <see cref="RingStore"/> puts them beside it, a simulation calls. Records are accepted into the
/// log from any thread, and applied in the log's order by one, as far as they are durable; reads are of what was applied.
/// </summary>
internal sealed class StoreCore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DurableLog _log;
    private readonly StoreOptions _options;
    private readonly Action _requestCommit;
    private readonly ConcurrentDictionary<Guid, StoredTable> _tables = new();
    private readonly MemoryBudget _budget = new();
    private readonly PendingWrites _writes = new();
    private readonly CursorPool _cursors = new();
    private readonly RowMerger _rows = new();
    private readonly RangeMerger _ranges = new();
    private readonly Queue<PendingWrite> _waiting = new();
    private long _waitingBytes;
    private long _visible;
    private bool _mayDrop;
    private ulong _seed;
    private EnvironmentException? _failure;

    /// <summary>A store of what a log holds, to be followed by <see cref="ReplayAll"/>.</summary>
    /// <param name="log">The log; whoever opened it closes it.</param>
    /// <param name="options">The limits.</param>
    /// <param name="requestCommit">Has everything in the log made durable soon, and <see cref="ApplyDurable"/> called then.</param>
    internal StoreCore(DurableLog log, StoreOptions options, Action requestCommit)
    {
        (_log, _options, _requestCommit, _seed) = (log, options, requestCommit, options.Seed);
    }

    /// <summary>The last record that reads see.</summary>
    internal long VisibleIndex => Volatile.Read(ref _visible);

    /// <summary>Bytes of memory off the managed heap.</summary>
    internal long MemoryBytes => _budget.Used;

    /// <summary>Why nothing is written any more; null: it is.</summary>
    internal EnvironmentException? Failure => Volatile.Read(ref _failure);

    /// <summary>Takes in all that the log holds.</summary>
    /// <exception cref="EnvironmentException">A record cannot be read; the message says which and where.</exception>
    internal void ReplayAll() => _log.ReadFrom(_log.FirstIndex, Replay);

    /// <summary>Takes in a record that the log holds.</summary>
    internal void Replay(long index, ReadOnlySpan<byte> record) => Apply(StoreRecord.Read(record), index);

    /// <summary>Takes a mutation into the log.</summary>
    /// <returns>What is done when it is durable and can be seen.</returns>
    /// <exception cref="RefusedException">There is no room, too much waits, it is too large, or its table is not there.</exception>
    /// <exception cref="EnvironmentException">The log failed, or the bytes are no mutation.</exception>
    internal PendingWrite Begin(ReadOnlySpan<byte> mutation)
    {
        if (mutation.Length > MutationLimits.MaxBytes)
        {
            throw new RefusedException(
                $"A mutation of {mutation.Length} bytes, at most {MutationLimits.MaxBytes} are taken: write less at once.");
        }

        RequireTables(mutation);
        if (_budget.Used + Volatile.Read(ref _waitingBytes) > _options.MemoryBytes)
        {
            throw new RefusedException(
                $"No room for writes: {_budget.Used} of {_options.MemoryBytes} bytes of memory are taken (ring.memory). Reads are served. "
                + "Start the node with more memory, or truncate or drop a table.");
        }

        var write = _writes.Take();
        StoreRecord.Write(write.Record, mutation);
        return Append(write);
    }

    /// <summary>Takes a record about a table into the log.</summary>
    internal PendingWrite Begin(StoreRecordKind kind, Guid table)
    {
        var write = _writes.Take();
        StoreRecord.Write(write.Record, kind, table);
        return Append(write);
    }

    /// <summary>
    /// Applies what is durable and was not applied, in the order of the log, and tells those who wait for it. One thread calls; while it
    /// does more may be begun, and made durable.
    /// </summary>
    /// <returns>How many records were applied.</returns>
    internal int ApplyDurable() => ApplyUpTo(_log.DurableIndex);

    /// <summary>What <see cref="ApplyDurable"/> does, up to a record.</summary>
    internal int ApplyUpTo(long index)
    {
        var applied = 0;
        while (Failure is null or LogFailedException && Next(index) is { } write)
        {
            try
            {
                Apply(StoreRecord.OfChecked(write.Record.Written), write.Index);
            }
            catch (Exception e)
            {
                // Without memory, or by a fault of ours, a record is in there half: nobody sees it, and nothing comes behind it.
                var failure = new EnvironmentException(
                    $"Record {write.Index} of the log {_log.Directory} could not be applied: {e.Message} Nothing is written any more; "
                    + "reads are served. Start this node again: it reads the record from the log.",
                    e);
                Fail(failure);
                write.Fail(failure);
                return applied;
            }

            applied++;
            Interlocked.Add(ref _waitingBytes, -write.Record.Length);
            write.Complete();
        }

        return applied;
    }

    /// <summary>
    /// Drops what the log holds and no memtable needs any more, when a table was emptied or has gone since the last time. The thread that
    /// applies calls, when it has nothing else to do.
    /// </summary>
    /// <returns>Why something was not dropped, which is tried again with the next table; null: nothing was in the way.</returns>
    internal Exception? DropUnused()
    {
        if (!_mayDrop || Failure is not null)
        {
            return null;
        }

        // Nothing but the writer, which this is, makes memtables; what is not applied yet is behind what is.
        _mayDrop = false;
        var needed = VisibleIndex + 1;
        foreach (var table in _tables.Values)
        {
            needed = Math.Min(needed, table.Memtable?.FirstSequence ?? needed);
        }

        try
        {
            return needed > _log.FirstIndex ? _log.DropBefore(needed) : null;
        }
        catch (DiskException e)
        {
            return e;
        }
    }

    /// <summary>Nothing becomes durable any more: those who wait for it are told, as are all who come.</summary>
    internal void Fail(EnvironmentException why)
    {
        var told = new List<PendingWrite>();
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            Volatile.Write(ref _failure, why);

            // What is durable is still applied, unless that is what failed.
            var kept = _waiting.Where(w => why is LogFailedException && w.Index <= _log.DurableIndex).ToList();
            told.AddRange(_waiting.Except(kept));
            _waiting.Clear();
            kept.ForEach(_waiting.Enqueue);
        }

        foreach (var write in told)
        {
            Interlocked.Add(ref _waitingBytes, -write.Record.Length);
            write.Fail(why);
        }
    }

    /// <summary>Whether there is something of a table, or was, and its end is in the log.</summary>
    internal bool Knows(Guid table) => _tables.ContainsKey(table);

    internal void SetTable(TableShape shape) => _tables.GetOrAdd(shape.Id, static _ => new StoredTable()).Shape = shape;

    /// <summary>Forgets a table. Its memory goes with the next record that is applied.</summary>
    internal PendingWrite? DropTable(Guid table)
    {
        if (!_tables.TryGetValue(table, out var stored) || stored.IsDropped)
        {
            return null;
        }

        stored.IsDropped = true;
        return Begin(StoreRecordKind.Drop, table);
    }

    /// <summary>
    /// The tables of which the log holds something and nobody has said that they are there; none where this is so of all that it holds:
    /// then it is the schema that was lost, not the tables.
    /// </summary>
    internal IReadOnlyList<Guid> UnknownTables()
    {
        var held = _tables.Where(static t => t.Value is { Memtable: not null, IsDropped: false }).ToList();
        return held.TrueForAll(static t => t.Value.Shape is null) ? []
            : [.. held.Where(static t => t.Value.Shape is null).Select(static t => t.Key)];
    }

    internal IRowCursor Read(ReadCommand command)
    {
        // In this order: a memtable that is newer has nothing for who reads as of an older record.
        var sequence = VisibleIndex;
        return _cursors.Open(command, _tables.TryGetValue(command.Table.Id, out var table) ? table.Pin() : null, sequence);
    }

    /// <summary>Lets go of all memory that nobody reads in.</summary>
    public void Dispose()
    {
        foreach (var table in _tables.Values)
        {
            table.IsDropped = true;
            table.Replace(null);
        }
    }

    private PendingWrite Append(PendingWrite write)
    {
        try
        {
            lock (_gate)
            {
                if (_failure is not null)
                {
                    throw new EnvironmentException(_failure.Message, _failure);
                }

                if ((_waitingBytes > 0 && _waitingBytes + write.Record.Length > _options.MaxWaitingBytes)
                    || !_log.TryAppend(write.Record.Written, out var index))
                {
                    throw new RefusedException(
                        $"Too much waits for the disk: {_waitingBytes} bytes of {_options.MaxWaitingBytes}. Try again later.");
                }

                write.Index = index;
                _waiting.Enqueue(write);
                Interlocked.Add(ref _waitingBytes, write.Record.Length);
            }
        }
        catch
        {
            _writes.Return(write);
            throw;
        }

        _requestCommit();
        return write;
    }

    private PendingWrite? Next(long index)
    {
        lock (_gate)
        {
            return _waiting.TryPeek(out var next) && next.Index <= index ? _waiting.Dequeue() : null;
        }
    }

    private void RequireTables(ReadOnlySpan<byte> mutation)
    {
        MutationReader.Check(mutation);
        var reader = new MutationReader(mutation);
        while (reader.MoveNextPartition())
        {
            if (!_tables.TryGetValue(reader.Table, out var table) || table.Shape is null || table.IsDropped)
            {
                throw new NoTableException(reader.Table);
            }
        }
    }

    private void Apply(StoreRecord record, long index)
    {
        if (record.Kind == StoreRecordKind.Mutation)
        {
            var reader = new MutationReader(record.Mutation);
            while (reader.MoveNextPartition())
            {
                var table = _tables.GetOrAdd(reader.Table, static _ => new StoredTable());
                if (!table.IsDropped)
                {
                    WrittenOf(table, index).Apply(ref reader, index);
                }
            }
        }
        else if (_tables.TryGetValue(record.Table, out var table))
        {
            table.IsDropped |= record.Kind == StoreRecordKind.Drop;
            table.Replace(null);
            _mayDrop = true;
        }

        // All of the record is there before anybody reads as of it.
        Volatile.Write(ref _visible, index);
    }

    private Memtable WrittenOf(StoredTable table, long index)
    {
        if (table.Memtable is { } memtable)
        {
            return memtable;
        }

        _seed = unchecked(_seed * 6364136223846793005 + 1442695040888963407) | 1;
        var made = new Memtable(_budget, _rows, _ranges, _seed, index);
        table.Replace(made);
        return made;
    }
}
