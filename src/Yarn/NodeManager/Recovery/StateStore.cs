using Hathi.Base;
using Hathi.Log;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Events;
using Microsoft.Extensions.Logging;

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
    private readonly ILogger _nodeLog;
    private readonly CancellationTokenSource _stop = new();
    private long _index;
    private int _sinceSnapshot;
    private bool _snapshotting;
    private volatile string? _loss;
    private Task _snapshot = Task.CompletedTask;

    private StateStore(string directory, DurableLog log, ILogger nodeLog)
    {
        Directory = directory;
        _log = log;
        _nodeLog = nodeLog;
        (_values, _index) = LogRestore.Run(log, StateFormat.Instance, PassedOver, CancellationToken.None);
        _commit = new GroupCommit(log, static _ => { }, e =>
        {
            _loss = e.Message;
            nodeLog.MemoryLost(e.Message);
        });
    }

    /// <summary>Where it is.</summary>
    internal string Directory { get; }

    /// <summary>Why nothing is written any more; null: it is.</summary>
    internal string? Loss => _loss;

    /// <summary>The same for who looks after the node; what is to be done is in the log's own words.</summary>
    internal string? Told => _loss is { } why
        ? $"The node's memory in {Directory} cannot be written any more, and what happens to containers since is not known after a "
            + $"restart: {why}"
        : null;

    /// <summary>Opens the store, made when it is not there.</summary>
    /// <exception cref="LogCorruptException">What it holds does not read back; nothing was changed.</exception>
    /// <exception cref="LogRecordException">What it holds cannot be understood; nothing was changed.</exception>
    /// <exception cref="IOException">The directory cannot be used, or another process has it.</exception>
    internal static StateStore Open(string directory, ILogger nodeLog) => Open(RealDisk.Instance, directory, nodeLog);

    /// <summary>The same on another disk.</summary>
    internal static StateStore Open(IDisk disk, string directory, ILogger nodeLog)
    {
        if (!disk.CreatePrivateDirectory(directory))
        {
            nodeLog.MemoryOfOthers(directory);
        }

        var log = DurableLog.OpenOrCreate(disk, directory, LogOptions);
        try
        {
            return new StateStore(directory, log, nodeLog);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Sets a value. It is written soon, and no later change is without it.</summary>
    /// <returns>Its record, for <see cref="KeptAsync(long?)"/>; null: it is not written, the disk has failed.</returns>
    internal long? Put(string key, ReadOnlySpan<byte> value)
    {
        lock (_gate)
        {
            _values[key] = value.ToArray();
            return Append(StateFormat.Put, key, value) ? _index : null;
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

    /// <summary>
    /// Completes when all changes so far are on the disk; fails where they will not be: the disk failed, or this was disposed.
    /// </summary>
    internal Task KeptAsync()
    {
        lock (_gate)
        {
            return KeptAsync(_loss is null ? _index : null);
        }
    }

    /// <summary>The same of what was put.</summary>
    /// <param name="record">What <see cref="Put"/> has returned.</param>
    internal Task KeptAsync(long? record)
    {
        try
        {
            return record is { } index
                ? _commit.CommitAsync(index)
                : Task.FromException(new EnvironmentException($"The node's memory is lost: {_loss}"));
        }
        catch (ObjectDisposedException e)
        {
            return Task.FromException(e);
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
            _nodeLog.MemoryNotClosed(e.Message);
        }
    }

    private void PassedOver(LogSnapshot snapshot, IOException why) => _nodeLog.SnapshotPassedOver(snapshot.Index, why.Message);

    private bool Append(byte kind, string key, ReadOnlySpan<byte> value)
    {
        var record = StateFormat.Record(kind, key, value);
        try
        {
            _index = _commit.Append(record);
            _commit.RequestCommit();
        }
        catch (LogFailedException e)
        {
            _loss ??= e.Message;
            return false; // Said when the disk failed: containers go on, a restart knows less.
        }

        if (++_sinceSnapshot >= SnapshotRecords && !_snapshotting)
        {
            _snapshotting = true;
            _sinceSnapshot = 0;
            var (index, values) = (_index, _values.ToArray());
            // who puts has locks, and does not wait for all that is remembered to be written
            _snapshot = Task.Run(() => SnapshotAsync(index, values));
        }

        return true;
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
                _nodeLog.SnapshotLeftovers(left.Message);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops, and nothing is left of the snapshot.
        }
        catch (Exception e)
        {
            var ours = DiskFaults.Is(e) ? null : e;
            _nodeLog.SnapshotFailed(ours, e.Message);
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
