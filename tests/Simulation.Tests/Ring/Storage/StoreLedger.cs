using Hathi.Base;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Kit;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Ring.Storage;

/// <summary>
/// What the store must hold, kept outside of it: the plain model of all that was answered, and what was begun and not answered, which
/// after a crash is there, a record whole or not at all and none without those before it.
/// </summary>
internal sealed class StoreLedger(World world)
{
    private readonly ModelStore _model = NewModel();
    private readonly List<Change> _open = [];
    private long _answered;

    internal World World => world;

    /// <summary>A change was taken into the log.</summary>
    internal Change Begun(Change change)
    {
        _open.Add(change);
        return change;
    }

    /// <summary>The change was answered: it is durable and can be seen.</summary>
    internal void Acknowledge(Change change)
    {
        world.Check(_open.Count > 0 && _open[0] == change, $"a change was answered before one that came earlier");
        _answered = change.Index;
        Settle(1);
        world.Report.Add("acknowledged", 1);
    }

    /// <summary>What is asked is answered as the model does.</summary>
    internal void CheckRead(IRowSource store, SeededRandom random)
    {
        var command = new ReadCommand();
        RandomChanges.Ask(random, command);
        var (expected, found) = (Answers.Of(_model, command), Answers.Of(store, command));
        world.Check(expected.SequenceEqual(found), $"a read differs: {Difference(expected, found)}");
        world.Report.Add("rows read", found.Count);
    }

    /// <summary>
    /// After a start: all that was answered is there, and of the rest what the log still had, in order. What is not there never was.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="last">The last record that its log held.</param>
    internal void CheckRecovered(IRowSource store, long last)
    {
        world.Check(last >= _answered, $"record {_answered} was answered, and the log ends at {last}");
        var there = _open.TakeWhile(c => c.Index <= last).Count();
        world.Report.Add("not answered and there", there);
        world.Report.Add("not answered and gone", _open.Count - there);
        world.Report.Add("recoveries", 1);
        Settle(there);
        _open.Clear();
        _answered = last;
        var (expected, found) = (Dump(_model), Dump(store));
        world.Check(
            expected.SequenceEqual(found), $"after a start it does not hold what was answered: {Difference(expected, found)}");
    }

    private void Settle(int count)
    {
        foreach (var change in _open.Take(count))
        {
            Apply(_model, change);
        }

        _open.RemoveRange(0, count);
    }

    private static void Apply(ModelStore model, Change change)
    {
        if (change.Record is null)
        {
            model.Truncate(change.Table);
        }
        else
        {
            model.Apply(change.Record);
        }
    }

    private static ModelStore NewModel()
    {
        var model = new ModelStore();
        model.SetTable(RandomChanges.Wide);
        model.SetTable(RandomChanges.Narrow);
        return model;
    }

    private static List<string> Dump(IRowSource store)
    {
        var rows = new List<string>();
        var command = new ReadCommand();
        foreach (var table in new[] { RandomChanges.Wide, RandomChanges.Narrow })
        {
            command.Reset(table);
            command.Scan(long.MinValue, long.MaxValue);
            command.WithStatic = true;
            rows.AddRange(Answers.Of(store, command));
        }

        return rows;
    }

    private static string Difference(List<string> expected, List<string> found) =>
        $"{string.Join(", ", expected.Except(found).Take(2))} was expected, {string.Join(", ", found.Except(expected).Take(2))} found, "
        + $"{expected.Count} and {found.Count} rows";

    /// <summary>A change on its way.</summary>
    /// <param name="Record">What changes; null: a table is emptied.</param>
    /// <param name="Table">Which.</param>
    /// <param name="Index">Its place in the log.</param>
    internal sealed record Change(byte[]? Record, Guid Table, long Index);
}
