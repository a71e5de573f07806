using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Tables;

namespace Hathi.Ring.Core.Meaning.Plans;

/// <summary><c>SELECT</c>.</summary>
public sealed class SelectPlan : StatementPlan
{
    internal SelectPlan(SelectStatement statement, TableShape shape, Where where)
        : base(statement)
    {
        Shape = shape;
        Where = where;
    }

    /// <summary>The table as storage knows it.</summary>
    public TableShape Shape { get; }

    /// <summary>Which rows.</summary>
    internal Where Where { get; }

    /// <summary>What is selected, one a result column.</summary>
    internal ImmutableArray<Selected> Selection { get; init; } = [];

    /// <summary>Columns whose values are needed, to be answered or filtered by.</summary>
    internal ImmutableArray<Column> Fetched
    {
        get;
        init
        {
            field = value;
            RowCells = new CellLayout(value, ColumnKind.Regular);
            StaticCells = new CellLayout(value, ColumnKind.Static);
            KeySlots = SlotsOf(value, ColumnKind.PartitionKey, Shape.PartitionKey.Length);
            ClusteringSlots = SlotsOf(value, ColumnKind.Clustering, Shape.Clustering.Length);
        }
    }

    /// <summary>Which of the fetched columns a filter is for, one a filter.</summary>
    internal ImmutableArray<int> FilterSlots { get; init; } = [];

    /// <summary>Which of the fetched columns a column of the partition key is, by its position; -1: none.</summary>
    internal ImmutableArray<int> KeySlots { get; private init; } = [];

    /// <summary>The same of the clustering.</summary>
    internal ImmutableArray<int> ClusteringSlots { get; private init; } = [];

    /// <summary>Where a row's cells go.</summary>
    internal CellLayout RowCells { get; private init; } = CellLayout.None;

    /// <summary>Where a static row's cells go.</summary>
    internal CellLayout StaticCells { get; private init; } = CellLayout.None;

    /// <summary>Rows come from the last to the first.</summary>
    internal bool IsReversed { get; init; }

    /// <summary>Rows of several partitions are put into one order.</summary>
    internal bool IsSorted { get; init; }

    /// <summary>One row a partition.</summary>
    internal bool IsDistinct { get; init; }

    /// <summary>One row of all.</summary>
    internal bool IsAggregate { get; init; }

    /// <summary>Rows at most; null: all.</summary>
    internal Term? Limit { get; init; }

    /// <summary>Rows of a partition at most; null: all.</summary>
    internal Term? PerPartitionLimit { get; init; }

    /// <summary>By which a page's state tells whether it is this statement's: equal on all nodes.</summary>
    internal ulong Identity { get; init; }

    private static ImmutableArray<int> SlotsOf(ImmutableArray<Column> fetched, ColumnKind kind, int columns)
    {
        var slots = new int[columns];
        Array.Fill(slots, -1);
        for (var i = 0; i < fetched.Length; i++)
        {
            if (fetched[i].Kind == kind)
            {
                slots[fetched[i].Position] = i;
            }
        }

        return [.. slots];
    }
}

/// <summary>What a selected value is made of.</summary>
internal enum SelectedKind
{
    /// <summary>The value of a column.</summary>
    Column,

    /// <summary>How many rows there are.</summary>
    Count,

    /// <summary>The partition's token.</summary>
    Token,

    /// <summary>When a column's value was written.</summary>
    WriteTime,

    /// <summary>How long a column's value lives.</summary>
    TimeToLive,

    /// <summary>What a term makes of a row.</summary>
    Term,

    /// <summary>What is made of a column of all rows.</summary>
    Aggregate,
}

/// <summary>A selected value.</summary>
/// <param name="Kind">What it is made of.</param>
/// <param name="Slot">Which of the fetched columns; -1: none.</param>
internal readonly record struct Selected(SelectedKind Kind, int Slot)
{
    /// <summary>What makes the value; null: nothing has to.</summary>
    public Term? Term { get; init; }

    /// <summary>What is made of all rows; null: it is of one.</summary>
    public Aggregate? Aggregate { get; init; }
}

/// <summary>Which of a row's cells are needed, in the order in which they come.</summary>
internal sealed class CellLayout(ImmutableArray<Column> fetched, ColumnKind kind)
{
    /// <summary>Of none.</summary>
    public static CellLayout None { get; } = new([], ColumnKind.Regular);

    /// <summary>By their ids, each with its slot.</summary>
    public ImmutableArray<(Column Column, int Slot)> Cells { get; } =
        [.. fetched.Select(static (c, i) => (c, i)).Where(c => c.c.Kind == kind).OrderBy(static c => c.c.Id)];
}
