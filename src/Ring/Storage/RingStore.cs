using Hathi.Base;
using Hathi.Log;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Tables;
using Hathi.Ring.Storage.Records;

namespace Hathi.Ring.Storage;

/// <summary>
/// Tables of a node, in memory and in a log on its disk. A change is appended to the log by whoever brings it, made durable with all
/// others that came meanwhile by one thread, applied to the memtables by another, and then answered: while a batch is applied the next one
/// is on its way to the disk. Reads run on the threads of those who ask, and wait for nobody.
/// </summary>
/// <remarks>
/// When the disk fails, or is full, writes are refused with the reason from then on and reads are served. Only a restart brings it back,
/// when there is room or another disk: then what is really in the log is read, so that what had failed may be there or not.
/// </remarks>
public sealed class RingStore : IRingStore, IDisposable
{
    private readonly object _gate = new();
    private readonly DurableLog _log;
    private readonly StoreCore _core;
    private readonly GroupCommit _commit;
    private readonly Thread _applier;
    private bool _hasDurable;
    private bool _isStopping;
    private bool _isDisposed;

    private RingStore(DurableLog log, StoreOptions options)
    {
        _log = log;
        _core = new StoreCore(log, options, RequestCommit);
        try
        {
            _core.ReplayAll();
        }
        catch
        {
            _core.Dispose();
            throw;
        }

        _applier = new Thread(ApplyAll) { IsBackground = true, Name = "ring-apply" };
        _commit = new GroupCommit(log, _ => Wake(), OnFailed);
        _applier.Start();
    }

    /// <summary>Bytes of memory off the managed heap that tables take.</summary>
    public long MemoryBytes => _core.MemoryBytes;

    /// <summary>Why nothing is written any more, as those are told who try; null: it is.</summary>
    public EnvironmentException? Failure => _core.Failure;

    /// <summary>Opens the store in a directory, or makes one, and takes in all that its log holds.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">Of the log; of this store alone.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="EnvironmentException">The log cannot be opened, or a record not read: the message says where.</exception>
    public static RingStore Open(IDisk disk, string directory, StoreOptions options)
    {
        var log = DurableLog.OpenOrCreate(disk, directory, options.Log);
        try
        {
            return new RingStore(log, options);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void SetTable(TableShape shape) => _core.SetTable(shape);

    /// <inheritdoc/>
    public bool Knows(Guid table) => _core.Knows(table);

    /// <inheritdoc/>
    public void DropTable(Guid table)
    {
        try
        {
            _ = ForgetAsync(_core.DropTable(table)?.Task ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is RefusedException or EnvironmentException)
        {
            // It is not read any more; what the log still holds of it goes by DropUnknown after the next start.
        }
    }

    /// <summary>
    /// Forgets what the log holds of tables that nobody has set: dropped ones of which the disk was not told in time. To be called once
    /// after a start, when all tables are set. Where it holds something and nothing of it is known, it forgets nothing: a schema that was
    /// lost may come back.
    /// </summary>
    public void DropUnknown()
    {
        foreach (var table in _core.UnknownTables())
        {
            DropTable(table);
        }
    }

    /// <inheritdoc/>
    public ValueTask TruncateAsync(Guid table)
    {
        try
        {
            return _core.Begin(StoreRecordKind.Truncate, table).Task;
        }
        catch (Exception e) when (e is RefusedException or EnvironmentException)
        {
            return ValueTask.FromException(e);
        }
    }

    /// <inheritdoc/>
    public ValueTask ApplyAsync(ReadOnlySpan<byte> record)
    {
        try
        {
            return _core.Begin(record).Task;
        }
        catch (Exception e) when (e is RefusedException or EnvironmentException)
        {
            return ValueTask.FromException(e);
        }
    }

    /// <inheritdoc/>
    public IRowCursor Read(ReadCommand command) => _core.Read(command);

    /// <summary>Makes what was accepted durable, applies it, and closes the log. Nobody may write any more; cursors go on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _commit.Dispose();
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        _applier.Join();
        if (_core.Failure is null)
        {
            _log.Close();
        }
        else
        {
            _log.Dispose();
        }

        _core.Fail(new EnvironmentException("The store is closed."));
        _core.Dispose();
    }

    private void RequestCommit() => _commit.RequestCommit();

    private void OnFailed(LogFailedException why)
    {
        _core.Fail(why);
        Wake();
    }

    private void Wake()
    {
        lock (_gate)
        {
            _hasDurable = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void ApplyAll()
    {
        while (true)
        {
            lock (_gate)
            {
                while (!_hasDurable && !_isStopping)
                {
                    Monitor.Wait(_gate);
                }

                if (!_hasDurable)
                {
                    return;
                }

                _hasDurable = false;
            }

            _core.ApplyDurable();
            _core.DropUnused();
        }
    }

    private static async Task ForgetAsync(ValueTask task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (IOException)
        {
            // As above.
        }
    }
}
