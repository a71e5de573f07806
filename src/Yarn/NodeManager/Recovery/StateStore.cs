using Hathi.Base;
using Hathi.Log;
using Hathi.Platform.Disk;

namespace Hathi.Yarn.NodeManager.Recovery;

/// <summary>
/// What the node must know after a restart, as keys and values: every change is a record of the durable log, and a snapshot holds them all
/// (<see cref="StateFormat"/>). Safe from any thread.
/// </summary>
internal sealed class StateStore : IDisposable
{
    /// <summary>Records after which a snapshot is taken: a restart reads at most this many and what is alive.</summary>
    private const int SnapshotRecords = 20_000;

    private static readonly DurableLogOptions LogOptions = new() { SegmentBytes = 8 << 20, AllocationBytes = 1 << 20 };

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _values;
    private readonly DurableLog _log;
    private readonly GroupCommit _commit;
    private readonly INodeLog _nodeLog;
    private readonly CancellationTokenSource _stop = new();
    private long _index;
    private int _sinceSnapshot;
    private bool _snapshotting;
    private bool _lost;
    private Task _snapshot = Task.CompletedTask;

    private StateStore(DurableLog log, INodeLog nodeLog)
    {
        _log = log;
        _nodeLog = nodeLog;
        (_values, _index) = LogRestore.Run(log, StateFormat.Instance, PassedOver, CancellationToken.None);
        _commit = new GroupCommit(log, static _ => { }, e => nodeLog.Error("nodemanager", $"The node's memory is lost, it will not survive a restart: {e.Message}", null));
    }

    /// <summary>Opens the store, made when it is not there.</summary>
    /// <exception cref="LogCorruptException">What it holds does not read back; nothing was changed.</exception>
    /// <exception cref="LogRecordException">What it holds cannot be understood; nothing was changed.</exception>
    /// <exception cref="IOException">The directory cannot be used, or another process has it.</exception>
    internal static StateStore Open(string directory, INodeLog nodeLog) => Open(RealDisk.Instance, directory, nodeLog);

    /// <summary>The same on another disk.</summary>
    internal static StateStore Open(IDisk disk, string directory, INodeLog nodeLog)
    {
        if (!disk.CreatePrivateDirectory(directory))
        {
            nodeLog.Warn("nodemanager", $"{directory} belongs to another user and may be readable for others; it will hold keys: chmod 700 it", null);
        }

        var log = DurableLog.OpenOrCreate(disk, directory, LogOptions);
        try
        {
            return new StateStore(log, nodeLog);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Sets a value. It is written soon, and no later change is without it.</summary>
    internal void Put(string key, ReadOnlySpan<byte> value)
    {
        lock (_gate)
        {
            _values[key] = value.ToArray();
            Append(StateFormat.Put, key, value);
        }
    }

    /// <summary>Removes a value; nothing when there is none.</summary>
    internal void Delete(string key)
    {
        lock (_gate)
        {
            if (_values.Remove(key))
            {
                Append(StateFormat.Delete, key, default);
            }
        }
    }

    /// <summary>Completes when all changes so far are on the disk; fails where they will not be: the disk failed, or this was disposed.</summary>
    internal Task KeptAsync()
    {
        lock (_gate)
        {
            try
            {
                return _lost ? Task.FromException(new IOException("The node's memory is lost.")) : _commit.CommitAsync(_index);
            }
            catch (ObjectDisposedException e)
            {
                return Task.FromException(e);
            }
        }
    }

    /// <summary>The value of a key; null: none.</summary>
    internal byte[]? Get(string key)
    {
        lock (_gate)
        {
            return _values.GetValueOrDefault(key);
        }
    }

    /// <summary>Keys and values below a prefix, in order.</summary>
    internal IReadOnlyList<KeyValuePair<string, byte[]>> Below(string prefix)
    {
        lock (_gate)
        {
            return [.. _values.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _snapshot.GetAwaiter().GetResult(); // ends with the piece that is being written
        _commit.Dispose();
        _stop.Dispose();
        try
        {
            _log.Close();
        }
        catch (IOException e)
        {
            _nodeLog.Warn("nodemanager", $"Closing the node's memory failed: {e.Message}", null);
        }
    }

    private void PassedOver(LogSnapshot snapshot, IOException why) => _nodeLog.Error(
        "nodemanager", $"The snapshot of the node's memory after record {snapshot.Index} cannot be read and is passed over for the one before it: {why.Message}", null);

    private void Append(byte kind, string key, ReadOnlySpan<byte> value)
    {
        var record = StateFormat.Record(kind, key, value);
        try
        {
            _index = _commit.Append(record);
            _commit.RequestCommit();
        }
        catch (LogFailedException)
        {
            _lost = true;
            return; // Said when the disk failed: containers go on, a restart knows less.
        }

        if (++_sinceSnapshot >= SnapshotRecords && !_snapshotting)
        {
            _snapshotting = true;
            _sinceSnapshot = 0;
            _snapshot = SnapshotAsync(_index, [.. _values]);
        }
    }

    private async Task SnapshotAsync(long index, KeyValuePair<string, byte[]>[] values)
    {
        try
        {
            await _commit.CommitAsync(index).ConfigureAwait(false);
            var left = _log.WriteSnapshot(index, stream =>
            {
                using var writing = new CancellableStream(stream, _stop.Token);
                StateFormat.WriteSnapshot(writing, values);
            });
            if (left is not null)
            {
                _nodeLog.Warn("nodemanager", $"What a snapshot of the node's memory makes superfluous could not be removed, and the next one tries again: {left.Message}", null);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops, and nothing is left of the snapshot.
        }
        catch (Exception e)
        {
            var ours = DiskFaults.Is(e) ? null : e;
            _nodeLog.Warn("nodemanager", $"A snapshot of the node's memory failed, the log keeps growing until one is written: {e.Message}", ours);
        }
        finally
        {
            lock (_gate)
            {
                _snapshotting = false;
            }
        }
    }
}
