using Hathi.Base.Cores;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema.State;

/// <summary>What edits change.</summary>
/// <param name="schema">The system's keyspaces, with which everything begins.</param>
internal sealed class SchemaState(RingSchema schema) : CoreState
{
    /// <summary>Whose state it is, for the messages of errors.</summary>
    public const string Name = "the ring's schema";

    /// <summary>What is declared now.</summary>
    public RingSchema Schema { get; private set; } = schema;

    /// <summary>How many changes there were: of two schemas of a ring the one with more is the newer.</summary>
    public long Epoch { get; set; }

    /// <summary>There is another schema.</summary>
    public void Change(RingSchema schema)
    {
        Schema = schema;
        Epoch++;
    }

    /// <summary>A type is new or another, and so is whatever has it in it.</summary>
    /// <exception cref="CqlTypeException">Something would be larger than a type may be.</exception>
    public static RingSchema With(RingSchema schema, UserTypeDefinition changed)
    {
        var before = schema.Keyspaces[changed.Keyspace];
        var keyspace = before.With(changed);
        if (before.FindType(changed.Name) is null)
        {
            return schema.With(keyspace);
        }

        // A type is in another that is in a third: again until nothing is another. They do not go round in a circle.
        for (var isSettled = false; !isSettled;)
        {
            isSettled = true;
            foreach (var type in keyspace.Types.Values)
            {
                if (Refreshed(type, keyspace) is { } other)
                {
                    keyspace = keyspace.With(other);
                    isSettled = false;
                }
            }
        }

        schema = schema.With(keyspace);
        foreach (var table in keyspace.Tables.Values)
        {
            if (Refreshed(table, keyspace) is { } other)
            {
                schema = schema.With(other);
            }
        }

        return schema;
    }

    // Null: it is as it was.
    private static UserTypeDefinition? Refreshed(UserTypeDefinition type, Keyspace keyspace)
    {
        var fields = type.Fields.Select(f => Refreshed(f.Type, keyspace) is var t && ReferenceEquals(t, f.Type) ? f : f with { Type = t })
            .ToImmutableArray();
        return UserTypes.AreSame(fields, type.Fields) ? null : new(type.Keyspace, type.Name, fields);
    }

    private static TableDefinition? Refreshed(TableDefinition table, Keyspace keyspace)
    {
        var columns = table.Columns
            .Select(c => Refreshed(c.Type, keyspace) is var t && ReferenceEquals(t, c.Type) ? c : c with { Type = t })
            .ToArray();
        return UserTypes.AreSame(columns, table.Columns) ? null : table.WithColumns(columns);
    }

    private static CqlType Refreshed(CqlType type, Keyspace keyspace) => UserTypes.Refreshed(type, name => keyspace.Types[name].Type);
}
