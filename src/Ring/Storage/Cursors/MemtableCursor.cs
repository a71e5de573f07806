using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Storage.Deletions;
using Hathi.Ring.Storage.Memtables;
using Hathi.Ring.Storage.Ordered;
using Hathi.Ring.Storage.Rows;

namespace Hathi.Ring.Storage.Cursors;

/// <summary>
/// Reads a memtable as of one record: all partitions in one state, whatever is written meanwhile. Makes nothing for a row; used again
/// (<see cref="CursorPool"/>). Owned by one thread.
/// </summary>
internal sealed unsafe class MemtableCursor : IRowCursor
{
    private readonly CursorPool _pool;
    private readonly RowMerger _merger = new();
    private readonly RowWalk _rows = new();
    private ReadCommand _command = null!;
    private Memtable? _table;
    private long _sequence;
    private PartitionWalk _partitions;
    private ListNode* _partition;
    private PartitionState* _state;
    private Deletion _deletion;
    private RangeSet* _ranges;
    private bool _staticIsNext;
    private RowVersion* _row;
    private bool _isMerged;
    private bool _isOpen;
    private int _leftOut;

    internal MemtableCursor(CursorPool pool) => _pool = pool;

    /// <inheritdoc/>
    public long Token => ListNode.TokenOf(_partition);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Key => ListNode.Key(_partition);

    /// <inheritdoc/>
    public bool IsStatic { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Clustering => IsStatic ? default : _rows.Clustering;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Row => _row == null ? default : _isMerged ? _merger.Merged : RowVersion.Bytes(_row);

    /// <inheritdoc/>
    public bool MayBlock => false;

    /// <summary>Begins to read.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="table">Where; pinned, and let go of when this is disposed. Null: there is nothing.</param>
    /// <param name="sequence">As of which record.</param>
    internal void Open(ReadCommand command, Memtable? table, long sequence)
    {
        (_command, _table, _sequence, _isOpen, _leftOut) = (command, table, sequence, true, 0);
        _partition = null;
        _state = null;
        IsStatic = false;
        _partitions = default;
    }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(!_isOpen, this);
        IsStatic = false;
        while (_state != null || NextPartition())
        {
            if (_staticIsNext)
            {
                _staticIsNext = false;
                if (Take(Volatile.Read(ref _state->Static), _deletion))
                {
                    IsStatic = true;
                    return true;
                }

                _leftOut++;
            }

            while (!_command.OnlyStatic && _rows.MoveNext())
            {
                var ofRanges = _ranges == null ? Deletion.None : RangeSet.Covering(_ranges, _rows.Clustering);
                if (Take(_rows.Newest, Deletion.Newer(_deletion, ofRanges)) || LeavesOut())
                {
                    return true;
                }
            }

            // A partition of which nothing is left counts like a row.
            if (LeavesOut())
            {
                return true;
            }

            _state = null;
        }

        return false;
    }

    /// <inheritdoc/>
    public void SkipPartition() => _state = null;

    /// <summary>Lets go of the memory. What it gave is no longer valid.</summary>
    public void Dispose()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        _table?.Unpin();
        (_table, _command) = (null, null!);
        _pool.Return(this);
    }

    private bool NextPartition()
    {
        while (_table is not null && _partitions.MoveNext(_command, _table, ref _partition))
        {
            // One that is linked and has nothing yet is not for us.
            _state = Memtable.StateOf(_partition);
            if (_state != null)
            {
                _deletion = PartitionDeletion.At(Volatile.Read(ref _state->Deletion), _sequence);
                _ranges = RangeSet.At(Volatile.Read(ref _state->Ranges), _sequence);
                _staticIsNext = _command.WithStatic;
                _rows.Open(_command, _state, PartitionWalk.IsBehindRow(_command, _partition));
                return true;
            }
        }

        _partitions = PartitionWalk.Ended;
        return false;
    }

    // Whether it is time to give a row of no bytes.
    private bool LeavesOut()
    {
        if (++_leftOut < IRowCursor.MostLeftOut)
        {
            return false;
        }

        _leftOut = 0;
        _row = null;
        return true;
    }

    private bool Take(nint newest, Deletion covering)
    {
        _row = RowVersion.At(newest, _sequence);
        if (_row == null)
        {
            return false;
        }

        _isMerged = _row->Below != null || !covering.IsNone;
        if (_isMerged && !_merger.Merge(_row, covering))
        {
            return false;
        }

        _leftOut = 0;
        return true;
    }
}
