using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema;

/// <summary>
/// User types within others: a definition holds all of what it is made of, so that a change of one is a change of whatever has it in it.
/// How deep types nest <see cref="TypeLimits.MaxDepth"/> bounds.
/// </summary>
internal static class UserTypes
{
    /// <summary>The type with user types as a keyspace has them now; the same object where nothing is another.</summary>
    /// <param name="type">Whose user types may be old, or only names.</param>
    /// <param name="find">The user type of a name.</param>
    public static CqlType Refreshed(CqlType type, Func<string, UserType> find)
    {
        switch (type)
        {
            case UserType user:
                var current = find(user.Name);
                return ReferenceEquals(user, current) || user.Equals(current) ? user : current;
            case ListType list:
                var element = Refreshed(list.Element, find);
                return ReferenceEquals(element, list.Element) ? list : new ListType(element);
            case SetType set:
                var member = Refreshed(set.Element, find);
                return ReferenceEquals(member, set.Element) ? set : new SetType(member);
            case MapType map:
                var (key, value) = (Refreshed(map.Key, find), Refreshed(map.Value, find));
                return ReferenceEquals(key, map.Key) && ReferenceEquals(value, map.Value) ? map : new MapType(key, value);
            case VectorType vector:
                var item = Refreshed(vector.Element, find);
                return ReferenceEquals(item, vector.Element) ? vector : new VectorType(item, vector.Dimension);
            case TupleType tuple:
                var fields = tuple.Fields.Select(f => Refreshed(f, find)).ToImmutableArray();
                return AreSame(fields, tuple.Fields) ? tuple : new TupleType(fields);
            default:
                return type;
        }
    }

    /// <summary>Whether both hold the same objects.</summary>
    public static bool AreSame<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
        where T : class
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (!ReferenceEquals(a[i], b[i]))
            {
                return false;
            }
        }

        return a.Count == b.Count;
    }

    /// <summary>Whether a user type is within a type, at any depth.</summary>
    public static bool Uses(CqlType type, string name) => Any(type, t => t is UserType user && user.Name == name);

    /// <summary>Whether it is made of months, days and nanoseconds, which have no order; in a vector Cassandra does not look.</summary>
    public static bool UsesDuration(CqlType type) => type is not VectorType && Any(type, static t => t == NativeType.Duration);

    /// <summary>What is left of a type when the user types in it may go: tuples of the same fields.</summary>
    public static CqlType WithTuples(CqlType type) => type switch
    {
        UserType user => new TupleType(user.Fields.Select(WithTuples).ToImmutableArray()),
        TupleType tuple => new TupleType(tuple.Fields.Select(WithTuples).ToImmutableArray()),
        ListType list => new ListType(WithTuples(list.Element)),
        SetType set => new SetType(WithTuples(set.Element)),
        MapType map => new MapType(WithTuples(map.Key), WithTuples(map.Value)),
        VectorType vector => new VectorType(WithTuples(vector.Element), vector.Dimension),
        _ => type,
    };

    private static bool Any(CqlType type, Func<CqlType, bool> isIt) => isIt(type) || type switch
    {
        ListType list => Any(list.Element, isIt),
        SetType set => Any(set.Element, isIt),
        MapType map => Any(map.Key, isIt) || Any(map.Value, isIt),
        VectorType vector => Any(vector.Element, isIt),
        TupleType tuple => tuple.Fields.Any(f => Any(f, isIt)),
        UserType user => user.Fields.Any(f => Any(f, isIt)),
        _ => false,
    };
}
