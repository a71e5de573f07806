using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// A page of a SELECT: what has to be read of which partitions, and of that the rows that the client sees. Used again after
/// <see cref="Begin"/>, so that a request makes nothing; owned by one thread.
/// </summary>
/// <param name="clock">Time and chance of this thread.</param>
public sealed class RowPage(EvaluationClock clock)
{
    private const long MicrosecondsOfSecond = 1_000_000;

    /// <summary>Bytes of the keys of one statement together.</summary>
    private const int MostKeyBytes = 32 << 20;

    /// <summary>Selected values that are as much work as a row that is looked at: who selects thousands has fewer rows.</summary>
    private const int SelectedOfLook = 32;

    private readonly ReadCommand _command = new();
    private readonly DataBuffer _scratch = new();
    private readonly DataBuffer _key = new();
    private readonly DataBuffer _state = new();
    private readonly Alternatives _keys = new();
    private readonly ClusteringSlices _slices = new();
    private readonly RowFilters _filters = new();
    private readonly RowSlots _slots = new();
    private readonly PageWalk _walk = new(clock);
    private SelectPlan _plan = null!;
    private ulong _identity;
    private bool _isEmpty;

    /// <summary>What is to be read.</summary>
    public ReadCommand Command => _command;

    /// <summary>Where the next page begins; nothing: this was the last. Valid until another page is begun.</summary>
    public ReadOnlySpan<byte> PagingState => _state.Written;

    /// <summary>Begins a page.</summary>
    /// <param name="plan">The statement.</param>
    /// <param name="arguments">Values of its variables.</param>
    /// <param name="pageSize">Rows of a page; 0 or below: all are one page.</param>
    /// <param name="pagingState">Where the page begins; nothing: it is the first.</param>
    /// <param name="nowMicros">Microseconds since 1970.</param>
    /// <exception cref="CqlException">A value or the state is refused.</exception>
    public void Begin(SelectPlan plan, Arguments arguments, int pageSize, ReadOnlySpan<byte> pagingState, long nowMicros)
    {
        if (arguments.Count != plan.Variables.Length)
        {
            throw ConstantText.Refused("Invalid amount of bind variables");
        }

        _plan = plan;
        clock.NowMicros = nowMicros;
        _scratch.Clear();
        _state.Clear();
        _isEmpty = false;
        var evaluation = new Evaluation(arguments, _scratch, clock);
        _identity = IdentityOf(plan, arguments);
        var limit = LimitOf(plan.Limit, evaluation);
        var perPartition = plan.IsDistinct ? 1 : LimitOf(plan.PerPartitionLimit, evaluation);
        _command.Reset(plan.Shape);
        _command.WithStatic = !plan.Table!.Static.IsEmpty;
        _command.IsReversed = plan.IsReversed;
        AskForPartitions(evaluation, pageSize);
        AskForRows(evaluation);
        _filters.Begin(plan, evaluation);
        _slots.Begin(plan);
        _walk.Begin(plan, limit, perPartition, plan.IsAggregate ? 0 : pageSize, nowMicros / MicrosecondsOfSecond);
        if (!pagingState.IsEmpty)
        {
            GoOn(pagingState);
        }
    }

    /// <summary>Reads and answers.</summary>
    /// <param name="source">The table's rows.</param>
    /// <param name="mostLooked">Rows that may be looked at, those too that are not answered.</param>
    /// <param name="sink">Gets the values.</param>
    /// <returns>False: there were more to look at, and what the sink got is nothing; it may be run once more.</returns>
    /// <exception cref="EnvironmentException">What is stored cannot be read.</exception>
    public bool TryRun<TSink>(IRowSource source, long mostLooked, ref TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        if (!_isEmpty)
        {
            _walk.MostLooked = mostLooked / (1 + (_plan.Selection.Length / SelectedOfLook));
            using var cursor = source.Read(_command);
            if (!_walk.Run(cursor, _slots, _filters, ref sink))
            {
                _walk.Rewind();
                return false;
            }
        }

        if (_plan.IsAggregate)
        {
            _walk.Accumulators.Answer(ref sink);
        }
        else if (!_isEmpty && _walk.HasMore)
        {
            _walk.State.Write(_state, _identity);
        }

        return true;
    }

    /// <summary>Ends it: what is large and was made for one request is given back.</summary>
    public void Release()
    {
        _scratch.Clear();
        _key.Clear();
        _state.Clear();
        _walk.Accumulators.Release();
    }

    // A page of other values is not this one's.
    private static ulong IdentityOf(SelectPlan plan, Arguments arguments)
    {
        var crc = 0u;
        for (var i = 0; i < arguments.Count; i++)
        {
            var state = arguments.Get(i, out var value);
            crc = Crc32C.Append(crc, [(byte)state]);
            crc = Crc32C.Append(crc, value);
        }

        return plan.Identity ^ crc;
    }

    private static long LimitOf(Term? term, scoped in Evaluation evaluation)
    {
        if (term is null)
        {
            return long.MaxValue;
        }

        switch (term.Evaluate(evaluation, out var value))
        {
            case ValueState.Unset:
                return long.MaxValue;
            case ValueState.Value when value.Length == sizeof(int):
                var limit = BinaryPrimitives.ReadInt32BigEndian(value);
                return limit > 0 ? limit : throw ConstantText.Refused("LIMIT must be strictly positive");
            default:
                throw ConstantText.Refused("Invalid null value of limit");
        }
    }

    private void AskForPartitions(scoped in Evaluation evaluation, int pageSize)
    {
        var where = _plan.Where;
        if (!where.HasKeys)
        {
            AskForTokens(evaluation);
            return;
        }

        _keys.Clear();
        foreach (var values in where.Key)
        {
            _keys.Add(evaluation, values, sorted: true);
        }

        if (_plan.IsSorted && _keys.Count > 1)
        {
            throw ConstantText.Refused(
                pageSize > 0
                    ? "Cannot page queries with both ORDER BY and a IN restriction on the partition key; you must either remove the "
                        + "ORDER BY or the IN and sort client side, or disable paging for this query"
                    : "ORDER BY together with IN of the partition key is not served yet");
        }

        if (_keys.Count == 0)
        {
            _isEmpty = true;
            return;
        }

        var columns = _plan.Table!.PartitionKey.Length;
        var bytes = 0L;
        do
        {
            _key.Clear();
            for (var i = 0; i < columns; i++)
            {
                PartitionKeyBytes.Append(_key, columns, _keys[i]);
            }

            var key = _key.Written;
            if (PartitionKeyBytes.Fault(key) is { } fault)
            {
                throw ConstantText.Refused(fault);
            }

            bytes += key.Length;
            if (bytes > MostKeyBytes)
            {
                throw ConstantText.Refused($"The values behind IN make keys of more than {MostKeyBytes} bytes");
            }

            _command.AddKey(Token.Of(key), key);
        }
        while (_keys.MoveNext());
    }

    private void AskForTokens(scoped in Evaluation evaluation)
    {
        var from = TokenOf(_plan.Where.FromToken?.Value, evaluation) ?? long.MinValue;
        var to = TokenOf(_plan.Where.ToToken?.Value, evaluation) ?? long.MaxValue;

        // The smallest token as an end stands for the whole ring, as drivers write it that go round it.
        var isWhole = _plan.Where.ToToken is not null && to == long.MinValue;
        to = isWhole ? long.MaxValue : to;
        var skipsFrom = _plan.Where.FromToken is { IsInclusive: false } && from != long.MinValue;
        var skipsTo = _plan.Where.ToToken is { IsInclusive: false } && !isWhole;
        _isEmpty = (skipsFrom && from == long.MaxValue) || (skipsTo && to == long.MinValue);
        if (_isEmpty)
        {
            return;
        }

        from = skipsFrom ? from + 1 : from;
        to = skipsTo ? to - 1 : to;
        _isEmpty = from > to;
        _command.Scan(from, to);
    }

    private static long? TokenOf(Term? term, scoped in Evaluation evaluation)
    {
        if (term is null)
        {
            return null;
        }

        return term.Evaluate(evaluation, out var value) == ValueState.Value && value.Length == sizeof(long)
            ? BinaryPrimitives.ReadInt64BigEndian(value)
            : throw ConstantText.Refused("Invalid null token value");
    }

    private void AskForRows(scoped in Evaluation evaluation)
    {
        var where = _plan.Where;
        if (where.Clustering.IsEmpty && where.Slice is null)
        {
            return;
        }

        _slices.Fill(evaluation, where, _plan.Table!.Clustering);
        for (var i = 0; i < _slices.Count; i++)
        {
            _command.AddSlice(_slices.From(i), _slices.To(i));
        }

        _isEmpty |= _slices.Count == 0;
    }

    private void GoOn(ReadOnlySpan<byte> pagingState)
    {
        var state = PageState.Read(pagingState, _identity);
        if (_command.IsScan ? state.Token < _command.FromToken || state.Token > _command.ToToken : _command.KeyCount == 0)
        {
            throw new CqlException(CqlErrorCode.ProtocolError, "Invalid value for the paging state");
        }

        if (state.IsBehindPartition || state.Clustering.IsEmpty)
        {
            _command.ResumeBehind(state.Token, state.Key);
        }
        else
        {
            _command.ResumeWithin(state.Token, state.Key, state.Clustering);
        }

        _walk.GoOn(state);
    }
}
