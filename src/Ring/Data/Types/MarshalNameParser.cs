using System.Globalization;
using System.Text;

namespace Hathi.Ring.Data.Types;

/// <summary>Reads a name of <see cref="MarshalName"/>: a class, what it is made of in brackets.</summary>
internal ref struct MarshalNameParser(string name, int maxDepth)
{
    private ReadOnlySpan<char> _rest = name;

    /// <summary>The type of the whole name; null: not one of ours.</summary>
    internal CqlType? TryAll() => TryOne(1) is { } type && Trim().IsEmpty ? type : null;

    private CqlType? TryOne(int depth)
    {
        var javaClass = Word();
        if (depth > maxDepth || javaClass.IsEmpty)
        {
            return null;
        }

        var isOurs = javaClass.StartsWith(MarshalName.Package, StringComparison.Ordinal);
        return (isOurs ? javaClass[MarshalName.Package.Length..] : javaClass) switch
        {
            MarshalName.Frozen or MarshalName.Reversed => TryList(depth) is [var inner] ? inner : null,
            MarshalName.List => TryList(depth) is [var element] ? new ListType(element) : null,
            MarshalName.Set => TryList(depth) is [var element] ? new SetType(element) : null,
            MarshalName.Map => TryList(depth) is [var key, var value] ? new MapType(key, value) : null,
            MarshalName.Tuple => TryList(depth) is { Count: > 0 } fields ? new TupleType(fields) : null,
            MarshalName.Vector => TryVector(depth),
            MarshalName.User => TryUser(depth),
            var native => Native(native),
        };
    }

    private static NativeType? Native(ReadOnlySpan<char> javaClass)
    {
        foreach (var type in NativeType.All)
        {
            if (javaClass.SequenceEqual(type.JavaClass))
            {
                return type;
            }
        }

        return null;
    }

    // (type,type)
    private List<CqlType>? TryList(int depth)
    {
        var types = new List<CqlType>();
        if (!TryChar('('))
        {
            return null;
        }

        do
        {
            if (TryOne(depth + 1) is not { } type)
            {
                return null;
            }

            types.Add(type);
        }
        while (TryChar(','));
        return TryChar(')') ? types : null;
    }

    // (type , number)
    private VectorType? TryVector(int depth) =>
        TryChar('(') && TryOne(depth + 1) is { } element && TryChar(',')
        && int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var dimension) && dimension > 0 && TryChar(')')
            ? new VectorType(element, dimension)
            : null;

    // (keyspace,hex,hex:type,hex:type)
    private UserType? TryUser(int depth)
    {
        if (!TryChar('('))
        {
            return null;
        }

        var keyspace = Word().ToString();
        if (!TryChar(',') || Text(Word()) is not { } typeName)
        {
            return null;
        }

        var names = new List<string>();
        var fields = new List<CqlType>();
        while (TryChar(','))
        {
            if (Text(Word()) is not { } fieldName || !TryChar(':') || TryOne(depth + 1) is not { } field)
            {
                return null;
            }

            names.Add(fieldName);
            fields.Add(field);
        }

        return TryChar(')') ? new UserType(keyspace, typeName, names, fields) : null;
    }

    private static string? Text(ReadOnlySpan<char> hex)
    {
        var bytes = new byte[hex.Length / 2];
        return hex.Length % 2 == 0 && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            && System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : null;
    }

    private bool TryChar(char wanted)
    {
        if (!Trim().StartsWith(wanted))
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    private ReadOnlySpan<char> Word()
    {
        var end = Trim().IndexOfAny("(),: ");
        var word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    private ReadOnlySpan<char> Trim() => _rest = _rest.TrimStart(' ');
}
