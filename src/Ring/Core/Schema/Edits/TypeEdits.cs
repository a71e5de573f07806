using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.State;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>A user type is new or another, and with it all that has it in it.</summary>
internal readonly struct TypeSet(string keyspace, string name, ImmutableArray<UserTypeField> fields) : IEdit<TypeSet, SchemaState>
{
    public static TypeSet Read(ref RecordReader reader)
    {
        var keyspace = reader.Text();
        var name = reader.Text();
        var fields = ImmutableArray.CreateBuilder<UserTypeField>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var field = reader.Text();
            var isMultiCell = reader.Flag();
            fields.Add(new(field, reader.Type(), isMultiCell));
        }

        return new TypeSet(keyspace, name, fields.ToImmutable());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.TypeSet);
        writer.Text(keyspace);
        writer.Text(name);
        writer.Unsigned(fields.Length);
        foreach (var field in fields)
        {
            writer.Text(field.Name);
            writer.Flag(field.IsMultiCell);
            writer.Type(field.Type);
        }
    }

    public void Apply(SchemaState state)
    {
        var owner = Owned.Keyspace(state, keyspace);
        var self = name;
        try
        {
            var whole = fields.Select(f => f with { Type = StoredTypes.Whole(f.Type, owner, except: self) }).ToImmutableArray();
            state.Change(SchemaState.With(state.Schema, new UserTypeDefinition(keyspace, name, whole)));
        }
        catch (CqlTypeException e)
        {
            throw EditFields.Damaged($"has {e.Message}");
        }
    }
}

/// <summary>A user type is gone.</summary>
internal readonly struct TypeDropped(string keyspace, string name) : IEdit<TypeDropped, SchemaState>
{
    public static TypeDropped Read(ref RecordReader reader)
    {
        var keyspace = reader.Text();
        return new TypeDropped(keyspace, reader.Text());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.TypeDropped);
        writer.Text(keyspace);
        writer.Text(name);
    }

    public void Apply(SchemaState state)
    {
        var owner = Owned.Keyspace(state, keyspace);
        if (StoredTypes.IsUsed(owner, name))
        {
            throw EditFields.Damaged($"drops the type '{keyspace}.{name}', which is in use,");
        }

        state.Change(state.Schema.With(owner with { Types = owner.Types.Remove(name) }));
    }
}

/// <summary>Types that were read, of which user types have but a name yet.</summary>
internal static class StoredTypes
{
    /// <summary>With user types as the keyspace has them.</summary>
    /// <param name="type">As it was read.</param>
    /// <param name="keyspace">Where user types are looked up.</param>
    /// <param name="except">One that may not be in it, for it would be in itself; empty: none.</param>
    /// <exception cref="FormatException">There is no such user type.</exception>
    public static CqlType Whole(CqlType type, Keyspace keyspace, string except) =>
        UserTypes.Refreshed(type, name => keyspace.FindType(name) is { } found && (except.Length == 0 || !IsIn(except, found))
            ? found.Type
            : throw EditFields.Damaged($"has the type '{keyspace.Name}.{name}', which is not there,"));

    public static bool IsUsed(Keyspace keyspace, string name) =>
        keyspace.Types.Values.Any(t => t.Fields.Any(f => UserTypes.Uses(f.Type, name)))
        || keyspace.Tables.Values.Any(t => t.Columns.Any(c => UserTypes.Uses(c.Type, name)));

    private static bool IsIn(string name, UserTypeDefinition type) => UserTypes.Uses(type.Type, name);
}
