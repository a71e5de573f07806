using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Tables;

namespace Hathi.Ring.Core.Meaning.Plans;

/// <summary><c>INSERT</c>, <c>UPDATE</c> or <c>DELETE</c>.</summary>
public sealed class ModificationPlan : StatementPlan
{
    internal ModificationPlan(Modification statement, TableShape shape, Where where)
        : base(statement)
    {
        Shape = shape;
        Where = where;
        HasTimestamp = statement.Using.Timestamp is not null;
    }

    /// <summary>The table as storage knows it.</summary>
    public TableShape Shape { get; }

    /// <summary>It says its own timestamp.</summary>
    public bool HasTimestamp { get; }

    /// <summary>It says that the row is there, whatever its columns hold.</summary>
    internal bool MarksRow { get; init; }

    /// <summary>It takes away rows, not columns.</summary>
    internal bool DeletesRows { get; init; }

    /// <summary>Which partitions and rows.</summary>
    internal Where Where { get; }

    /// <summary>What becomes of static columns, by their ids.</summary>
    internal ImmutableArray<CellChange> StaticChanges { get; init; } = [];

    /// <summary>What becomes of a row's columns, by their ids.</summary>
    internal ImmutableArray<CellChange> RowChanges { get; init; } = [];

    /// <summary>Microseconds since 1970; null: the request's, or now.</summary>
    internal Term? Timestamp { get; init; }

    /// <summary>Seconds; null: the table's.</summary>
    internal Term? TimeToLive { get; init; }

    /// <summary>Seconds that a row lives where nobody says; 0: for ever.</summary>
    internal int DefaultTimeToLive { get; init; }
}
