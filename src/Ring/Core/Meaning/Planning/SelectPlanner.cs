using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>Plans <c>SELECT</c>. Source: Apache <c>SelectStatement</c>.</summary>
internal static class SelectPlanner
{
    private const string OnlyPartitions =
        "SELECT DISTINCT with WHERE clause only supports restriction by partition key and/or static columns.";

    public static SelectPlan Plan(PlanContext context, SelectStatement select)
    {
        var table = context.Enter(select.From);
        var terms = context.Terms();
        if (select.IsJson)
        {
            throw ConstantText.Refused("SELECT JSON is not served yet");
        }

        var selection = new SelectionCompiler(table, terms);
        selection.Add(select.Selectors);
        if (select.IsDistinct && select.Where.Any(r => IsOnRows(table, r)))
        {
            throw ConstantText.Refused(OnlyPartitions);
        }

        var onlyStatic = selection.OnlyStatic;
        var where = new WhereCompiler(table, StatementKind.Select, onlyStatic, select.AllowFiltering).Compile(select.Where, terms);
        var perPartition = PlanContext.Number(terms, select.PerPartitionLimit, "[per_partition_limit]", NativeType.Int);
        var limit = PlanContext.Number(terms, select.Limit, "[limit]", NativeType.Int);
        if (!select.GroupBy.IsEmpty)
        {
            RefuseGroups(table, select.GroupBy);
        }

        if (select.IsDistinct)
        {
            CheckDistinct(table, select, selection, where);
        }

        if (selection.IsAggregate && perPartition is not null)
        {
            throw ConstantText.Refused("PER PARTITION LIMIT is not allowed with aggregate queries.");
        }

        var isReversed = Ordering(table, select.OrderBy, where);
        ImmutableArray<int> filterSlots = [.. where.Filters.Select(f => selection.Fetch(f.Column))];
        return new SelectPlan(select, table.Shape, where)
        {
            Table = table,
            Variables = context.Markers.Variables,
            KeyIndexes = context.Markers.KeyIndexes(table),
            ResultColumns = selection.ResultColumns,
            Selection = selection.Selection,
            Fetched = selection.Fetched,
            FilterSlots = filterSlots,
            IsReversed = isReversed,
            IsSorted = !select.OrderBy.IsEmpty && where.HasManyKeys,
            IsDistinct = select.IsDistinct,
            IsAggregate = selection.IsAggregate,
            Limit = limit,
            PerPartitionLimit = perPartition,
            Identity = IdentityOf(table, select),
        };
    }

    private static ulong IdentityOf(TableDefinition table, SelectStatement select)
    {
        // The statement as it is printed: however it was written, on whichever node.
        var text = $"{table.Id}{CqlPrinter.Print(select)}";
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static void RefuseGroups(TableDefinition table, ImmutableArray<Expression> groups)
    {
        foreach (var group in groups)
        {
            if (group is ColumnReference reference && PlanContext.ColumnOf(table, reference.Name) is { IsKey: false } column)
            {
                throw ConstantText.Refused(
                    $"Group by is currently only supported on the columns of the PRIMARY KEY, got {CqlNames.Quoted(column.Name)}");
            }
        }

        throw ConstantText.Refused("GROUP BY is not served yet");
    }

    private static bool IsOnRows(TableDefinition table, Relation relation) => relation switch
    {
        ColumnRelation column => IsOfRows(PlanContext.ColumnOf(table, column.Column)),
        ColumnIn column => IsOfRows(PlanContext.ColumnOf(table, column.Column)),
        ElementRelation element => IsOfRows(PlanContext.ColumnOf(table, element.Column)),
        _ => false,
    };

    private static bool IsOfRows(Column column) => column.Kind is ColumnKind.Clustering or ColumnKind.Regular;

    private static void CheckDistinct(TableDefinition table, SelectStatement select, SelectionCompiler selection, Where where)
    {
        if (select.PerPartitionLimit is not null)
        {
            throw ConstantText.Refused("PER PARTITION LIMIT is not allowed with SELECT DISTINCT queries");
        }

        if (where.RestrictsClustering || where.RestrictsValues)
        {
            throw ConstantText.Refused(OnlyPartitions);
        }

        var columns = select.Selectors.IsEmpty ? table.Columns : selection.Columns;
        if (columns.FirstOrDefault(static c => c.Kind is ColumnKind.Clustering or ColumnKind.Regular) is { } other)
        {
            throw ConstantText.Refused(
                "SELECT DISTINCT queries must only request partition key columns and/or static columns "
                + $"(not {CqlNames.Quoted(other.Name)})");
        }

        if (where.HasKeys && !where.HasManyKeys)
        {
            return;
        }

        if (table.PartitionKey.FirstOrDefault(c => !columns.Contains(c)) is { } missing)
        {
            throw ConstantText.Refused(
                $"SELECT DISTINCT queries must request all the partition key columns (missing {CqlNames.Quoted(missing.Name)})");
        }
    }

    // Whether rows come from the last to the first.
    private static bool Ordering(TableDefinition table, ImmutableArray<Ordering> orderings, Where where)
    {
        if (orderings.IsEmpty)
        {
            return false;
        }

        if (orderings.Any(static o => o.NearestTo is not null))
        {
            throw ConstantText.Refused("ANN ordering by vector requires all restricted column(s) to be indexed");
        }

        var columns = orderings.Select(o => PlanContext.ColumnOf(table, o.Column)).ToArray();
        if (!where.HasKeys)
        {
            throw ConstantText.Refused("ORDER BY is only supported when the partition key is restricted by an EQ or an IN.");
        }

        bool? isReversed = null;
        var position = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            if (column.Kind != ColumnKind.Clustering)
            {
                throw ConstantText.Refused(
                    "Order by is currently only supported on the clustered columns of the PRIMARY KEY, got "
                    + CqlNames.Quoted(column.Name));
            }

            // Columns that have one value may be left out.
            while (position != column.Position && IsFixed(where, position))
            {
                position++;
            }

            if (position != column.Position)
            {
                throw ConstantText.Refused(
                    "Order by currently only supports the ordering of columns following their declared order in the PRIMARY KEY");
            }

            position++;
            var turned = orderings[i].IsDescending != column.IsDescending;
            if (isReversed is { } before && before != turned)
            {
                throw ConstantText.Refused("Unsupported order by relation");
            }

            isReversed = turned;
        }

        return isReversed!.Value;
    }

    private static bool IsFixed(Where where, int position) =>
        where.Clustering.Any(c => !c.IsIn && c.Columns.Any(o => o.Position == position));
}
