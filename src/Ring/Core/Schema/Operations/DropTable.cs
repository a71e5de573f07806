using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>DROP TABLE</c>. Source: Apache <c>DropTableStatement</c>.</summary>
internal static class DropTable
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, DropTableStatement statement)
    {
        var keyspace = Owners.Of(statement.Name, request.Keyspace);
        var name = statement.Name.Name;
        Owners.MayDrop(context, keyspace, name);
        if (context.Schema.FindTable(keyspace, name) is not { } table)
        {
            return statement.IfExists ? context.Unchanged() : throw Refusals.Invalid($"Table '{keyspace}.{name}' doesn't exist");
        }

        context.Commit(new TableDropped(keyspace, name));
        return context.Changed(ChangeKind.Dropped, ChangeTarget.Table, keyspace, name) with { Dropped = [table] };
    }
}
