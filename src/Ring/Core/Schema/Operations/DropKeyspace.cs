using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>DROP KEYSPACE</c>. Source: Apache <c>DropKeyspaceStatement</c>.</summary>
internal static class DropKeyspace
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, DropKeyspaceStatement statement)
    {
        var name = statement.Name;
        Owners.CheckName(name);
        Owners.MayDrop(context, name);
        if (context.Schema.FindKeyspace(name) is not { } keyspace)
        {
            return statement.IfExists ? context.Unchanged() : throw Refusals.Invalid($"Keyspace '{name}' doesn't exist");
        }

        context.Commit(new KeyspaceDropped(name));
        return context.Changed(ChangeKind.Dropped, ChangeTarget.Keyspace, name, "") with { Dropped = [.. keyspace.Tables.Values] };
    }
}
