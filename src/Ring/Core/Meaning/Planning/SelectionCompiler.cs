using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using CqlType = Hathi.Ring.Data.Types.CqlType;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>
/// What a SELECT selects: which columns have to be fetched, and what is answered of them. Source: Apache <c>Selection</c>.
/// </summary>
internal sealed class SelectionCompiler(TableDefinition table, TermCompiler terms)
{
    /// <summary>
    /// Values of a row at most: a page of rows that have none of them is no more than some hundred rows, and their names no more than a
    /// frame.
    /// </summary>
    private const int MostSelectors = 16_384;

    private readonly List<Column> _fetched = [];
    private readonly Dictionary<string, int> _slots = [];
    private readonly List<Selected> _selection = [];
    private readonly List<Variable> _result = [];

    /// <summary>What is selected.</summary>
    public ImmutableArray<Selected> Selection => [.. _selection];

    /// <summary>Columns whose values are needed.</summary>
    public ImmutableArray<Column> Fetched => [.. _fetched];

    /// <summary>Names and types of what is answered.</summary>
    public ImmutableArray<Variable> ResultColumns => [.. _result];

    /// <summary>Columns that are selected, or that something selected is made of.</summary>
    public ImmutableArray<Column> Columns { get; private set; } = [];

    /// <summary>One row of all.</summary>
    public bool IsAggregate => _selection.Exists(static s => s.Kind is SelectedKind.Count or SelectedKind.Aggregate);

    /// <summary>Static columns and the partition key alone.</summary>
    public bool OnlyStatic => _selection.Count > 0
        && _fetched.TrueForAll(static c => c.IsStatic || c.Kind == ColumnKind.PartitionKey) && _fetched.Exists(static c => c.IsStatic);

    /// <summary>Takes what is selected; nothing stands for all columns.</summary>
    public void Add(ImmutableArray<Selector> selectors)
    {
        if (selectors.IsEmpty)
        {
            foreach (var column in table.Columns)
            {
                Put(SelectedKind.Column, column, column.Name, column.Type);
            }

            Columns = table.Columns;
            return;
        }

        if (selectors.Length > MostSelectors)
        {
            throw ConstantText.Refused($"{selectors.Length} values are selected; {MostSelectors} are served at most");
        }

        foreach (var selector in selectors)
        {
            Add(selector);
        }

        if (IsAggregate && _selection.Exists(static s => s.Kind is not (SelectedKind.Count or SelectedKind.Aggregate)))
        {
            throw ConstantText.Refused("Aggregates together with other selected values are not served yet");
        }

        Columns = Fetched;
    }

    /// <summary>A column's value is needed.</summary>
    /// <returns>Its slot.</returns>
    public int Fetch(Column column)
    {
        if (_slots.TryAdd(column.Name, _fetched.Count))
        {
            _fetched.Add(column);
        }

        return _slots[column.Name];
    }

    private void Add(Selector selector)
    {
        switch (selector.Of)
        {
            case ColumnReference reference:
                var column = PlanContext.ColumnOf(table, reference.Name);
                Put(SelectedKind.Column, column, selector.Alias ?? column.Name, column.Type);
                break;
            case CountRows:
            case FunctionCall
                {
                    Function: { Name: "count", Keyspace: null or "system" }, Arguments: [Literal { Kind: LiteralKind.Integer }],
                }:
                Put(SelectedKind.Count, null, selector.Alias ?? "count", NativeType.Bigint);
                break;
            case FunctionCall { Function: { Name: "token", Keyspace: null or "system" } } call when IsOfKey(call):
                var names = string.Join(", ", table.PartitionKey.Select(static c => c.Name));
                Put(SelectedKind.Token, null, selector.Alias ?? $"system.token({names})", NativeType.Bigint);
                break;
            case FunctionCall { Function.Keyspace: null or "system", Arguments: [ColumnReference of] } call
                when AggregateOf(call.Function.Name) is { } aggregate:
                AddAggregate(call, aggregate, PlanContext.ColumnOf(table, of.Name), selector.Alias);
                break;
            case CellTime { Steps.IsEmpty: true } time:
                AddTime(time, selector.Alias);
                break;
            default:
                AddTerm(selector);
                break;
        }
    }

    private void AddTerm(Selector selector)
    {
        var compiler = new SelectorCompiler(table, terms, Fetch);
        if (compiler.Compile(selector.Of) is not { } value)
        {
            Refuse(selector.Of);
            return;
        }

        _selection.Add(new Selected(SelectedKind.Term, -1) { Term = value.Term });
        _result.Add(new Variable(table.Keyspace, table.Name, selector.Alias ?? value.Name, value.Type));
    }

    private static AggregateKind? AggregateOf(string function) => function switch
    {
        "count" => AggregateKind.Count,
        "min" => AggregateKind.Min,
        "max" => AggregateKind.Max,
        "sum" => AggregateKind.Sum,
        "avg" => AggregateKind.Average,
        _ => null,
    };

    private void AddAggregate(FunctionCall call, AggregateKind kind, Column column, string? alias)
    {
        if (kind is AggregateKind.Sum or AggregateKind.Average
            && !(column.Type is NativeType type && (Casts.IsWhole(type) || Casts.IsFloating(type))))
        {
            throw ConstantText.Refused(
                column.Type == NativeType.Decimal
                    ? $"{call.Function.Name} of decimals is not served yet"
                    : $"Invalid call to function {call.Function.Name}, none of its type signatures match");
        }

        var aggregate = new Aggregate(kind, column.Type);
        _selection.Add(new Selected(SelectedKind.Aggregate, Fetch(column)) { Aggregate = aggregate });
        var returned = kind == AggregateKind.Count ? NativeType.Bigint : column.Type;
        var name = alias ?? $"system.{call.Function.Name}({column.Name})";
        _result.Add(new Variable(table.Keyspace, table.Name, name, returned));
    }

    // The partition's own is known.
    private bool IsOfKey(FunctionCall call)
    {
        var isKey = call.Arguments.Length == table.PartitionKey.Length;
        for (var i = 0; isKey && i < call.Arguments.Length; i++)
        {
            isKey = call.Arguments[i] is ColumnReference reference
                && PlanContext.ColumnOf(table, reference.Name) == table.PartitionKey[i];
        }

        return isKey;
    }

    private void AddTime(CellTime time, string? alias)
    {
        var name = time.Kind switch
        {
            CellTimeKind.WriteTime => "writetime",
            CellTimeKind.MaxWriteTime => "maxwritetime",
            _ => "ttl",
        };
        var column = PlanContext.ColumnOf(table, time.Column);
        if (column.IsKey)
        {
            throw ConstantText.Refused($"Cannot use selection function {name} on PRIMARY KEY part {column.Name}");
        }

        if (column.IsMultiCell)
        {
            throw ConstantText.Refused($"{name} of a column of many cells is not served yet");
        }

        var isTime = time.Kind != CellTimeKind.TimeToLive;
        Put(
            isTime ? SelectedKind.WriteTime : SelectedKind.TimeToLive, column, alias ?? $"{name}({column.Name})",
            isTime ? NativeType.Bigint : NativeType.Int);
    }

    // What it names must be there, so that a name that is wrong is told as such.
    private void Refuse(Expression expression)
    {
        var text = CqlTexts.Of(expression);
        switch (expression)
        {
            case Literal or Marker or NullLiteral:
                throw ConstantText.Refused(
                    $"Cannot infer type for term {text} in selection clause (try using a cast to force a type)");
            case FunctionCall call:
                foreach (var argument in call.Arguments)
                {
                    if (argument is ColumnReference reference)
                    {
                        PlanContext.ColumnOf(table, reference.Name);
                    }
                }

                throw ConstantText.Refused(
                    Functions.Exists(call.Function)
                        ? $"Not served yet in a SELECT: {text}"
                        : $"Unknown function '{(call.Function.Keyspace is { } k ? k + "." : "")}{call.Function.Name}'");
            default:
                throw ConstantText.Refused($"Not served yet in a SELECT: {text}");
        }
    }

    private void Put(SelectedKind kind, Column? column, string name, CqlType type)
    {
        _selection.Add(new Selected(kind, column is null ? -1 : Fetch(column)));
        _result.Add(new Variable(table.Keyspace, table.Name, name, type));
    }
}
