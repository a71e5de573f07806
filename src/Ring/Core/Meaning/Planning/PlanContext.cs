using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>What a statement is planned with.</summary>
/// <param name="schema">What is declared.</param>
/// <param name="keyspace">Where names without a keyspace are looked up; null: the connection has none.</param>
/// <param name="markers">The statement's variables.</param>
internal sealed class PlanContext(RingSchema schema, string? keyspace, ImmutableArray<string?> markers)
{
    /// <summary>The variables that were met.</summary>
    public MarkerTypes Markers { get; } = new(markers);

    /// <summary>
    /// The statement is one of a batch. Only the batch tells which variables are its key: to look for them among the batch's variables
    /// once a statement would be as much work as the product of both.
    /// </summary>
    public bool IsOfBatch { get; init; }

    /// <summary>What is declared.</summary>
    public RingSchema Schema => schema;

    /// <summary>The table of a name; what is met from now on is of it.</summary>
    /// <exception cref="CqlException">There is none.</exception>
    public TableDefinition Enter(QualifiedName name)
    {
        var space = name.Keyspace ?? keyspace
            ?? throw ConstantText.Refused("No keyspace has been specified. USE a keyspace, or explicitly specify keyspace.tablename");
        var found = schema.FindKeyspace(space) ?? throw ConstantText.Refused($"keyspace {space} does not exist");
        return Markers.Table = found.FindTable(name.Name) ?? throw ConstantText.Refused($"table {name.Name} does not exist");
    }

    /// <summary>Compiles values of the table that was entered last.</summary>
    public TermCompiler Terms() => new(schema, Markers);

    /// <summary><c>USING TIMESTAMP</c> and its like; null: not said.</summary>
    public static Term? Number(TermCompiler terms, Expression? value, string name, NativeType type) =>
        value is null ? null : terms.Compile(value, Receiver.Of(name, type));

    /// <summary>Columns of a table, which must be there.</summary>
    public static Column ColumnOf(TableDefinition table, string name) => WhereTexts.ColumnOf(table, name);
}
