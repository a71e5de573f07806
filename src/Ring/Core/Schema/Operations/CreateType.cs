using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>CREATE TYPE</c>. Source: Apache <c>CreateTypeStatement</c>.</summary>
internal static class CreateType
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, CreateTypeStatement statement)
    {
        var keyspace = Owners.Of(statement.Name, request.Keyspace);
        var name = statement.Name.Name;
        Owners.MayCreateIn(context, keyspace);
        var owner = context.Schema.FindKeyspace(keyspace) ?? throw Refusals.Invalid($"Keyspace '{keyspace}' doesn't exist");
        if (owner.FindType(name) is not null)
        {
            return statement.IfNotExists ? context.Unchanged() : throw Refusals.Invalid($"A user type with name '{name}' already exists");
        }

        CheckCounts(owner, statement);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in statement.Fields)
        {
            if (!names.Add(field.Name))
            {
                throw Refusals.Invalid($"Duplicate field name '{field.Name}' in type '{name}'");
            }
        }

        foreach (var field in statement.Fields)
        {
            CheckField(field.Type);
        }

        var fields = statement.Fields.Select(f => FieldOf(f, owner)).ToImmutableArray();
        TypeChanges.Commit(context, keyspace, name, fields);
        return context.Changed(ChangeKind.Created, ChangeTarget.Type, keyspace, name);
    }

    /// <summary>What no field may be, whether there is such a type or not.</summary>
    public static void CheckField(CqlType type)
    {
        if (type is NativeType { Name: "counter" })
        {
            throw Refusals.Invalid("A user type cannot contain counters");
        }

        if (type is UserType)
        {
            throw Refusals.Invalid("A user type cannot contain non-frozen UDTs");
        }
    }

    public static UserTypeField FieldOf(FieldDefinition field, Keyspace owner)
    {
        CheckLength(field.Name);
        var type = new TypeLookup(owner.Name, owner).Find(field.Type);
        return new UserTypeField(field.Name, type.Type, type.IsMultiCell);
    }

    public static void CheckLength(string name)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) > SchemaLimits.MaxNameBytes)
        {
            throw Refusals.Invalid($"A name has at most {SchemaLimits.MaxNameBytes} bytes");
        }
    }

    private static void CheckCounts(Keyspace owner, CreateTypeStatement statement)
    {
        CheckLength(statement.Name.Name);
        if (owner.Types.Count >= SchemaLimits.MaxTypes)
        {
            throw Refusals.Invalid($"A keyspace has at most {SchemaLimits.MaxTypes} user types");
        }

        if (statement.Fields.Length > SchemaLimits.MaxFields)
        {
            throw Refusals.Invalid($"A user type has at most {SchemaLimits.MaxFields} fields");
        }
    }
}
