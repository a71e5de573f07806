using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>DROP TYPE</c>. Source: Apache <c>DropTypeStatement</c>.</summary>
internal static class DropType
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, DropTypeStatement statement)
    {
        var keyspace = Owners.Of(statement.Name, request.Keyspace);
        var name = statement.Name.Name;
        Owners.MayDropIn(context, keyspace);
        var owner = context.Schema.FindKeyspace(keyspace);
        if (owner?.FindType(name) is null)
        {
            return statement.IfExists ? context.Unchanged() : throw Refusals.Invalid($"Type '{keyspace}.{name}' doesn't exist");
        }

        Refuse(owner.Types.Values.Where(t => t.Name != name && UserTypes.Uses(t.Type, name)).Select(static t => t.Name), "user types");
        Refuse(owner.Tables.Values.Where(t => t.Columns.Any(c => UserTypes.Uses(c.Type, name))).Select(static t => t.Name), "tables");
        context.Commit(new TypeDropped(keyspace, name));
        return context.Changed(ChangeKind.Dropped, ChangeTarget.Type, keyspace, name);

        void Refuse(IEnumerable<string> users, string what)
        {
            if (string.Join(", ", users) is { Length: > 0 } list)
            {
                throw Refusals.Invalid($"Cannot drop user type '{keyspace}.{name}' as it is still used by {what} {list}");
            }
        }
    }
}
