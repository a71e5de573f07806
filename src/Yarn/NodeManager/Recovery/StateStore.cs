using System.Buffers.Binary;
using System.Text;
using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Platform.Log;

namespace Hathi.Yarn.NodeManager.Recovery;

/// <summary>
/// What the node must know after a restart, as keys and values: every change is a record of the durable log, and a snapshot holds them all.
/// Record: a byte (1 put, 2 delete), the key's length as two bytes, highest first, the key in UTF-8, the value. Safe from any thread.
/// </summary>
internal sealed class StateStore : IDisposable
{
    private const byte PutRecord = 1;
    private const byte DeleteRecord = 2;
    private const int HeadBytes = 3;

    /// <summary>Records after which a snapshot is taken: a restart reads at most this many and what is alive.</summary>
    private const int SnapshotRecords = 20_000;

    private static readonly DurableLogOptions LogOptions = new() { SegmentBytes = 8 << 20, AllocationBytes = 1 << 20 };

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly DurableLog _log;
    private readonly GroupCommit _commit;
    private readonly INodeLog _nodeLog;
    private long _index;
    private int _sinceSnapshot;
    private bool _snapshotting;

    private StateStore(DurableLog log, INodeLog nodeLog)
    {
        _log = log;
        _nodeLog = nodeLog;
        Load();
        _index = log.LastIndex;
        _commit = new GroupCommit(log, static _ => { }, e => nodeLog.Error("nodemanager", $"The node's memory is lost, it will not survive a restart: {e.Message}", null));
    }

    /// <summary>Opens the store, made when it is not there.</summary>
    /// <exception cref="IOException">The directory cannot be used, or another process has it.</exception>
    internal static StateStore Open(string directory, INodeLog nodeLog)
    {
        var disk = RealDisk.Instance;
        if (!RealDisk.Instance.CreatePrivateDirectory(directory))
        {
            nodeLog.Warn("nodemanager", $"{directory} belongs to another user and may be readable for others; it will hold keys: chmod 700 it", null);
        }

        var log = DurableLog.Exists(disk, directory) ? DurableLog.Open(disk, directory, LogOptions) : DurableLog.Create(disk, directory, Guid.NewGuid(), LogOptions);
        return new StateStore(log, nodeLog);
    }

    /// <summary>Sets a value. It is written soon, and no later change is without it.</summary>
    internal void Put(string key, ReadOnlySpan<byte> value)
    {
        lock (_gate)
        {
            _values[key] = value.ToArray();
            Append(PutRecord, key, value);
        }
    }

    /// <summary>Removes a value; nothing when there is none.</summary>
    internal void Delete(string key)
    {
        lock (_gate)
        {
            if (_values.Remove(key))
            {
                Append(DeleteRecord, key, default);
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
        _commit.Dispose();
        try
        {
            _log.Close();
        }
        catch (IOException e)
        {
            _nodeLog.Warn("nodemanager", $"Closing the node's memory failed: {e.Message}", null);
        }
    }

    private void Append(byte kind, string key, ReadOnlySpan<byte> value)
    {
        var name = Encoding.UTF8.GetBytes(key);
        var record = new byte[HeadBytes + name.Length + value.Length];
        record[0] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(1), checked((ushort)name.Length));
        name.CopyTo(record, HeadBytes);
        value.CopyTo(record.AsSpan(HeadBytes + name.Length));
        try
        {
            _index = _commit.Append(record);
            _commit.RequestCommit();
        }
        catch (LogFailedException)
        {
            return; // Said when the disk failed: containers go on, a restart knows less.
        }

        if (++_sinceSnapshot >= SnapshotRecords && !_snapshotting)
        {
            _snapshotting = true;
            _sinceSnapshot = 0;
            _ = SnapshotAsync(_index, [.. _values]);
        }
    }

    private async Task SnapshotAsync(long index, KeyValuePair<string, byte[]>[] values)
    {
        try
        {
            await _commit.CommitAsync(index).ConfigureAwait(false);
            _log.WriteSnapshot(index, stream =>
            {
                using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
                writer.Write(values.Length);
                foreach (var (key, value) in values)
                {
                    writer.Write(key);
                    writer.Write(value.Length);
                    writer.Write(value);
                }
            });
        }
        catch (Exception e) when (e is IOException or LogFailedException)
        {
            _nodeLog.Warn("nodemanager", $"A snapshot of the node's memory failed, the log keeps growing: {e.Message}", null);
        }

        lock (_gate)
        {
            _snapshotting = false;
        }
    }

    private void Load()
    {
        long from = 1;
        if (_log.LatestSnapshot is { } snapshot)
        {
            using var stream = snapshot.OpenRead();
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var key = reader.ReadString();
                _values[key] = reader.ReadBytes(reader.ReadInt32());
            }

            from = snapshot.Index + 1;
        }

        if (from <= _log.LastIndex)
        {
            _log.ReadFrom(from, (_, record) => Apply(record));
        }
    }

    private void Apply(ReadOnlySpan<byte> record)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(record[1..]);
        var key = Encoding.UTF8.GetString(record.Slice(HeadBytes, length));
        if (record[0] == PutRecord)
        {
            _values[key] = record[(HeadBytes + length)..].ToArray();
        }
        else
        {
            _values.Remove(key);
        }
    }
}
