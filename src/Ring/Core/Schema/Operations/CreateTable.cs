using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>CREATE TABLE</c>. Source: Apache <c>CreateTableStatement</c>.</summary>
internal static class CreateTable
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, CreateTableStatement statement)
    {
        var keyspace = Owners.Of(statement.Name, request.Keyspace);
        var name = statement.Name.Name;
        var made = new NewTable(keyspace, statement);
        Owners.MayCreateIn(context, keyspace);
        var properties = new PropertyReader(statement.Properties);
        var owner = context.Schema.FindKeyspace(keyspace) ?? throw Refusals.Invalid($"Keyspace '{keyspace}' doesn't exist");
        if (owner.FindTable(name) is not null)
        {
            return statement.IfNotExists
                ? context.Unchanged()
                : throw new CqlException(
                    CqlErrorCode.AlreadyExists, $"Cannot add already existing table \"{name}\" to keyspace \"{keyspace}\"")
                {
                    Keyspace = keyspace,
                    Table = name,
                };
        }

        TableProperties.CheckNames(properties);
        var options = TableProperties.Apply(TableOptions.Default, properties);
        var said = TableProperties.IdOf(properties);
        if (said is { } taken && context.Schema.FindTable(taken) is { } other)
        {
            throw Refusals.Configuration($"The id {taken} is that of table {other}");
        }

        if (said is { } old && request.IsKnown(old))
        {
            throw Refusals.Configuration($"The id {old} is that of a table that was dropped");
        }

        if (context.Schema.TablesById.Count >= SchemaLimits.MaxTables)
        {
            throw Refusals.Invalid($"There are {SchemaLimits.MaxTables} tables, which is as many as there may be; drop some first");
        }

        var table = made.Make(owner, said ?? context.NextId(), options);
        TableChecks.CheckMetadata(table);
        context.CommitIfShort(new TableSet(table));
        return context.Changed(ChangeKind.Created, ChangeTarget.Table, keyspace, name) with { Set = [table] };
    }
}
