namespace Hathi.Ring.Data.Types;

/// <summary>Fields by place, each of which may be null.</summary>
/// <param name="Fields">Their types.</param>
public sealed record TupleType(IReadOnlyList<CqlType> Fields)
    : CqlType(CqlKind.Tuple, TypeLists.Depth(Fields) + 1, TypeLists.Nodes(Fields) + 1)
{
    private readonly int _hash = TypeLists.Hash(Fields);

    /// <summary>Their types.</summary>
    public IReadOnlyList<CqlType> Fields { get; } = Fields;

    /// <inheritdoc/>
    public bool Equals(TupleType? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Fields.SequenceEqual(other.Fields));

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}

/// <summary>Fields by name, each of which may be null. A value may have fewer than the type, which gets more as time goes.</summary>
/// <param name="Keyspace">Whose it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="FieldNames">Their names.</param>
/// <param name="Fields">Their types, as many.</param>
public sealed record UserType(string Keyspace, string Name, IReadOnlyList<string> FieldNames, IReadOnlyList<CqlType> Fields)
    : CqlType(CqlKind.UserType, TypeLists.Depth(Fields) + 1, TypeLists.Nodes(Fields) + 1)
{
    // What is within it has its own already, so that none is looked at twice.
    private readonly int _hashOfFields = TypeLists.Hash(Fields);
    private Dictionary<string, int>? _places;

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> FieldNames { get; } = FieldNames;

    /// <summary>Their types, as many.</summary>
    public IReadOnlyList<CqlType> Fields { get; } = Fields;

    /// <summary>The place of a field; -1: there is none. Clients say how many fields they name, so none is looked for one by one.</summary>
    public int IndexOf(string field) => (_places ??= Places()).GetValueOrDefault(field, -1);

    /// <inheritdoc/>
    public bool Equals(UserType? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hashOfFields == other._hashOfFields && Keyspace == other.Keyspace && Name == other.Name
            && FieldNames.SequenceEqual(other.FieldNames) && Fields.SequenceEqual(other.Fields));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Keyspace, Name, _hashOfFields);

    private Dictionary<string, int> Places()
    {
        var places = new Dictionary<string, int>(FieldNames.Count);
        for (var i = 0; i < FieldNames.Count; i++)
        {
            places.TryAdd(FieldNames[i], i);
        }

        return places;
    }
}

/// <summary>Of several types.</summary>
internal static class TypeLists
{
    internal static int Depth(IReadOnlyList<CqlType> types)
    {
        var depth = 0;
        foreach (var type in types)
        {
            depth = Math.Max(depth, type.Depth);
        }

        return depth;
    }

    internal static long Nodes(IReadOnlyList<CqlType> types)
    {
        var nodes = 0L;
        foreach (var type in types)
        {
            nodes += type.Nodes;
        }

        return nodes;
    }

    internal static int Hash(IReadOnlyList<CqlType> types)
    {
        var hash = default(HashCode);
        foreach (var type in types)
        {
            hash.Add(type);
        }

        return hash.ToHashCode();
    }
}
