using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Types;
using Written = Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema;

/// <summary>A type, and whether a cell holds all of it.</summary>
/// <param name="Type">As values know it.</param>
/// <param name="IsMultiCell">A collection or user type that was not frozen.</param>
public readonly record struct ResolvedType(Data.Types.CqlType Type, bool IsMultiCell)
{
    /// <inheritdoc/>
    public override string ToString() => CqlTypeText.Of(Type, IsMultiCell);
}

/// <summary>
/// From a type as it was written to what it is: user types are looked up in the keyspace, and what may be within what is checked. How deep
/// they nest the parser has bounded. Source: Apache <c>CQL3Type.Raw</c>.
/// </summary>
/// <param name="keyspace">The keyspace of the statement: user types may be of no other.</param>
/// <param name="types">Its types; null: there is no such keyspace, so that none is found.</param>
public readonly struct TypeLookup(string keyspace, Keyspace? types)
{
    /// <summary>The type of a column, a field, or a value.</summary>
    /// <exception cref="CqlException">There is none, or it holds what it may not.</exception>
    public ResolvedType Find(Written.CqlType written)
    {
        try
        {
            return Find(written, isFrozen: false);
        }
        catch (CqlTypeException e)
        {
            throw Invalid($"The type is refused: {e.Message}");
        }
    }

    private ResolvedType Find(Written.CqlType written, bool isFrozen) => written switch
    {
        Written.NativeType native => new(Native(native.Name), false),
        Written.FrozenType frozen => Find(frozen.Type, isFrozen: true),
        Written.ListType list => new(new Data.Types.ListType(Element(list, list.Element, isFrozen)), !isFrozen),
        Written.SetType set => new(new Data.Types.SetType(Key(set, set.Element, isFrozen)), !isFrozen),
        Written.MapType map => Map(map, isFrozen),
        Written.TupleType tuple => new(Tuple(tuple), false),
        Written.VectorType vector => new(Vector(vector), false),
        Written.UserType user => new(User(user.Name), !isFrozen),
        Written.CustomType custom => Custom(custom.Class),
        _ => throw new InvalidOperationException($"{written.GetType().Name} is no type"),
    };

    private static Data.Types.NativeType Native(string name) => name switch
    {
        "text" or "varchar" => Data.Types.NativeType.Varchar,
        _ => Enum.TryParse<CqlKind>(name, ignoreCase: true, out var kind) && Data.Types.NativeType.Of(kind) is { } type
            ? type
            : throw new InvalidOperationException($"{name} is no type without parameters"),
    };

    private ResolvedType Map(Written.MapType map, bool isFrozen)
    {
        RefuseNotFrozen(map, map.Value, isFrozen);
        RefuseCounter(map, map.Value, isFrozen);
        var key = Key(map, map.Key, isFrozen);
        return new(new Data.Types.MapType(key, Find(map.Value, isFrozen: true).Type), !isFrozen);
    }

    private Data.Types.CqlType Element(Written.CqlType of, Written.CqlType element, bool isFrozen)
    {
        RefuseNotFrozen(of, element, isFrozen);
        RefuseCounter(of, element, isFrozen);
        return Find(element, isFrozen: true).Type;
    }

    // By what is sorted: an interval of months and days has no order.
    private Data.Types.CqlType Key(Written.CqlType of, Written.CqlType key, bool isFrozen)
    {
        if (of is Written.SetType)
        {
            RefuseNotFrozen(of, key, isFrozen);
        }

        RefuseCounter(of, key, isFrozen);
        if (key is Written.NativeType { Name: "duration" })
        {
            var where = of is Written.SetType ? "inside sets" : "as map keys";
            throw Invalid($"Durations are not allowed {where}: {Text(of, isFrozen)}");
        }

        if (of is Written.MapType)
        {
            RefuseNotFrozen(of, key, isFrozen);
        }

        return Find(key, isFrozen: true).Type;
    }

    private static void RefuseNotFrozen(Written.CqlType of, Written.CqlType inner, bool isFrozen)
    {
        if (!isFrozen && inner is Written.ListType or Written.SetType or Written.MapType or Written.UserType)
        {
            var what = inner is Written.UserType ? "UDTs" : "collections";
            throw Invalid($"Non-frozen {what} are not allowed inside collections: {Text(of, isFrozen: false)}");
        }
    }

    private static void RefuseCounter(Written.CqlType of, Written.CqlType inner, bool isFrozen)
    {
        if (inner is Written.NativeType { Name: "counter" })
        {
            throw Invalid($"Counters are not allowed inside collections: {Text(of, isFrozen)}");
        }
    }

    private Data.Types.TupleType Tuple(Written.TupleType tuple)
    {
        var fields = ImmutableArray.CreateBuilder<Data.Types.CqlType>(tuple.Elements.Length);
        foreach (var element in tuple.Elements)
        {
            if (element is Written.NativeType { Name: "counter" })
            {
                throw Invalid("Counters are not allowed inside tuples");
            }

            fields.Add(Find(element, isFrozen: true).Type);
        }

        return new(fields.MoveToImmutable());
    }

    private Data.Types.VectorType Vector(Written.VectorType vector)
    {
        var element = Find(vector.Element, isFrozen: true).Type;
        return vector.Dimension > 0
            ? new(element, vector.Dimension)
            : throw Invalid($"vectors may only have positive dimensions; given {vector.Dimension}");
    }

    private Data.Types.UserType User(QualifiedName name)
    {
        if (name.Keyspace is { } other && other != keyspace)
        {
            throw Invalid(
                $"Statement on keyspace {keyspace} cannot refer to a user type in keyspace {other}; "
                + "user types can only be used in the keyspace they are defined in");
        }

        return types?.FindType(name.Name)?.Type ?? throw Invalid($"Unknown type {keyspace}.{name.Name}");
    }

    // What has a name of CQL is that type; only what has none stays a class.
    private static ResolvedType Custom(string javaClass)
    {
        var type = MarshalName.Parse(javaClass, TypeLimits.MaxDepth);
        var isCollection = type is Data.Types.ListType or Data.Types.SetType or Data.Types.MapType;
        return type is not Data.Types.CustomType
            ? new(type, isCollection && !javaClass.Contains(MarshalName.Frozen, StringComparison.Ordinal))
            : throw new CqlException(
                CqlErrorCode.SyntaxError, $"Error setting type {javaClass}: Unable to find abstract-type class '{WithPackage(javaClass)}'");
    }

    private static string WithPackage(string javaClass) =>
        javaClass.Contains('.', StringComparison.Ordinal) ? javaClass : MarshalName.Package + javaClass;

    // As it would be written: what is within a frozen type is frozen.
    private static string Text(Written.CqlType type, bool isFrozen) => WrittenTypeText.Of(type, isFrozen);

    private static CqlException Invalid(string message) => new(CqlErrorCode.Invalid, message);
}
