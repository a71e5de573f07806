using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary>
/// From the relations of a statement to what they ask for, or to why that cannot be. Source: Apache <c>StatementRestrictions</c>,
/// <c>ClusteringColumnRestrictions</c>.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="kind">Which statement.</param>
/// <param name="onlyStatic">It changes or selects static columns alone.</param>
/// <param name="allowFiltering">Rows may be read that are not answered.</param>
internal sealed class WhereCompiler(TableDefinition table, StatementKind kind, bool onlyStatic, bool allowFiltering)
{
    private string Name => kind == StatementKind.Update ? "UPDATE" : "DELETE";

    /// <summary>Compiles them.</summary>
    /// <exception cref="CqlException">They are refused.</exception>
    public Where Compile(ImmutableArray<Relation> relations, TermCompiler terms)
    {
        var found = new RelationCompiler(table, terms);
        foreach (var relation in relations)
        {
            found.Add(relation);
            CheckOrder(found);
        }

        var isByKey = PartitionKey(found);
        var prefix = ClusteringPrefix(found, out var slice, out var isWhole);
        Clustering(found, isWhole);
        var filters = Filters(found, isByKey, prefix, slice);
        CheckValues(found);
        return new Where
        {
            Key = isByKey ? [.. table.PartitionKey.Select(c => found.Values.First(v => v.Columns[0] == c))] : [],
            FromToken = found.FromToken,
            ToToken = found.ToToken,
            Clustering = prefix,
            Slice = slice,
            Filters = filters,
            RestrictsClustering = Of(found, ColumnKind.Clustering).Any(),
            RestrictsValues = Of(found, ColumnKind.Regular).Any() || found.Others.Any(static o => o.Column.Kind == ColumnKind.Regular),
        };
    }

    // All columns of a kind that are compared with values.
    private static IEnumerable<Column> Of(RelationCompiler found, ColumnKind kind) =>
        found.Values.SelectMany(static v => v.Columns).Concat(found.Slices.SelectMany(static s => s.Columns))
            .Where(c => c.Kind == kind);

    // What is behind a column with bounds cannot be found by order; which of the two came first tells what is said.
    private void CheckOrder(RelationCompiler found)
    {
        if (allowFiltering)
        {
            return;
        }

        foreach (var slice in found.Slices)
        {
            var first = slice.First;
            if (first.Kind != ColumnKind.Clustering)
            {
                continue;
            }

            var behind = found.Values.Select(static v => v.Columns[0])
                .Concat(found.Slices.Where(s => s != slice).Select(static s => s.First))
                .FirstOrDefault(c => c.Kind == ColumnKind.Clustering && c.Position > first.Position);
            if (behind is not null)
            {
                throw ConstantText.Refused(
                    $"Clustering column \"{behind.Name}\" cannot be restricted "
                    + $"(preceding column \"{first.Name}\" is restricted by a non-EQ relation)");
            }
        }
    }

    // Whether partitions are asked for by their keys.
    private bool PartitionKey(RelationCompiler found)
    {
        var byValue = found.Values.Where(static v => v.Columns[0].Kind == ColumnKind.PartitionKey).ToArray();
        var sliced = found.Slices.FirstOrDefault(static s => s.First.Kind == ColumnKind.PartitionKey);
        var onToken = found.FromToken is not null || found.ToToken is not null;
        var isWhole = byValue.Length == table.PartitionKey.Length;
        if (kind != StatementKind.Select)
        {
            if (onToken)
            {
                throw ConstantText.Refused($"The token function cannot be used in WHERE clauses for {Name} statements");
            }

            var missing = table.PartitionKey.Where(c => byValue.All(v => v.Columns[0] != c) && sliced?.First != c).ToArray();
            if (missing.Length > 0)
            {
                throw ConstantText.Refused(
                    $"Some partition key parts are missing: {WhereTexts.Names(missing.Select(static c => c.Name))}");
            }

            return sliced is null
                ? true
                : throw ConstantText.Refused(
                    "Only EQ and IN relation are supported on the partition key (unless you use the token() function) "
                    + $"for {Name} statements");
        }

        if (onToken && byValue.Length > 0)
        {
            throw ConstantText.Refused("The token() function together with columns of the partition key is not served yet");
        }

        return isWhole || allowFiltering || (byValue.Length == 0 && sliced is null)
            ? isWhole
            : throw ConstantText.Refused(WhereTexts.NeedsFiltering);
    }

    /// <summary>The columns that rows can be found by, from the first on without a gap.</summary>
    private ImmutableArray<ColumnValues> ClusteringPrefix(RelationCompiler found, out Slice? slice, out bool isWhole)
    {
        var prefix = ImmutableArray.CreateBuilder<ColumnValues>();
        var position = 0;
        while (found.Values.FirstOrDefault(v => Starts(v.Columns[0], position)) is { } values)
        {
            prefix.Add(values);
            position += values.Columns.Length;
        }

        slice = found.Slices.FirstOrDefault(s => Starts(s.First, position));
        isWhole = position + (slice is null ? 0 : slice.Columns.Length) == Of(found, ColumnKind.Clustering).Distinct().Count();
        return prefix.ToImmutable();
    }

    private static bool Starts(Column column, int position) => column.Kind == ColumnKind.Clustering && column.Position == position;

    private void Clustering(RelationCompiler found, bool isWhole)
    {
        var restricted = Of(found, ColumnKind.Clustering).Distinct().OrderBy(static c => c.Position).ToArray();
        if (kind != StatementKind.Select && onlyStatic && restricted.Length > 0 && !table.Clustering.IsEmpty)
        {
            throw ConstantText.Refused(
                $"Invalid restrictions on clustering columns since the {Name} statement modifies only static columns");
        }

        if (kind == StatementKind.Update)
        {
            if (found.Slices.Exists(static s => s.First.Kind == ColumnKind.Clustering))
            {
                throw ConstantText.Refused("Slice restrictions are not supported on the clustering columns in UPDATE statements");
            }

            var missing = table.Clustering.Where(c => !restricted.Contains(c)).ToArray();
            if (!onlyStatic && missing.Length > 0)
            {
                throw ConstantText.Refused(
                    $"Some clustering keys are missing: {WhereTexts.Names(missing.Select(static c => c.Name))}");
            }

            return;
        }

        for (var i = 0; !isWhole && !allowFiltering && i < restricted.Length; i++)
        {
            if (restricted[i] != table.Clustering[i])
            {
                throw ConstantText.Refused(
                    $"PRIMARY KEY column \"{restricted[i].Name}\" cannot be restricted as preceding column "
                    + $"\"{table.Clustering[i].Name}\" is not restricted");
            }
        }
    }

    private void CheckValues(RelationCompiler found)
    {
        var names = Of(found, ColumnKind.Static).Concat(Of(found, ColumnKind.Regular)).Select(static c => c.Name).Distinct().ToArray();
        if (kind != StatementKind.Select && names.Length > 0)
        {
            throw ConstantText.Refused($"Non PRIMARY KEY columns found in where clause: {WhereTexts.Names(names)} ");
        }
    }

    // What is left is looked at in each row.
    private ImmutableArray<Filter> Filters(RelationCompiler found, bool isByKey, ImmutableArray<ColumnValues> prefix, Slice? slice)
    {
        var filters = ImmutableArray.CreateBuilder<Filter>();
        foreach (var values in found.Values)
        {
            if (!prefix.Contains(values) && !(isByKey && values.Columns[0].Kind == ColumnKind.PartitionKey))
            {
                filters.Add(FilterOf(values));
            }
        }

        foreach (var other in found.Slices.Where(s => s != slice))
        {
            AddBounds(filters, other);
        }

        filters.AddRange(found.Others);

        // Rows of all partitions are gone through to find those of some clustering.
        var scans = kind == StatementKind.Select && !isByKey && (!prefix.IsEmpty || slice is not null);
        return allowFiltering || kind != StatementKind.Select || (filters.Count == 0 && !scans)
            ? filters.ToImmutable()
            : throw ConstantText.Refused(WhereTexts.NeedsFiltering);
    }

    private static Filter FilterOf(ColumnValues values)
    {
        if (values.Columns.Length > 1 || values.Values.Any(static v => v.Whole is not null))
        {
            throw ConstantText.Refused("Filtering by several clustering columns at once is not served yet");
        }

        return new Filter(
            values.Columns[0], values.IsIn ? Operator.In : Operator.Equal, values.IsIn ? null : values.Values[0].Terms[0],
            values.IsIn ? [.. values.Values.Select(static v => v.Terms[0])] : [], values.List, null);
    }

    private static void AddBounds(ImmutableArray<Filter>.Builder filters, Slice slice)
    {
        if (slice.Columns.Length > 1 || slice.Lower?.Values.Whole is not null || slice.Upper?.Values.Whole is not null)
        {
            throw ConstantText.Refused("Filtering by several clustering columns at once is not served yet");
        }

        if (slice.Lower is { } lower)
        {
            filters.Add(new Filter(
                slice.First, lower.IsInclusive ? Operator.GreaterOrEqual : Operator.Greater, lower.Values.Terms[0], [], null, null));
        }

        if (slice.Upper is { } upper)
        {
            filters.Add(new Filter(
                slice.First, upper.IsInclusive ? Operator.LessOrEqual : Operator.Less, upper.Values.Terms[0], [], null, null));
        }
    }
}
