using System.Buffers.Binary;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// From plans and values to a record of what changes: one statement, or several that are done together, all or nothing. Used again after
/// <see cref="Begin"/>, so that a request makes nothing; owned by one thread.
/// </summary>
/// <param name="clock">Time and chance of this thread.</param>
public sealed class MutationRun(EvaluationClock clock)
{
    private const long MicrosecondsOfSecond = 1_000_000;

    // 20 years, Cassandra's limit.
    private const int MostTimeToLive = 20 * 365 * 24 * 60 * 60;

    private readonly MutationWriter _writer = new();
    private readonly DataBuffer _scratch = new();
    private readonly DataBuffer _key = new();
    private readonly DataBuffer _row = new();
    private readonly DataBuffer _staticRow = new();
    private readonly Alternatives _keys = new();
    private readonly Alternatives _rows = new();
    private readonly ClusteringWriter _clustering = new();
    private readonly ClusteringSlices _slices = new();
    private readonly CellChanges _changes = new();
    private long _requested;

    /// <summary>What changes, for a store; nothing: there is nothing to do. Valid until more is added.</summary>
    public ReadOnlySpan<byte> Record => _writer.Record;

    /// <summary>Begins anew.</summary>
    /// <param name="nowMicros">Microseconds since 1970, which never run backwards on a node.</param>
    /// <param name="requested">The request's own timestamp; null: it has none.</param>
    public void Begin(long nowMicros, long? requested)
    {
        clock.NowMicros = nowMicros;
        _requested = requested ?? nowMicros;
        _writer.Clear();
    }

    /// <summary>Adds a batch.</summary>
    /// <exception cref="Syntax.CqlException">A value is refused: begin anew.</exception>
    public void Add(BatchPlan plan, Arguments arguments)
    {
        CheckCount(plan, arguments);
        _scratch.Clear();
        var requested = _requested;
        if (plan.Timestamp is { } term)
        {
            _requested = TimestampOf(term, new Evaluation(arguments, _scratch, clock));
        }

        foreach (var statement in plan.Statements)
        {
            Add(statement, arguments);
        }

        _requested = requested;
    }

    /// <summary>Adds a statement.</summary>
    /// <exception cref="Syntax.CqlException">A value is refused: begin anew.</exception>
    public void Add(ModificationPlan plan, Arguments arguments)
    {
        CheckCount(plan, arguments);
        _scratch.Clear();
        var evaluation = new Evaluation(arguments, _scratch, clock);
        var times = TimesOf(plan, evaluation);
        _keys.Clear();
        foreach (var values in plan.Where.Key)
        {
            _keys.Add(evaluation, values, sorted: false);
        }

        var isRanges = plan.DeletesRows && plan.Where.FixedClustering < plan.Table!.Clustering.Length && plan.Where.RestrictsClustering;
        if (isRanges || plan.Where.Slice is not null)
        {
            RefuseRanges(plan);
            _slices.Fill(evaluation, plan.Where, plan.Table!.Clustering);
        }

        WriteRows(plan, evaluation, times);
        if (_keys.Count > 0)
        {
            do
            {
                WritePartition(plan, evaluation, times, isRanges || plan.Where.Slice is not null);
            }
            while (_keys.MoveNext());
        }
    }

    private static void CheckCount(StatementPlan plan, Arguments arguments)
    {
        if (arguments.Count != plan.Variables.Length)
        {
            throw ConstantText.Refused("Invalid amount of bind variables");
        }
    }

    private static void RefuseRanges(ModificationPlan plan)
    {
        if (!plan.DeletesRows)
        {
            throw ConstantText.Refused("Range deletions are not supported for specific columns");
        }
    }

    private WriteTimes TimesOf(ModificationPlan plan, scoped in Evaluation evaluation)
    {
        var timestamp = plan.Timestamp is { } term ? TimestampOf(term, evaluation) : _requested;
        return new WriteTimes(timestamp, (uint)(clock.NowMicros / MicrosecondsOfSecond), (uint)TimeToLiveOf(plan, evaluation));
    }

    private long TimestampOf(Term term, scoped in Evaluation evaluation)
    {
        switch (term.Evaluate(evaluation, out var value))
        {
            case ValueState.Unset:
                return clock.NowMicros;
            case ValueState.Value when value.Length == sizeof(long):
                var timestamp = BinaryPrimitives.ReadInt64BigEndian(value);
                return timestamp > long.MinValue
                    ? timestamp
                    : throw ConstantText.Refused($"Out of bound timestamp, must be in [{long.MinValue + 1}, {long.MaxValue}]");
            default:
                throw ConstantText.Refused("Invalid null value of timestamp");
        }
    }

    private static int TimeToLiveOf(ModificationPlan plan, scoped in Evaluation evaluation)
    {
        if (plan.TimeToLive is not { } term)
        {
            return plan.DefaultTimeToLive;
        }

        switch (term.Evaluate(evaluation, out var value))
        {
            case ValueState.Unset:
                return plan.DefaultTimeToLive;
            case ValueState.Value when value.Length == sizeof(int):
                var seconds = BinaryPrimitives.ReadInt32BigEndian(value);
                return seconds < 0
                    ? throw ConstantText.Refused($"A TTL must be greater or equal to 0, but was {seconds}")
                    : seconds <= MostTimeToLive ? seconds
                    : throw ConstantText.Refused($"ttl is too large. requested ({seconds}) maximum ({MostTimeToLive})");
            default:
                // As Cassandra has it: null is none, whatever the table says.
                return 0;
        }
    }

    // All rows of a statement get the same.
    private void WriteRows(ModificationPlan plan, scoped in Evaluation evaluation, scoped in WriteTimes times)
    {
        _staticRow.Clear();
        if (!plan.StaticChanges.IsEmpty)
        {
            Write(_staticRow, plan.StaticChanges, Liveness.None, evaluation, times);
        }

        _row.Clear();
        if (plan.MarksRow || !plan.RowChanges.IsEmpty)
        {
            var liveness = plan.MarksRow ? new Liveness(times.Timestamp, times.TimeToLive, times.Expiry) : Liveness.None;
            Write(_row, plan.RowChanges, liveness, evaluation, times);
        }
        else if (plan.DeletesRows)
        {
            _ = new RowWriter(_row, Liveness.None, new Deletion(times.Timestamp, times.LocalSeconds));
        }
    }

    private void Write(
        DataBuffer target, ImmutableArray<CellChange> changes, Liveness liveness, scoped in Evaluation evaluation,
        scoped in WriteTimes times)
    {
        var writer = new RowWriter(target, liveness, Deletion.None);
        var bare = target.Length;
        _changes.Write(ref writer, changes, evaluation, times);
        if (target.Length == bare && liveness.IsNone)
        {
            target.Clear();
        }
    }

    private void WritePartition(ModificationPlan plan, scoped in Evaluation evaluation, scoped in WriteTimes times, bool isRanges)
    {
        _key.Clear();
        var columns = plan.Table!.PartitionKey.Length;
        for (var i = 0; i < columns; i++)
        {
            PartitionKeyBytes.Append(_key, columns, _keys[i]);
        }

        var key = _key.Written;
        if (PartitionKeyBytes.Fault(key) is { } fault)
        {
            throw ConstantText.Refused(fault);
        }

        if (_staticRow.Length == 0 && _row.Length == 0 && !plan.DeletesRows)
        {
            return;
        }

        _writer.BeginPartition(plan.Shape.Id, Token.Of(key), key);
        if (_staticRow.Length > 0)
        {
            _writer.BeginStaticRow();
            _writer.Buffer.Bytes(_staticRow.Written);
            _writer.EndRow();
        }

        if (isRanges)
        {
            DeleteSlices(times);
        }
        else if (plan.DeletesRows && !plan.Where.RestrictsClustering)
        {
            _writer.DeletePartition(new Deletion(times.Timestamp, times.LocalSeconds));
        }
        else if (_row.Length > 0)
        {
            PutRows(plan, evaluation);
        }

        CheckSize();
    }

    private void DeleteSlices(scoped in WriteTimes times)
    {
        for (var i = 0; i < _slices.Count; i++)
        {
            _writer.DeleteRange(_slices.From(i), _slices.To(i), new Deletion(times.Timestamp, times.LocalSeconds));
            CheckSize();
        }
    }

    private void PutRows(ModificationPlan plan, scoped in Evaluation evaluation)
    {
        var clustering = plan.Table!.Clustering;
        _rows.Clear();
        foreach (var values in plan.Where.Clustering)
        {
            _rows.Add(evaluation, values, sorted: false);
        }

        if (_rows.Columns < clustering.Length)
        {
            throw ConstantText.Refused("Range deletions are not supported for specific columns");
        }

        if (_rows.Count == 0)
        {
            return;
        }

        do
        {
            _clustering.Clear();
            var length = 0;
            for (var i = 0; i < clustering.Length; i++)
            {
                length += _rows[i].Length;
                _clustering.Append(clustering[i].Type, clustering[i].IsDescending, _rows[i]);
            }

            if (length > PartitionKeyBytes.MaxBytes)
            {
                throw ConstantText.Refused($"Key length of {length} is longer than maximum of {PartitionKeyBytes.MaxBytes}");
            }

            _clustering.End();
            _writer.BeginRow(_clustering.Written);
            _writer.Buffer.Bytes(_row.Written);
            _writer.EndRow();
            CheckSize();
        }
        while (_rows.MoveNext());
    }

    private void CheckSize()
    {
        if (_writer.Buffer.Length > MutationLimits.MaxBytes)
        {
            throw ConstantText.Refused(
                $"A mutation of {_writer.Buffer.Length} bytes is too large: {MutationLimits.MaxBytes} bytes are the most");
        }
    }
}
