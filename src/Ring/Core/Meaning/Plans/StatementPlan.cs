using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Meaning.Plans;

/// <summary>
/// What a statement means with a schema: looked up and checked once, and run as often as it is asked for, with other values for its
/// variables. Good as long as the tables and types that it names are the same. Immutable; may be used by many threads.
/// </summary>
public abstract class StatementPlan
{
    private VariableNames? _names;

    private protected StatementPlan(Statement statement) => Statement = statement;

    /// <summary>As it was written.</summary>
    public Statement Statement { get; }

    /// <summary>Its table; null: it has none, or several.</summary>
    public TableDefinition? Table { get; init; }

    /// <summary>Its variables, in the order of the text.</summary>
    public ImmutableArray<Variable> Variables { get; init; } = [];

    /// <summary>Which of them are the columns of the partition key, in the key's order; none: not all are.</summary>
    public ImmutableArray<int> KeyIndexes { get; init; } = [];

    /// <summary>Columns of the rows that it answers; none: it answers no rows.</summary>
    public ImmutableArray<Variable> ResultColumns { get; init; } = [];

    /// <summary>The keyspace whose tables it reads or changes; null: it has none, or several.</summary>
    public string? Keyspace => Table?.Keyspace;

    /// <summary>Finds its variables by their names.</summary>
    public VariableNames Names => _names ??= new VariableNames(Variables);
}

/// <summary>A statement that is no matter of rows: of the schema, of roles, <c>USE</c>, <c>TRUNCATE</c>, <c>DESCRIBE</c>.</summary>
public sealed class OtherPlan : StatementPlan
{
    internal OtherPlan(Statement statement)
        : base(statement)
    {
    }
}

/// <summary>Statements that are done together.</summary>
public sealed class BatchPlan : StatementPlan
{
    internal BatchPlan(BatchStatement statement)
        : base(statement)
    {
    }

    /// <summary>How it is kept together.</summary>
    public BatchKind Kind => ((BatchStatement)Statement).Kind;

    /// <summary>In the order of the text; they share the batch's variables.</summary>
    public ImmutableArray<ModificationPlan> Statements { get; init; } = [];

    /// <summary>For all of them, in microseconds since 1970.</summary>
    internal Term? Timestamp { get; init; }
}
