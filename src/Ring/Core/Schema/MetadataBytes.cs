using System.Text;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema;

/// <summary>
/// How long columns are as drivers are told them, before they are written: a type is written anew wherever it stands, so that a short
/// definition may be long as metadata.
/// </summary>
public static class MetadataBytes
{
    private const int OfNative = 2;
    private const int OfLength = 2;

    // Within a vector types are written as names of classes, and names of fields in hexadecimal digits.
    private const int OfClass = 80;

    /// <summary>Bytes of a column, about; of one that is longer some number beyond <paramref name="most"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="most">Where counting ends.</param>
    public static long Of(string name, CqlType type, long most)
    {
        var bytes = (long)Text(name);
        var rest = new Stack<(CqlType Type, bool IsClass)>();
        rest.Push((type, false));
        while (bytes <= most && rest.TryPop(out var next))
        {
            bytes += next.IsClass ? OfClass : OfNative;
            switch (next.Type)
            {
                case ListType list:
                    rest.Push((list.Element, next.IsClass));
                    break;
                case SetType set:
                    rest.Push((set.Element, next.IsClass));
                    break;
                case MapType map:
                    rest.Push((map.Key, next.IsClass));
                    rest.Push((map.Value, next.IsClass));
                    break;
                case VectorType vector:
                    bytes += OfClass;
                    rest.Push((vector.Element, true));
                    break;
                case TupleType tuple:
                    Push(rest, tuple.Fields, next.IsClass);
                    break;
                case UserType user:
                    bytes += Text(user.Keyspace) + Text(user.Name) + Names(user, most - bytes);
                    Push(rest, user.Fields, next.IsClass);
                    break;
                default:
                    break;
            }
        }

        return bytes;
    }

    private static long Names(UserType user, long most)
    {
        var bytes = 0L;
        for (var i = 0; i < user.FieldNames.Count && bytes <= most; i++)
        {
            bytes += Text(user.FieldNames[i]);
        }

        return bytes;
    }

    private static void Push(Stack<(CqlType Type, bool IsClass)> rest, IReadOnlyList<CqlType> types, bool isClass)
    {
        foreach (var type in types)
        {
            rest.Push((type, isClass));
        }
    }

    private static int Text(string text) => OfLength + Encoding.UTF8.GetByteCount(text);
}
