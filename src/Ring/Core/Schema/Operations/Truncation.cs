using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>
/// <c>TRUNCATE</c>: the schema stays, so that it needs no step. Apache's lets anybody empty the system's own tables; here they are kept.
/// Source: Apache <c>TruncateStatement</c>.
/// </summary>
public static class Truncation
{
    /// <summary>The table that is to be emptied.</summary>
    /// <exception cref="CqlException">There is none, or it may not be.</exception>
    public static TableDefinition Find(RingSchema schema, TruncateStatement statement, string? keyspaceInUse)
    {
        var name = Owners.Of(statement.Table, keyspaceInUse);
        var keyspace = schema.FindKeyspace(name) ?? throw Refusals.Invalid($"keyspace {name} does not exist");
        var table = keyspace.FindTable(statement.Table.Name) ?? throw Refusals.Invalid($"table {statement.Table.Name} does not exist");
        return keyspace.Kind switch
        {
            KeyspaceKind.Virtual => throw Refusals.Invalid($"Truncation is not supported by table {table}"),
            KeyspaceKind.Local => throw Refusals.Unauthorized($"{name} keyspace is not user-modifiable."),
            _ => table,
        };
    }
}
