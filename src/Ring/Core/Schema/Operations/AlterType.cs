using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary><c>ALTER TYPE</c>. Source: Apache <c>AlterTypeStatement</c>.</summary>
internal static class AlterType
{
    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, AlterTypeStatement statement)
    {
        var keyspace = Owners.Of(statement.Name, request.Keyspace);
        var name = statement.Name.Name;
        Owners.MayAlterIn(context, keyspace);
        var owner = context.Schema.FindKeyspace(keyspace);
        if (owner?.FindType(name) is not { } type)
        {
            return statement.IfExists ? context.Unchanged() : throw Refusals.Invalid($"Type {keyspace}.{name} doesn't exist");
        }

        var changed = statement.Change switch
        {
            AddField add => Add(owner, type, add),
            RenameFields rename => Rename(type, rename),
            ChangeFieldType => throw Refusals.Invalid("Altering field types is no longer supported"),
            _ => throw new InvalidOperationException($"{statement.Change.GetType().Name} is no change of a type"),
        };
        if (changed is not { } fields)
        {
            return context.Unchanged();
        }

        var tables = TypeChanges.Commit(context, keyspace, name, fields);
        return context.Changed(ChangeKind.Updated, ChangeTarget.Type, keyspace, name) with { Set = tables };
    }

    private static ImmutableArray<UserTypeField>? Add(Keyspace owner, UserTypeDefinition type, AddField add)
    {
        var full = $"{owner.Name}.{type.Name}";
        CreateType.CheckField(add.Field.Type);
        if (type.IndexOf(add.Field.Name) >= 0)
        {
            return add.IfNotExists
                ? null
                : throw Refusals.Invalid(
                    $"Cannot add field {add.Field.Name} to type {full}: a field with name {add.Field.Name} already exists");
        }

        var field = CreateType.FieldOf(add.Field, owner);
        var start = $"Cannot add new field {field.Name} of type {Said(field, owner)} to user type {full} as";
        if (UserTypes.Uses(field.Type, type.Name))
        {
            throw Refusals.Invalid($"{start} it would create a circular reference");
        }

        var keyed = owner.Tables.Values.Where(t => t.PartitionKey.Any(c => UserTypes.Uses(c.Type, type.Name))).ToArray();
        if (keyed.Length > 0)
        {
            throw Refusals.Invalid(
                $"{start} the type is being used in partition key by the following tables: {string.Join<TableDefinition>(", ", keyed)}");
        }

        return type.Fields.Length < SchemaLimits.MaxFields
            ? type.Fields.Add(field)
            : throw Refusals.Invalid($"A user type has at most {SchemaLimits.MaxFields} fields");
    }

    // A user type by itself is told with its keyspace.
    private static string Said(UserTypeField field, Keyspace owner) =>
        field.Type is Data.Types.UserType user ? $"frozen<{owner.Name}.{user.Name}>" : field.TypeText;

    // All by their names of before; the last of one name holds.
    private static ImmutableArray<UserTypeField>? Rename(UserTypeDefinition type, RenameFields rename)
    {
        var fields = type.Fields.ToBuilder();
        var isChanged = false;
        foreach (var (from, to) in rename.Names)
        {
            var index = type.IndexOf(from);
            if (index < 0)
            {
                if (rename.IfExists)
                {
                    continue;
                }

                throw Refusals.Invalid($"Unkown field {from} in user type {type.Keyspace}.{type.Name}");
            }

            CreateType.CheckLength(to);
            fields[index] = type.Fields[index] with { Name = to };
            isChanged |= from != to;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (!names.Add(field.Name))
            {
                throw Refusals.Invalid($"Duplicate field name {field.Name} in type {type.Keyspace}");
            }
        }

        return isChanged ? fields.ToImmutable() : null;
    }
}
