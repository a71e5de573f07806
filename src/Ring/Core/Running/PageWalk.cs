using System.Buffers.Binary;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// Goes over a cursor's rows, and answers those that are live and pass, until the page is full or the limits are reached. Used again; owned
/// by one thread.
/// </summary>
internal sealed class PageWalk(EvaluationClock clock)
{
    /// <summary>
    /// Rows that are looked at behind a full page, for one that makes another page: where there is none the client need not ask again. It
    /// may ask in vain, which costs less than a look at a million tombstones.
    /// </summary>
    private const int MostLooks = 64;

    /// <summary>Bytes of a row that count as one more.</summary>
    private const int BytesOfLook = 256;

    /// <summary>Bytes of values from which on a page is full, however few its rows are: what a frame should not be longer than.</summary>
    private const long MostPageBytes = 8 << 20;

    /// <summary>Bytes of an answer without pages, lengths too: a frame has 256 MiB at most, and a node so little memory.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>What stands before a value, and instead of null.</summary>
    private const int LengthBytes = sizeof(int);

    private readonly DataBuffer _position = new();
    private readonly DataBuffer _resumedKey = new();
    private readonly DataBuffer _scratch = new();
    private SelectPlan _plan = null!;
    private long _second;
    private long _left;
    private long _perPartition;
    private long _leftInPartition;
    private long _resumedInPartition;
    private long _resumedToken;
    private int _leftOnPage;
    private bool _isPaged;
    private bool _hasPartition;
    private bool _hasResumed;
    private bool _hasRows;
    private bool _hasStatic;
    private long _bytes;
    private long _token;
    private long _positionToken;
    private int _positionKeyLength;
    private bool _isBehind;
    private (long Left, int LeftOnPage, long LeftInPartition, bool HasResumed) _start;
    private long _looked;

    /// <summary>What is made of all rows, where the statement asks for that.</summary>
    public Accumulators Accumulators { get; } = new();

    /// <summary>Whether there is another page.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Where it begins.</summary>
    public PageState State => new()
    {
        IsBehindPartition = _isBehind,
        Token = _positionToken,
        Remaining = _left,
        RemainingInPartition = _leftInPartition,
        Key = _position.Written[.._positionKeyLength],
        Clustering = _position.Written[_positionKeyLength..],
    };

    /// <summary>Rows that may be looked at before <see cref="Run"/> gives up.</summary>
    public long MostLooked { get; set; } = long.MaxValue;

    /// <summary>Begins a page.</summary>
    public void Begin(SelectPlan plan, long limit, long perPartition, int pageSize, long second)
    {
        (_plan, _second, _left, _perPartition) = (plan, second, plan.IsAggregate ? long.MaxValue : limit, perPartition);
        (_isPaged, _leftOnPage) = (pageSize > 0, pageSize);
        (_hasPartition, _hasResumed, _hasRows, _hasStatic) = (false, false, false, false);
        (HasMore, _bytes) = (false, 0);
        Accumulators.Begin(plan);
        _leftInPartition = perPartition;
    }

    /// <summary>The page goes on where another ended.</summary>
    public void GoOn(scoped in PageState state)
    {
        _left = Math.Min(_left, state.Remaining);
        _hasResumed = !state.IsBehindPartition;
        _resumedToken = state.Token;
        _resumedInPartition = state.RemainingInPartition;
        _resumedKey.Clear();
        _resumedKey.Bytes(state.Key);
    }

    /// <summary>Begins once more, where <see cref="Run"/> gave up.</summary>
    public void Rewind()
    {
        (_left, _leftOnPage, _leftInPartition, _hasResumed) = _start;
        (_hasPartition, _hasRows, _hasStatic, HasMore, _bytes) = (false, false, false, false, 0);
        Accumulators.Begin(_plan);
    }

    /// <summary>Goes over the rows.</summary>
    /// <returns>False: too many were looked at, and nothing has come of it.</returns>
    public bool Run<TSink>(IRowCursor cursor, RowSlots slots, RowFilters filters, ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        _looked = 0;
        _start = (_left, _leftOnPage, _leftInPartition, _hasResumed);
        return TryRun(cursor, slots, filters, ref sink);
    }

    private bool TryRun<TSink>(IRowCursor cursor, RowSlots slots, RowFilters filters, ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        var looks = 0;
        while (cursor.MoveNext())
        {
            _looked += cursor.Row.IsEmpty ? IRowCursor.MostLeftOut : 1 + (cursor.Row.Length / BytesOfLook);
            if (_looked > MostLooked)
            {
                return false;
            }

            if (!_hasPartition || cursor.Token != _token || !cursor.Key.SequenceEqual(slots.Key))
            {
                if (!EndPartition(slots, filters, ref sink))
                {
                    return true;
                }

                BeginPartition(cursor, slots);
            }

            if (cursor.IsStatic)
            {
                slots.TakeStatic(cursor.Row, _second);
                _hasStatic = LiveRow.IsLive(cursor.Row, _second);
            }

            var passes = Passes(cursor, slots, filters);
            if (IsFull && (passes || ++looks > MostLooks))
            {
                HasMore = true;
                return true;
            }

            if (passes && !Take(cursor, slots, ref sink))
            {
                return true;
            }
        }

        EndPartition(slots, filters, ref sink);
        return true;
    }

    // Whether it is a row that is answered. Of a static row alone only DISTINCT makes one, before it is known whether there are others.
    private bool Passes(IRowCursor cursor, RowSlots slots, RowFilters filters)
    {
        if (cursor.IsStatic ? !_plan.IsDistinct || !_hasStatic : !LiveRow.IsLive(cursor.Row, _second))
        {
            return false;
        }

        _hasRows = true;
        slots.Cursor = cursor;
        if (_plan.IsDistinct)
        {
            slots.TakeNoRow();
        }
        else
        {
            slots.TakeRow(cursor.Clustering, cursor.Row, _second);
        }

        if (filters.Pass(slots, cursor.Row))
        {
            return true;
        }

        if (_plan.IsDistinct)
        {
            cursor.SkipPartition();
        }

        return false;
    }

    // False: it was the last.
    private bool Take<TSink>(IRowCursor cursor, RowSlots slots, ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        Answer(slots, cursor.Row, cursor.Token, ref sink);
        _left--;
        _leftInPartition--;
        if (_leftInPartition == 0)
        {
            Remember(slots.Key, default, isBehind: true);
            cursor.SkipPartition();
        }
        else
        {
            Remember(slots.Key, cursor.Clustering, isBehind: cursor.Clustering.IsEmpty);
        }

        return _left > 0;
    }

    private bool IsFull => _isPaged && _leftOnPage == 0;

    private void BeginPartition(IRowCursor cursor, RowSlots slots)
    {
        _hasPartition = true;
        (_hasRows, _hasStatic, _leftInPartition) = (false, false, _perPartition);
        _token = cursor.Token;
        slots.BeginPartition(cursor.Key);

        // Rows of it were answered on the page before.
        if (_hasResumed && cursor.Token == _resumedToken && cursor.Key.SequenceEqual(_resumedKey.Written))
        {
            _hasRows = true;
            _leftInPartition = Math.Min(_perPartition, Math.Max(1, _resumedInPartition));
        }

        _hasResumed = false;
    }

    // A partition without rows that has static values is answered once. False: that was the last.
    private bool EndPartition<TSink>(RowSlots slots, RowFilters filters, ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        if (!_hasPartition || _hasRows || !_hasStatic || !_plan.Where.IsOfWholePartitions)
        {
            return true;
        }

        slots.TakeNoRow();
        slots.Cursor = null;
        if (!filters.Pass(slots, default))
        {
            return true;
        }

        if (IsFull)
        {
            HasMore = true;
            return false;
        }

        Answer(slots, default, _token, ref sink);
        _left--;
        Remember(slots.Key, default, isBehind: true);
        return _left > 0;
    }

    private void Remember(ReadOnlySpan<byte> key, ReadOnlySpan<byte> clustering, bool isBehind)
    {
        if (!IsFull)
        {
            return;
        }

        _position.Clear();
        _position.Bytes(key);
        _position.Bytes(clustering);
        (_positionToken, _positionKeyLength, _isBehind) = (_token, key.Length, isBehind);
    }

    private void Answer<TSink>(RowSlots slots, ReadOnlySpan<byte> row, long token, ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        if (_plan.IsAggregate)
        {
            Accumulators.Add(slots, row);
            return;
        }

        CheckBytes();
        _bytes += (long)_plan.Selection.Length * LengthBytes;
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var selected in _plan.Selection)
        {
            var (kind, slot) = selected;
            if (selected.Term is { } term)
            {
                AnswerTerm(term, slots, ref sink);
            }
            else if (kind == SelectedKind.Column)
            {
                if (slots.TryGet(slot, row, out var value))
                {
                    _bytes += value.Length;
                    sink.Value(value);
                }
                else
                {
                    sink.Null();
                }
            }
            else if (TryGetNumber(kind, slot, slots, token, number, out var length))
            {
                sink.Value(number[..length]);
            }
            else
            {
                sink.Null();
            }
        }
    }

    private void AnswerTerm<TSink>(Term term, RowSlots slots, ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        _scratch.Clear();
        if (term.Evaluate(new Evaluation(default, _scratch, clock) { Row = slots }, out var value) == ValueState.Value)
        {
            _bytes += value.Length;
            sink.Value(value);
        }
        else
        {
            sink.Null();
        }
    }

    // What is large ends a page before its rows are as many as was asked for.
    private void CheckBytes()
    {
        _leftOnPage = _isPaged && _bytes > MostPageBytes ? 0 : _leftOnPage - 1;
        if (!_isPaged && _bytes > MostBytes)
        {
            throw ConstantText.Refused($"The rows have more than {MostBytes} bytes: ask for pages");
        }
    }

    private bool TryGetNumber(SelectedKind kind, int slot, RowSlots slots, long token, Span<byte> number, out int length)
    {
        length = sizeof(long);
        if (kind == SelectedKind.Token)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, token);
            return true;
        }

        if (!slots.TryGetTimes(slot, out var timestamp, out var expiry))
        {
            return false;
        }

        if (kind == SelectedKind.WriteTime)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, timestamp);
            return true;
        }

        length = sizeof(int);
        BinaryPrimitives.WriteInt32BigEndian(number, (int)(expiry - _second));
        return expiry != 0;
    }
}
