using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>ALTER KEYSPACE</c>. Source: Apache <c>AlterKeyspaceStatement</c>.</summary>
internal static class AlterKeyspace
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, AlterKeyspaceStatement statement)
    {
        var name = statement.Name;
        var properties = new PropertyReader(statement.Properties);
        Owners.CheckName(name);
        Owners.MayAlter(context, name);
        if (context.Schema.FindKeyspace(name) is not { } before)
        {
            return statement.IfExists ? context.Unchanged() : throw Refusals.Invalid($"Keyspace '{name}' doesn't exist");
        }

        ReplicationProperties.Check(properties, isNew: false);
        var after = ReplicationProperties.Apply(before, properties, request.Nodes);
        var warnings = ReplicationProperties.Warnings(after, request.Nodes);
        if (ReplicationProperties.Total(after.Replication) > ReplicationProperties.Total(before.Replication))
        {
            warnings = warnings.Append("When increasing replication factor you need to run a full (-full) repair to distribute the data.");
        }

        var isSame = after.IsDurable == before.IsDurable && after.Replication.Strategy == before.Replication.Strategy
            && after.Replication.Options.SequenceEqual(before.Replication.Options);
        if (isSame)
        {
            return context.Unchanged([.. warnings]);
        }

        context.CommitIfShort(new KeyspaceSet(name, after.IsDurable, after.Replication));
        return context.Changed(ChangeKind.Updated, ChangeTarget.Keyspace, name, "") with { Warnings = [.. warnings] };
    }
}
