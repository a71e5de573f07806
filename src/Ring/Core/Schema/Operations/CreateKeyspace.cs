using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>CREATE KEYSPACE</c>. Source: Apache <c>CreateKeyspaceStatement</c>.</summary>
internal static class CreateKeyspace
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, CreateKeyspaceStatement statement)
    {
        var name = statement.Name;
        var properties = new PropertyReader(statement.Properties);
        var found = context.Schema.FindKeyspace(name);
        if (found is { Kind: KeyspaceKind.Local or KeyspaceKind.Virtual })
        {
            throw Refusals.Invalid($"System keyspace '{name}' is not user-modifiable");
        }

        Owners.CheckName(name);
        ReplicationProperties.Check(properties, isNew: true);
        if (found is not null)
        {
            return statement.IfNotExists
                ? context.Unchanged()
                : throw new CqlException(CqlErrorCode.AlreadyExists, $"Cannot add existing keyspace \"{name}\"") { Keyspace = name };
        }

        if (context.Schema.Keyspaces.Count >= SchemaLimits.MaxKeyspaces)
        {
            throw Refusals.Invalid($"There are {SchemaLimits.MaxKeyspaces} keyspaces, which is as many as there may be; drop some first");
        }

        // Nothing is said yet: of what replication does not say, nothing is known from before.
        var keyspace = new Keyspace(name, KeyspaceKind.User, Replication.Local, IsDurable: true);
        keyspace = ReplicationProperties.Apply(keyspace, properties, request.Nodes);
        context.CommitIfShort(new KeyspaceSet(name, keyspace.IsDurable, keyspace.Replication));
        return context.Changed(ChangeKind.Created, ChangeTarget.Keyspace, name, "") with
        {
            Warnings = [.. ReplicationProperties.Warnings(keyspace, request.Nodes)],
        };
    }
}
