using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema;

/// <summary>A type that a user has made. Immutable.</summary>
/// <param name="Keyspace">Whose it is.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Fields">In the order in which values have them; only added to and renamed.</param>
public sealed record UserTypeDefinition(string Keyspace, string Name, ImmutableArray<UserTypeField> Fields)
{
    /// <summary>As values and the wire know it.</summary>
    public UserType Type { get; } = new(
        Keyspace, Name, Fields.Select(static f => f.Name).ToImmutableArray(), Fields.Select(static f => f.Type).ToImmutableArray());

    /// <summary>Bytes in memory, about.</summary>
    internal long Weight { get; } = SchemaWeight.Of(Fields);

    /// <summary>Where a field is; -1: it has none of this name.</summary>
    public int IndexOf(string field)
    {
        for (var i = 0; i < Fields.Length; i++)
        {
            if (Fields[i].Name == field)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A field of a user type.</summary>
/// <param name="Name">As it is, without quotes.</param>
/// <param name="Type">Of its values.</param>
/// <param name="IsMultiCell">It was declared without <c>frozen</c>, where that may be left out: so the schema shows it.</param>
public sealed record UserTypeField(string Name, CqlType Type, bool IsMultiCell)
{
    /// <summary>Its type as Cassandra's schema writes it.</summary>
    public string TypeText => CqlTypeText.Of(Type, IsMultiCell);
}
