using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.State;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>A type, and all that has it in it.</summary>
internal static class TypeChanges
{
    /// <summary>Makes it so; which tables are of another shape then.</summary>
    public static ImmutableArray<TableDefinition> Commit(
        OperationContext context, string keyspace, string name, ImmutableArray<UserTypeField> fields)
    {
        var before = context.Schema.Keyspaces[keyspace];
        RingSchema after;
        try
        {
            after = SchemaState.With(context.Schema, new UserTypeDefinition(keyspace, name, fields));
        }
        catch (CqlTypeException e)
        {
            throw Refusals.Invalid($"The type cannot be so: then there would be {e.Message}");
        }

        foreach (var table in after.Keyspaces[keyspace].Tables.Values.Where(t => before.FindTable(t.Name) != t))
        {
            TableChecks.CheckMetadata(table);
        }

        context.CommitIfShort(new TypeSet(keyspace, name, fields));
        return [.. context.Schema.Keyspaces[keyspace].Tables.Values.Where(t => before.FindTable(t.Name) != t)];
    }
}
