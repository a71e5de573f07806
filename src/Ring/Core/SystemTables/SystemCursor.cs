using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>Goes over partitions that are in memory, in the order that is asked for.</summary>
/// <param name="partitions">In the order of tokens.</param>
/// <param name="command">What is asked for.</param>
internal sealed class SystemCursor(SystemPartition[] partitions, ReadCommand command) : IRowCursor
{
    private SystemPartition? _partition;
    private int _nextKey; // of keys that are asked for
    private int _nextPartition = -1; // of a scan; -1: it has not begun
    private bool _isPast; // the place to go on at is behind
    private int _row;

    public long Token => _partition!.Token;

    public ReadOnlySpan<byte> Key => _partition!.Key;

    public bool IsStatic => false;

    public ReadOnlySpan<byte> Clustering => _partition!.Rows[_row].Clustering;

    public ReadOnlySpan<byte> Row => _partition!.Rows[_row].Row;

    public bool MayBlock => false;

    public bool MoveNext()
    {
        while (!command.OnlyStatic)
        {
            if (_partition is null)
            {
                _partition = NextPartition();
                if (_partition is null)
                {
                    return false;
                }

                _row = command.IsReversed ? _partition.Rows.Length : -1;
            }

            while (TryStep(_partition))
            {
                if (IsWanted(_partition.Rows[_row].Clustering))
                {
                    return true;
                }
            }

            LeavePartition();
        }

        return false;
    }

    public void SkipPartition() => LeavePartition();

    public void Dispose()
    {
        // Nothing is held.
    }

    private void LeavePartition()
    {
        _isPast = true;
        _partition = null;
    }

    private bool TryStep(SystemPartition partition)
    {
        _row += command.IsReversed ? -1 : 1;
        return _row >= 0 && _row < partition.Rows.Length;
    }

    private SystemPartition? NextPartition() => command.IsScan ? NextOfScan() : NextOfKeys();

    private SystemPartition? NextOfScan()
    {
        if (_nextPartition < 0)
        {
            _nextPartition = 0;
            while (_nextPartition < partitions.Length && IsBefore(partitions[_nextPartition]))
            {
                _nextPartition++;
            }
        }

        if (_nextPartition == partitions.Length || partitions[_nextPartition].Token > command.ToToken)
        {
            return null;
        }

        var next = partitions[_nextPartition++];
        _isPast |= command.Resume == ResumeKind.None || !IsResumed(next);
        return next;
    }

    private bool IsBefore(SystemPartition partition)
    {
        if (partition.Token < command.FromToken)
        {
            return true;
        }

        if (command.Resume == ResumeKind.None)
        {
            return false;
        }

        var order = PartitionKeyBytes.Compare(partition.Token, partition.Key, command.ResumeToken, command.ResumeKey);
        return order < 0 || (order == 0 && command.Resume == ResumeKind.BehindPartition);
    }

    // Keys before the one to go on at are passed over, and so is that one where it goes on behind it.
    private SystemPartition? NextOfKeys()
    {
        while (_nextKey < command.KeyCount)
        {
            var index = _nextKey++;
            var key = command.KeyOf(index);
            if (!_isPast && command.Resume != ResumeKind.None)
            {
                if (!key.SequenceEqual(command.ResumeKey))
                {
                    continue;
                }

                if (command.Resume == ResumeKind.BehindPartition)
                {
                    _isPast = true;
                    continue;
                }
            }

            if (Find(command.TokenOf(index), key) is { } found)
            {
                return found;
            }

            _isPast = true;
        }

        return null;
    }

    private SystemPartition? Find(long token, ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, partitions.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = PartitionKeyBytes.Compare(partitions[middle].Token, partitions[middle].Key, token, key);
            if (order == 0)
            {
                return partitions[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private bool IsResumed(SystemPartition partition) =>
        partition.Token == command.ResumeToken && command.ResumeKey.SequenceEqual(partition.Key);

    private bool IsWanted(byte[] clustering)
    {
        if (!_isPast && command.Resume == ResumeKind.BehindRow)
        {
            var order = clustering.AsSpan().SequenceCompareTo(command.ResumeClustering);
            if (command.IsReversed ? order >= 0 : order <= 0)
            {
                return false;
            }
        }

        if (command.SliceCount == 0)
        {
            return true;
        }

        // They are in order and apart, and may be very many: the first that ends behind it is the only one that may have it.
        var (low, high) = (0, command.SliceCount);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = clustering.AsSpan().SequenceCompareTo(command.ToOf(middle)) < 0 ? (low, middle) : (middle + 1, high);
        }

        return low < command.SliceCount && clustering.AsSpan().SequenceCompareTo(command.FromOf(low)) >= 0;
    }
}
