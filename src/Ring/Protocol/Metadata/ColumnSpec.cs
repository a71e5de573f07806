using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Protocol.Metadata;

/// <summary>A column of a result, or a variable of a statement.</summary>
/// <param name="Keyspace">Of its table.</param>
/// <param name="Table">Its table.</param>
/// <param name="Name">Its name, or what was selected.</param>
/// <param name="Type">Its type.</param>
public sealed record ColumnSpec(string Keyspace, string Table, string Name, CqlType Type);
