using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary>Values for some columns: one term a column, or one of a tuple of them.</summary>
internal readonly record struct TupleTerms(ImmutableArray<Term> Terms, Term? Whole)
{
    /// <summary>Of one column.</summary>
    public static TupleTerms Of(Term term) => new([term], null);
}

/// <summary>Columns that are one of some values. Immutable.</summary>
/// <param name="Columns">One, or several of the clustering in a row.</param>
/// <param name="Values">Those that were written.</param>
/// <param name="List">Instead of them a list that comes with the request.</param>
/// <param name="IsIn">Said by IN.</param>
internal sealed record ColumnValues(ImmutableArray<Column> Columns, ImmutableArray<TupleTerms> Values, Term? List, bool IsIn);

/// <summary>A bound of a slice.</summary>
internal sealed record SliceBound(ImmutableArray<Column> Columns, TupleTerms Values, bool IsInclusive);

/// <summary>Clustering columns between bounds.</summary>
internal sealed record Slice(SliceBound? Lower, SliceBound? Upper)
{
    /// <summary>The first column.</summary>
    public Column First => (Lower ?? Upper)!.Columns[0];

    /// <summary>All that it restricts, in order.</summary>
    public ImmutableArray<Column> Columns =>
        (Lower?.Columns.Length ?? 0) >= (Upper?.Columns.Length ?? 0) ? Lower!.Columns : Upper!.Columns;
}

/// <summary>A bound of the tokens that are asked for.</summary>
internal sealed record TokenBound(Term Value, bool IsInclusive);
