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
internal sealed class SelectionCompiler(TableDefinition table)
{
    private readonly List<Column> _fetched = [];
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
    public bool IsAggregate => _selection.Exists(static s => s.Kind == SelectedKind.Count);

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

        foreach (var selector in selectors)
        {
            Add(selector);
        }

        if (IsAggregate && _selection.Exists(static s => s.Kind != SelectedKind.Count))
        {
            throw ConstantText.Refused("COUNT together with other selected values is not served yet");
        }

        Columns = Fetched;
    }

    /// <summary>A column's value is needed.</summary>
    /// <returns>Its slot.</returns>
    public int Fetch(Column column)
    {
        var slot = _fetched.IndexOf(column);
        if (slot < 0)
        {
            slot = _fetched.Count;
            _fetched.Add(column);
        }

        return slot;
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
            case FunctionCall { Function: { Name: "token", Keyspace: null or "system" } } call:
                AddToken(call, selector.Alias);
                break;
            case CellTime { Steps.IsEmpty: true } time:
                AddTime(time, selector.Alias);
                break;
            default:
                Refuse(selector.Of);
                break;
        }
    }

    private void AddToken(FunctionCall call, string? alias)
    {
        var isKey = call.Arguments.Length == table.PartitionKey.Length;
        for (var i = 0; isKey && i < call.Arguments.Length; i++)
        {
            isKey = call.Arguments[i] is ColumnReference reference
                && PlanContext.ColumnOf(table, reference.Name) == table.PartitionKey[i];
        }

        if (!isKey)
        {
            throw ConstantText.Refused("token() of what is not the partition key is not served yet in a SELECT");
        }

        var names = string.Join(", ", table.PartitionKey.Select(static c => c.Name));
        Put(SelectedKind.Token, null, alias ?? $"system.token({names})", NativeType.Bigint);
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
