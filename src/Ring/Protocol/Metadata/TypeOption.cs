using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Protocol.Metadata;

/// <summary>
/// Types as metadata tell them: a number, and what it is made of. What a version has no number for goes by the name of its class, as
/// vectors do in all. Source: <c>native_protocol_v5.spec</c>, section 4.2.5.2.
/// </summary>
public static class TypeOption
{
    /// <summary>Cassandra's other number for varchar.</summary>
    private const ushort Text = 0x000A;

    // A field has a name of no bytes and a type of two.
    private const int LeastFieldBytes = 4;
    private const int LeastTypeBytes = 2;

    /// <summary>Writes a type.</summary>
    public static void Write(WireBuffer buffer, CqlType type, ProtocolVersion version)
    {
        var number = type is NativeType && version < Since(type.Kind) ? CqlKind.Custom : type.Kind;
        buffer.PutShort((ushort)number);
        switch (type)
        {
            case ListType list:
                Write(buffer, list.Element, version);
                break;
            case SetType set:
                Write(buffer, set.Element, version);
                break;
            case MapType map:
                Write(buffer, map.Key, version);
                Write(buffer, map.Value, version);
                break;
            case TupleType tuple:
                buffer.PutCount(tuple.Fields.Count);
                WriteAll(buffer, tuple.Fields, version);
                break;
            case UserType user:
                WriteUserType(buffer, user, version);
                break;
            default:
                if (number == CqlKind.Custom)
                {
                    buffer.PutString(MarshalName.Of(type));
                }

                break;
        }
    }

    /// <summary>Reads a type.</summary>
    /// <exception cref="ProtocolException">It is none, or composed deeper than <see cref="TypeLimits.MaxDepth"/>.</exception>
    public static CqlType Read(scoped ref WireReader reader)
    {
        try
        {
            return Read(ref reader, 1);
        }
        catch (CqlTypeException e)
        {
            throw ProtocolException.Invalid(e.Message);
        }
    }

    // The version that first had a number for it; older ones name the class.
    private static ProtocolVersion Since(CqlKind kind) => kind switch
    {
        CqlKind.Date or CqlKind.Time or CqlKind.Smallint or CqlKind.Tinyint => ProtocolVersion.V4,
        CqlKind.Duration => ProtocolVersion.V5,
        _ => ProtocolVersion.V3,
    };

    private static CqlType Read(scoped ref WireReader reader, int depth)
    {
        if (depth > TypeLimits.MaxDepth)
        {
            throw ProtocolException.Damaged($"a type that is composed of more than {TypeLimits.MaxDepth} within each other");
        }

        var number = reader.Short();
        switch ((CqlKind)number)
        {
            case CqlKind.Custom:
                return MarshalName.Parse(reader.String(), TypeLimits.MaxDepth - depth + 1);
            case CqlKind.List:
                return new ListType(Read(ref reader, depth + 1));
            case CqlKind.Set:
                return new SetType(Read(ref reader, depth + 1));
            case CqlKind.Map:
                var key = Read(ref reader, depth + 1);
                return new MapType(key, Read(ref reader, depth + 1));
            case CqlKind.Tuple:
                return ReadTuple(ref reader, depth);
            case CqlKind.UserType:
                return ReadUserType(ref reader, depth);
            default:
                return NativeType.Of(number == Text ? CqlKind.Varchar : (CqlKind)number)
                    ?? throw ProtocolException.Damaged($"Unknown option id {number}");
        }
    }

    private static TupleType ReadTuple(scoped ref WireReader reader, int depth)
    {
        var fields = new CqlType[reader.Count(reader.Short(), LeastTypeBytes, "a tuple")];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = Read(ref reader, depth + 1);
        }

        return new TupleType(fields);
    }

    private static UserType ReadUserType(scoped ref WireReader reader, int depth)
    {
        var keyspace = reader.String();
        var name = reader.String();
        var fields = new CqlType[reader.Count(reader.Short(), LeastFieldBytes, "a user type")];
        var names = new string[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            names[i] = reader.String();
            fields[i] = Read(ref reader, depth + 1);
        }

        return new UserType(keyspace, name, names, fields);
    }

    private static void WriteUserType(WireBuffer buffer, UserType user, ProtocolVersion version)
    {
        buffer.PutString(user.Keyspace);
        buffer.PutString(user.Name);
        buffer.PutCount(user.Fields.Count);
        for (var i = 0; i < user.Fields.Count; i++)
        {
            buffer.PutString(user.FieldNames[i]);
            Write(buffer, user.Fields[i], version);
        }
    }

    private static void WriteAll(WireBuffer buffer, IReadOnlyList<CqlType> types, ProtocolVersion version)
    {
        foreach (var type in types)
        {
            Write(buffer, type, version);
        }
    }
}
