using Hathi.Ring.Data.Reads;
using Hathi.Ring.Storage.Memtables;
using Hathi.Ring.Storage.Ordered;

namespace Hathi.Ring.Storage.Cursors;

/// <summary>The partitions that a command asks for, one after the other.</summary>
internal unsafe struct PartitionWalk
{
    private bool _isBegun;
    private bool _isEnded;
    private int _nextKey;

    /// <summary>A walk that has come to its end.</summary>
    internal static PartitionWalk Ended => new() { _isEnded = true };

    /// <summary>Goes to the next one.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="table">Where.</param>
    /// <param name="partition">The one before, then the next.</param>
    /// <returns>False: there is none.</returns>
    internal bool MoveNext(ReadCommand command, Memtable table, ref ListNode* partition)
    {
        if (_isEnded)
        {
            return false;
        }

        if (!command.IsScan)
        {
            return NextOfKeys(command, table, ref partition);
        }

        partition = _isBegun ? OrderedList.Next(partition) : FirstOfScan(command, table.Partitions);
        _isBegun = true;
        return partition != null && ListNode.TokenOf(partition) <= command.ToToken;
    }

    /// <summary>Whether of a partition only what is behind a row is asked for.</summary>
    internal static bool IsBehindRow(ReadCommand command, ListNode* partition) =>
        command.Resume == ResumeKind.BehindRow
        && ListNode.Compare(partition, ListNode.PrefixOf(command.ResumeToken), command.ResumeKey) == 0;

    private static ListNode* FirstOfScan(ReadCommand command, ListHead* partitions)
    {
        if (command.Resume == ResumeKind.None || command.ResumeToken < command.FromToken)
        {
            return OrderedList.AtOrBehind(partitions, ListNode.PrefixOf(command.FromToken), [], out _);
        }

        var prefix = ListNode.PrefixOf(command.ResumeToken);
        var first = OrderedList.AtOrBehind(partitions, prefix, command.ResumeKey, out _);
        return first != null && command.Resume == ResumeKind.BehindPartition && ListNode.Compare(first, prefix, command.ResumeKey) == 0
            ? OrderedList.Next(first)
            : first;
    }

    private bool NextOfKeys(ReadCommand command, Memtable table, ref ListNode* partition)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            _nextKey = FirstKey(command);
        }

        while (_nextKey < command.KeyCount)
        {
            var index = _nextKey++;
            var found = table.Find(command.TokenOf(index), command.KeyOf(index));
            if (found != null)
            {
                partition = found;
                return true;
            }
        }

        return false;
    }

    // Of a key that is not asked for nothing follows.
    private static int FirstKey(ReadCommand command)
    {
        if (command.Resume == ResumeKind.None)
        {
            return 0;
        }

        for (var i = 0; i < command.KeyCount; i++)
        {
            if (command.TokenOf(i) == command.ResumeToken && command.KeyOf(i).SequenceEqual(command.ResumeKey))
            {
                return command.Resume == ResumeKind.BehindPartition ? i + 1 : i;
            }
        }

        return command.KeyCount;
    }
}
