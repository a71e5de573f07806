using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using CqlType = Hathi.Ring.Data.Types.CqlType;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>Types as they are written in statements on rows: before a value, in a CAST.</summary>
internal static class TypeNames
{
    /// <summary>The type of a text.</summary>
    /// <exception cref="CqlException">There is none.</exception>
    public static CqlType Resolve(RingSchema schema, string keyspace, Syntax.CqlType type) =>
        new TypeLookup(keyspace, schema.FindKeyspace(keyspace)).Find(type).Type;
}
