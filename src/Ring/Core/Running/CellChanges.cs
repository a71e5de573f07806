using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// Writes what a statement does to the columns of a row. Used again; owned by one thread. Source: Apache <c>Lists</c>, <c>Sets</c>,
/// <c>Maps</c>, <c>UserTypes</c>, <c>Constants</c>.
/// </summary>
internal sealed class CellChanges
{
    // Elements that are put before others get times before 2010, the later the earlier.
    private const long ReferenceTicks = 1_262_304_000L * 10_000_000;
    private const long TicksOfMicrosecond = 10;
    private const int UuidBytes = 16;

    private readonly CellGatherer _cells = new();
    private long _lastPrepended = long.MaxValue;

    /// <summary>Writes the cells, which are sorted by column.</summary>
    /// <param name="row">Gets them.</param>
    /// <param name="changes">What becomes of which column.</param>
    /// <param name="evaluation">What values are worked out with.</param>
    /// <param name="times">When.</param>
    public void Write(
        ref RowWriter row, ImmutableArray<CellChange> changes, scoped in Evaluation evaluation, scoped in WriteTimes times)
    {
        for (var i = 0; i < changes.Length; i++)
        {
            var change = changes[i];
            if (!change.Column.IsMultiCell)
            {
                WriteSimple(ref row, change, evaluation, times);
                continue;
            }

            Gather(ref row, change, evaluation, times);
            if (i + 1 == changes.Length || changes[i + 1].Column != change.Column)
            {
                _cells.WriteTo(ref row, change.Column.Id, times);
            }
        }
    }

    private static void WriteSimple(
        ref RowWriter row, CellChange change, scoped in Evaluation evaluation, scoped in WriteTimes times)
    {
        ReadOnlySpan<byte> value = default;
        switch (change.Value?.Evaluate(evaluation, out value) ?? ValueState.Null)
        {
            case ValueState.Value:
                row.Value(change.Column.Id, times.Timestamp, times.TimeToLive, times.Expiry, value);
                break;
            case ValueState.Null:
                row.Tombstone(change.Column.Id, times.Timestamp, times.LocalSeconds);
                break;
        }
    }

    private void Gather(ref RowWriter row, CellChange change, scoped in Evaluation evaluation, scoped in WriteTimes times)
    {
        ReadOnlySpan<byte> value = default;
        var state = change.Value?.Evaluate(evaluation, out value) ?? ValueState.Null;
        if (state == ValueState.Unset)
        {
            return;
        }

        switch (change.Kind)
        {
            case CellChangeKind.Delete:
                row.ColumnDeletion(change.Column.Id, new Deletion(times.Timestamp, times.LocalSeconds));
                break;
            case CellChangeKind.Set:
                // Before what is put there, so that it does not take that with it.
                row.ColumnDeletion(change.Column.Id, new Deletion(times.Timestamp - 1, times.LocalSeconds));
                AddAll(change, state, value, evaluation.Clock);
                break;
            case CellChangeKind.Add or CellChangeKind.Prepend:
                AddAll(change, state, value, evaluation.Clock);
                break;
            case CellChangeKind.Remove:
                RemoveAll(change, state, value);
                break;
            case CellChangeKind.SetField:
                SetField(change, state, value);
                break;
            default:
                SetElement(change, state, value, evaluation);
                break;
        }
    }

    private void SetField(CellChange change, ValueState state, ReadOnlySpan<byte> value)
    {
        if (state == ValueState.Null)
        {
            _cells.RemoveField(change.Field);
        }
        else
        {
            _cells.PutField(change.Field, value);
        }
    }

    private void SetElement(CellChange change, ValueState state, ReadOnlySpan<byte> value, scoped in Evaluation evaluation)
    {
        var isMap = change.Column.Type is MapType;
        var keyState = change.Key!.Evaluate(evaluation, out var key);
        if (keyState != ValueState.Value)
        {
            var what = isMap ? "map key" : "set element";
            throw ConstantText.Refused(keyState == ValueState.Null ? $"Invalid null {what}" : $"Invalid unset {what}");
        }

        if (state == ValueState.Null)
        {
            _cells.Remove(KeyType(change), key);
        }
        else
        {
            _cells.Put(KeyType(change), key, value);
        }
    }

    private static CqlType KeyType(CellChange change) => change.Column.Type switch
    {
        MapType map => map.Key,
        SetType set => set.Element,
        _ => throw new InvalidOperationException($"{change.Column.Name} has no keys."),
    };

    // The value was checked: what it should hold it holds.
    private void AddAll(CellChange change, ValueState state, ReadOnlySpan<byte> value, EvaluationClock clock)
    {
        if (state == ValueState.Null)
        {
            return;
        }

        if (change.Column.Type is UserType user)
        {
            AddFields(user, value);
            return;
        }

        var isMap = change.Column.Type is MapType;
        if (!FieldReader.TryOpen(value, isMap ? 2 : 1, out var count, out var reader))
        {
            return;
        }

        if (change.Column.Type is ListType)
        {
            AddElements(change, count, reader, clock);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            reader.Read(out var key);
            ReadOnlySpan<byte> element = default;
            if (isMap)
            {
                reader.Read(out element);
            }

            _cells.Put(KeyType(change), key, element);
        }
    }

    private void AddElements(CellChange change, int count, FieldReader reader, EvaluationClock clock)
    {
        Span<byte> id = stackalloc byte[UuidBytes];
        var isPrepended = change.Kind == CellChangeKind.Prepend;
        if (isPrepended)
        {
            _lastPrepended = Math.Min(_lastPrepended, 2 * ReferenceTicks - clock.NowMicros * TicksOfMicrosecond) - count;
        }

        for (var i = 0; i < count; i++)
        {
            if (isPrepended)
            {
                clock.WriteTimeUuid(id, _lastPrepended + i);
            }
            else
            {
                clock.NextTimeUuid(id);
            }

            reader.Read(out var element);
            _cells.Put(NativeType.Timeuuid, id, element);
        }
    }

    private void AddFields(UserType user, ReadOnlySpan<byte> value)
    {
        var reader = new FieldReader(value);
        for (short i = 0; i < user.Fields.Count && !reader.AtEnd; i++)
        {
            if (reader.Read(out var field) == FieldRead.Value)
            {
                _cells.PutField(i, field);
            }
        }
    }

    private void RemoveAll(CellChange change, ValueState state, ReadOnlySpan<byte> value)
    {
        if (state == ValueState.Null || !FieldReader.TryOpen(value, 1, out var count, out var reader))
        {
            return;
        }

        for (var i = 0; i < count; i++)
        {
            reader.Read(out var key);
            _cells.Remove(KeyType(change), key);
        }
    }
}
