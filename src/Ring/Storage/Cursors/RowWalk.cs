using Hathi.Ring.Data.Reads;
using Hathi.Ring.Storage.Memtables;
using Hathi.Ring.Storage.Ordered;

namespace Hathi.Ring.Storage.Cursors;

/// <summary>
/// The rows of a partition within a command's slices, in its direction; those too that are not there for who reads as of a record before
/// they came. Used again.
/// </summary>
internal sealed unsafe class RowWalk
{
    private ReadCommand _command = null!;
    private PartitionState* _state;
    private ListHead* _list;
    private ListNode* _node;
    private bool _isBehindRow;
    private bool _isInSlice;
    private int _slice;
    private int _step;

    /// <summary>The row's clustering.</summary>
    internal ReadOnlySpan<byte> Clustering => _node == null ? default : ListNode.Key(_node);

    /// <summary>Its newest version.</summary>
    internal nint Newest => _node == null ? Volatile.Read(ref _state->Single) : Volatile.Read(ref _node->Value);

    /// <summary>Begins with a partition.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="state">What the partition holds.</param>
    /// <param name="isBehindRow">Whether only what is behind the command's row is asked for.</param>
    internal void Open(ReadCommand command, PartitionState* state, bool isBehindRow)
    {
        (_command, _isBehindRow, _isInSlice, _step) = (command, isBehindRow, false, 0);
        _state = state;
        _list = (ListHead*)Volatile.Read(ref state->Rows);
        _node = null;
        _slice = command.IsReversed ? Slices - 1 : 0;
    }

    /// <summary>Goes to the next row; false: there is none.</summary>
    internal bool MoveNext()
    {
        // The row without clustering is below all others; a partition has the one or the others.
        while (true)
        {
            switch (_step)
            {
                case 0 or 2 when (_step == 0) != _command.IsReversed:
                    _step++;
                    if (HasSingle())
                    {
                        _node = null;
                        return true;
                    }

                    break;
                case 1:
                    if (_list != null && (_command.IsReversed ? MoveBack() : MoveOn()))
                    {
                        return true;
                    }

                    _step++;
                    break;
                case 0:
                    _step++;
                    break;
                default:
                    return false;
            }
        }
    }

    // No slices are one of all rows.
    private int Slices => Math.Max(_command.SliceCount, 1);

    private bool IsBounded => _command.SliceCount > 0;

    private bool HasSingle()
    {
        if (Volatile.Read(ref _state->Single) == 0 || (_isBehindRow && !_command.IsReversed))
        {
            return false;
        }

        for (var i = 0; i < _command.SliceCount; i++)
        {
            if (_command.FromOf(i).IsEmpty && !_command.ToOf(i).IsEmpty)
            {
                return true;
            }
        }

        return !IsBounded;
    }

    private bool MoveOn()
    {
        for (; _slice < Slices; _slice++, _isInSlice = false)
        {
            _node = _isInSlice ? OrderedList.Next(_node) : FirstOfSlice();
            _isInSlice = true;
            if (_node == null)
            {
                _slice = Slices;
                return false;
            }

            if (!IsBounded || Clustering.SequenceCompareTo(_command.ToOf(_slice)) < 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool MoveBack()
    {
        for (; _slice >= 0; _slice--, _isInSlice = false)
        {
            _node = _isInSlice ? OrderedList.Previous(_node) : LastOfSlice();
            _isInSlice = true;
            if (_node == null)
            {
                _slice = -1;
                return false;
            }

            if (!IsBounded || Clustering.SequenceCompareTo(_command.FromOf(_slice)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private ListNode* FirstOfSlice()
    {
        var from = IsBounded ? _command.FromOf(_slice) : default;
        var behind = _isBehindRow ? _command.ResumeClustering : default;
        if (!_isBehindRow || behind.SequenceCompareTo(from) < 0)
        {
            return OrderedList.AtOrBehind(_list, ListNode.PrefixOf(from), from, out _);
        }

        var prefix = ListNode.PrefixOf(behind);
        var node = OrderedList.AtOrBehind(_list, prefix, behind, out _);
        return node != null && ListNode.Compare(node, prefix, behind) == 0 ? OrderedList.Next(node) : node;
    }

    private ListNode* LastOfSlice()
    {
        if (!IsBounded && !_isBehindRow)
        {
            return OrderedList.Last(_list);
        }

        var to = IsBounded ? _command.ToOf(_slice) : _command.ResumeClustering;
        if (_isBehindRow && _command.ResumeClustering.SequenceCompareTo(to) < 0)
        {
            to = _command.ResumeClustering;
        }

        OrderedList.AtOrBehind(_list, ListNode.PrefixOf(to), to, out var before);
        return before;
    }
}
