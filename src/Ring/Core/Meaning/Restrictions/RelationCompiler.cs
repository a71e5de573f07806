using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Types;
using ListType = Hathi.Ring.Data.Types.ListType;
using MapType = Hathi.Ring.Data.Types.MapType;
using SetType = Hathi.Ring.Data.Types.SetType;
using TupleType = Hathi.Ring.Data.Types.TupleType;
using UserType = Hathi.Ring.Data.Types.UserType;

namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary>
/// Takes the relations of a WHERE one by one: looks up columns, compiles values, and puts together what is of one column.
/// </summary>
internal sealed class RelationCompiler(TableDefinition table, TermCompiler terms)
{
    /// <summary>Values of columns, in the order in which they were written; a tuple's stand once.</summary>
    public List<ColumnValues> Values { get; } = [];

    /// <summary>Bounds of columns, likewise.</summary>
    public List<Slice> Slices { get; } = [];

    /// <summary>What only rows themselves can tell: CONTAINS, entries of maps.</summary>
    public List<Filter> Others { get; } = [];

    /// <summary>The tokens begin there.</summary>
    public TokenBound? FromToken { get; private set; }

    /// <summary>The tokens end there.</summary>
    public TokenBound? ToToken { get; private set; }

    /// <summary>Takes the next one.</summary>
    public void Add(Relation relation)
    {
        switch (relation)
        {
            case ColumnRelation column:
                AddColumn(column);
                break;
            case ColumnIn column:
                AddIn(column);
                break;
            case ElementRelation element:
                AddElement(element);
                break;
            case NotNull column:
                throw ConstantText.Refused(
                    $"Unsupported restriction: {CqlNames.Quoted(WhereTexts.ColumnOf(table, column.Column).Name)} IS NOT NULL");
            case TokenRelation token:
                AddToken(token);
                break;
            case TupleRelation tuple:
                AddTuple(tuple);
                break;
            case TupleIn tuple:
                AddTupleIn(tuple);
                break;
            default:
                throw ConstantText.Refused("Indexes are not served yet: expr(…) cannot be asked for");
        }
    }

    private void AddColumn(ColumnRelation relation)
    {
        var column = WhereTexts.ColumnOf(table, relation.Column);
        if (relation.Operator == Operator.NotEqual)
        {
            throw ConstantText.Refused($"Unsupported \"!=\" relation: {WhereTexts.Of(relation)}");
        }

        if (relation.Operator is Operator.Contains or Operator.ContainsKey)
        {
            AddContains(column, relation);
            return;
        }

        CheckComparable(column, relation.Operator);
        var receiver = Receiver.Of(column);
        var term = terms.Compile(relation.Value, receiver);
        switch (relation.Operator)
        {
            case Operator.Like:
                throw ConstantText.Refused(
                    $"LIKE restriction is only supported on properly indexed columns. {WhereTexts.Of(relation)} is not valid.");
            case Operator.Equal:
                AddValues(new ColumnValues([column], [TupleTerms.Of(term)], null, IsIn: false));
                break;
            default:
                AddBound([column], relation.Operator, TupleTerms.Of(term));
                break;
        }
    }

    private static void CheckComparable(Column column, Operator comparison)
    {
        if (column.IsMultiCell)
        {
            throw ConstantText.Refused(
                column.Type is UserType user
                    ? $"Non-frozen UDT column '{column.Name}' ({CqlNames.Quoted(user.Name)}) cannot be restricted by any relation"
                    : $"Collection column '{column.Name}' ({column.TypeText}) cannot be restricted by a "
                        + $"'{WhereTexts.Sign(comparison)}' relation");
        }

        if (comparison is Operator.Less or Operator.LessOrEqual or Operator.Greater or Operator.GreaterOrEqual
            && DurationName(column.Type) is { } name)
        {
            throw ConstantText.Refused($"Slice restrictions are not supported on {name}");
        }
    }

    // Durations have no order, nor what they are in.
    private static string? DurationName(Data.Types.CqlType type) => type switch
    {
        ListType or SetType or MapType when HasDuration(type) => "collections containing durations",
        TupleType when HasDuration(type) => "tuples containing durations",
        UserType when HasDuration(type) => "UDTs containing durations",
        _ => type.Kind == CqlKind.Duration ? "duration columns" : null,
    };

    private static bool HasDuration(Data.Types.CqlType type) => type switch
    {
        ListType list => HasDuration(list.Element),
        SetType set => HasDuration(set.Element),
        MapType map => HasDuration(map.Key) || HasDuration(map.Value),
        TupleType tuple => tuple.Fields.Any(HasDuration),
        UserType user => user.Fields.Any(HasDuration),
        _ => type.Kind == CqlKind.Duration,
    };

    private void AddContains(Column column, ColumnRelation relation)
    {
        var isKey = relation.Operator == Operator.ContainsKey;
        Receiver receiver;
        switch (column.Type)
        {
            case MapType map:
                receiver = isKey ? Receiver.Of($"key({column.Name})", map.Key) : Receiver.Of($"value({column.Name})", map.Value);
                break;
            case ListType list when !isKey:
                receiver = Receiver.Of($"value({column.Name})", list.Element);
                break;
            case SetType set when !isKey:
                receiver = Receiver.Of($"value({column.Name})", set.Element);
                break;
            default:
                throw ConstantText.Refused(
                    isKey
                        ? $"Cannot use CONTAINS KEY on non-map column {CqlNames.Quoted(column.Name)}"
                        : $"Cannot use CONTAINS on non-collection column {CqlNames.Quoted(column.Name)}");
        }

        Others.Add(new Filter(column, relation.Operator, terms.Compile(relation.Value, receiver), [], null, null));
    }

    private void AddElement(ElementRelation relation)
    {
        var column = WhereTexts.ColumnOf(table, relation.Column);
        if (column.Type is not MapType map)
        {
            throw ConstantText.Refused($"Column {CqlNames.Quoted(column.Name)} cannot be used as a map");
        }

        if (relation.Operator != Operator.Equal)
        {
            throw ConstantText.Refused(
                $"Only EQ relations are supported on map entries, and {WhereTexts.Sign(relation.Operator)} is none");
        }

        var key = terms.Compile(relation.Key, Receiver.Of($"key({column.Name})", map.Key));
        var value = terms.Compile(relation.Value, Receiver.Of($"value({column.Name})", map.Value));
        Others.Add(new Filter(column, Operator.Equal, value, [], null, key));
    }

    private void AddIn(ColumnIn relation)
    {
        var column = WhereTexts.ColumnOf(table, relation.Column);
        CheckComparable(column, Operator.In);
        var (list, values) = In(
            relation.Values, Receiver.Of($"in({column.Name})", new ListType(column.Type)),
            value => TupleTerms.Of(terms.Compile(value, Receiver.Of(column))));
        AddValues(new ColumnValues([column], values, list, IsIn: true));
    }

    private (Term? List, ImmutableArray<TupleTerms> Values) In(InValues values, Receiver list, Func<Expression, TupleTerms> compile) =>
        values.Marker is { } marker
            ? (terms.Compile(marker, list), [])
            : (null, [.. values.Values.Select(compile)]);

    private void AddTuple(TupleRelation relation)
    {
        var columns = ColumnsOf(relation.Columns, () => WhereTexts.Of(relation));
        if (relation.Operator == Operator.NotEqual)
        {
            throw ConstantText.Refused($"Unsupported \"!=\" relation: {WhereTexts.Of(relation)}");
        }

        var values = TupleOf(columns, relation.Value);
        if (relation.Operator == Operator.Equal)
        {
            AddValues(new ColumnValues(columns, [values], null, IsIn: false));
            return;
        }

        foreach (var column in columns)
        {
            CheckComparable(column, relation.Operator);
        }

        AddBound(columns, relation.Operator, values);
    }

    private void AddTupleIn(TupleIn relation)
    {
        var columns = ColumnsOf(relation.Columns, () => WhereTexts.Of(relation));
        var names = string.Join(',', columns.Select(static c => c.Name));
        var (list, values) = In(
            relation.Values, Receiver.Of($"in({names})", new ListType(TypeOf(columns))), value => TupleOf(columns, value));
        AddValues(new ColumnValues(columns, values, list, IsIn: true));
    }

    private static TupleType TypeOf(ImmutableArray<Column> columns) => new([.. columns.Select(static c => c.Type)]);

    private TupleTerms TupleOf(ImmutableArray<Column> columns, Expression value)
    {
        if (value is not TupleLiteral tuple)
        {
            var name = $"({string.Join(',', columns.Select(static c => c.Name))})";
            return new TupleTerms([], terms.Compile(value, Receiver.Of(name, TypeOf(columns))));
        }

        if (tuple.Elements.Length != columns.Length)
        {
            throw ConstantText.Refused(
                $"Expected {columns.Length} elements in value tuple, but got {tuple.Elements.Length}: {CqlTexts.Of(tuple)}");
        }

        return new TupleTerms([.. columns.Select((c, i) => terms.Compile(tuple.Elements[i], Receiver.Of(c)))], null);
    }

    private ImmutableArray<Column> ColumnsOf(ImmutableArray<string> names, Func<string> text)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(names.Length);
        foreach (var name in names)
        {
            var column = WhereTexts.ColumnOf(table, name);
            if (column.Kind != ColumnKind.Clustering)
            {
                throw ConstantText.Refused(
                    $"Multi-column relations can only be applied to clustering columns but was applied to: {CqlNames.Quoted(name)}");
            }

            if (columns.Contains(column))
            {
                throw ConstantText.Refused($"Column \"{name}\" appeared twice in a relation: {text()}");
            }

            if (columns.Count > 0 && column.Position != columns[^1].Position + 1)
            {
                throw ConstantText.Refused(
                    $"Clustering columns must appear in the PRIMARY KEY order in multi-column relations: {text()}");
            }

            columns.Add(column);
        }

        return columns.MoveToImmutable();
    }

    private void AddToken(TokenRelation relation)
    {
        var (isFrom, isTo, bound) = TokenCompiler.Compile(table, terms, relation);
        if ((isFrom && FromToken is not null) || (isTo && ToToken is not null))
        {
            throw ConstantText.Refused(
                $"More than one restriction was found for the {(isFrom ? "start" : "end")} bound on "
                + WhereTexts.Names(table.PartitionKey.Select(static c => c.Name)));
        }

        FromToken = isFrom ? bound : FromToken;
        ToToken = isTo ? bound : ToToken;
    }

    private void AddValues(ColumnValues values)
    {
        foreach (var other in Values)
        {
            RefuseShared(values.Columns, other.Columns, other.IsIn);
        }

        foreach (var slice in Slices)
        {
            if (Shared(values.Columns, slice.Columns) is { } shared)
            {
                throw ConstantText.Refused(
                    $"Column \"{shared}\" cannot be restricted by both an equality and an inequality relation");
            }
        }

        Values.Add(values);
    }

    private static void RefuseShared(ImmutableArray<Column> columns, ImmutableArray<Column> others, bool isOtherIn)
    {
        if (Shared(columns, others) is { } shared)
        {
            throw ConstantText.Refused(
                isOtherIn
                    ? $"{shared} cannot be restricted by more than one relation if it includes a IN"
                    : $"{shared} cannot be restricted by more than one relation if it includes an Equal");
        }
    }

    private static string? Shared(ImmutableArray<Column> columns, ImmutableArray<Column> others)
    {
        var shared = columns.Where(c => others.Contains(c)).Select(static c => CqlNames.Quoted(c.Name)).ToArray();
        return shared.Length == 0 ? null : WhereTexts.Names(shared);
    }

    private void AddBound(ImmutableArray<Column> columns, Operator comparison, TupleTerms values)
    {
        var isLower = comparison is Operator.Greater or Operator.GreaterOrEqual;
        var bound = new SliceBound(columns, values, comparison is Operator.GreaterOrEqual or Operator.LessOrEqual);
        foreach (var other in Values)
        {
            RefuseShared(columns, other.Columns, other.IsIn);
        }

        for (var i = 0; i < Slices.Count; i++)
        {
            if (Shared(columns, Slices[i].Columns) is not { } shared)
            {
                continue;
            }

            var slice = Slices[i];
            if ((isLower ? slice.Lower : slice.Upper) is not null)
            {
                throw ConstantText.Refused(
                    $"More than one restriction was found for the {(isLower ? "start" : "end")} bound on {shared}");
            }

            if (slice.First != columns[0])
            {
                throw ConstantText.Refused(
                    $"Column \"{shared}\" cannot be restricted by two inequalities not starting with the same column");
            }

            Slices[i] = isLower ? slice with { Lower = bound } : slice with { Upper = bound };
            return;
        }

        Slices.Add(isLower ? new Slice(bound, null) : new Slice(null, bound));
    }
}
