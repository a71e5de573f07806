using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>
/// Whether values of one type are values of another by their bytes: what Cassandra asks of a column that comes back. Here nothing of the
/// one that was dropped would be seen, but who takes the statement there takes it here. Source: Apache
/// <c>AbstractType.isSerializationCompatibleWith</c>.
/// </summary>
internal static class SameBytes
{
    public static bool Hold(CqlType type, CqlType before) => (type, before) switch
    {
        _ when type.Equals(before) => true,
        (NativeType { Kind: CqlKind.Blob }, not NativeType { Kind: CqlKind.Counter }) => true,
        (NativeType { Kind: CqlKind.Varchar }, NativeType { Kind: CqlKind.Ascii }) => true,
        (NativeType { Kind: CqlKind.Bigint }, NativeType { Kind: CqlKind.Timestamp }) => true,
        (NativeType { Kind: CqlKind.Timestamp }, NativeType { Kind: CqlKind.Bigint }) => true,
        (NativeType { Kind: CqlKind.Uuid }, NativeType { Kind: CqlKind.Timeuuid }) => true,
        (ListType a, ListType b) => Hold(a.Element, b.Element),
        (SetType a, SetType b) => a.Element.Equals(b.Element),
        (MapType a, MapType b) => a.Key.Equals(b.Key) && Hold(a.Value, b.Value),
        (TupleType a, TupleType b) => HoldAll(a.Fields, b.Fields),
        _ => false,
    };

    private static bool HoldAll(IReadOnlyList<CqlType> fields, IReadOnlyList<CqlType> before)
    {
        for (var i = 0; i < before.Count; i++)
        {
            if (i >= fields.Count || !Hold(fields[i], before[i]))
            {
                return false;
            }
        }

        return true;
    }
}
