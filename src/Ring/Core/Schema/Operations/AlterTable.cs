using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>ALTER TABLE</c>. Source: Apache <c>AlterTableStatement</c>.</summary>
internal static class AlterTable
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, AlterTableStatement statement)
    {
        var keyspace = Owners.Of(statement.Name, request.Keyspace);
        var name = statement.Name.Name;
        Owners.MayAlter(context, keyspace, name);
        var owner = context.Schema.FindKeyspace(keyspace);
        if (owner?.FindTable(name) is not { } table)
        {
            return statement.IfExists ? context.Unchanged() : throw Refusals.Invalid($"Table '{keyspace}.{name}' doesn't exist");
        }

        var changed = statement.Change switch
        {
            AddColumns add => TableColumns.Add(owner, table, add),
            DropColumns drop => TableColumns.Drop(table, drop, context.Now.WallMilliseconds * 1000),
            RenameColumns rename => TableColumns.Rename(table, rename),
            ChangeTableProperties properties => WithProperties(table, properties),
            ChangeColumnMask mask => mask.Mask is null ? table : throw TableChecks.Masks(),
            ChangeColumnType => throw Refusals.Invalid("Altering column types is no longer supported"),
            DropCompactStorage => throw Refusals.Invalid("DROP COMPACT STORAGE is disabled. Enable in cassandra.yaml to use."),
            _ => throw new InvalidOperationException($"{statement.Change.GetType().Name} is no change of a table"),
        };
        if (changed.Digest.AsSpan().SequenceEqual(table.Digest))
        {
            return context.Unchanged();
        }

        // One that was longer before there was a limit may still be made shorter, or be given other properties.
        if (statement.Change is AddColumns or RenameColumns)
        {
            TableChecks.CheckMetadata(changed);
        }

        context.CommitIfShort(new TableSet(changed));
        return context.Changed(ChangeKind.Updated, ChangeTarget.Table, keyspace, name) with
        {
            Set = [context.Schema.FindTable(keyspace, name)!],
        };
    }

    private static TableDefinition WithProperties(TableDefinition table, ChangeTableProperties change)
    {
        var properties = new PropertyReader(change.Properties);
        TableProperties.CheckNames(properties);
        TableProperties.RefuseId(properties);
        var options = TableProperties.Apply(table.Options, properties);
        return table.IsCounter && options.DefaultTimeToLive > 0
            ? throw Refusals.Invalid("Cannot set default_time_to_live on a table with counters")
            : table with { Options = options };
    }
}
