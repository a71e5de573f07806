using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema;

/// <summary>A column that a table had. Under its name a new one may come, of the same type, with an id of its own.</summary>
/// <param name="Name">As it was.</param>
/// <param name="Kind">Static or regular; others are not dropped.</param>
/// <param name="Type">Of its values.</param>
/// <param name="DroppedAt">Microseconds since 1970.</param>
public sealed record DroppedColumn(string Name, ColumnKind Kind, CqlType Type, long DroppedAt)
{
    /// <summary>It was a collection or user type that is not frozen.</summary>
    public bool IsMultiCell { get; init; }
}
