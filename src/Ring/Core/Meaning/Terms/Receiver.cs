using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>What a value is for: a column, what is in one, or something of the statement itself.</summary>
/// <param name="Name">As messages and the metadata of variables have it.</param>
/// <param name="Type">Of its values.</param>
/// <param name="IsMultiCell">Not frozen.</param>
internal readonly record struct Receiver(string Name, CqlType Type, bool IsMultiCell)
{
    /// <summary>The column that it is, and not something in it.</summary>
    public Column? Column { get; private init; }

    /// <summary>The type as messages have it.</summary>
    public string TypeText => CqlTypeText.Of(Type, IsMultiCell);

    /// <summary>A column.</summary>
    public static Receiver Of(Column column) => new(column.Name, column.Type, column.IsMultiCell) { Column = column };

    /// <summary>Something by the name.</summary>
    public static Receiver Of(string name, CqlType type) => new(name, type, false);
}
