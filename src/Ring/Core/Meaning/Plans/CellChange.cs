using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.Meaning.Plans;

/// <summary>What a statement does to a column.</summary>
internal enum CellChangeKind
{
    /// <summary>The column gets a value, or none; one of many cells loses all it had before.</summary>
    Set,

    /// <summary>Elements are put behind those of a list, or into a set or map.</summary>
    Add,

    /// <summary>Elements are put before those of a list.</summary>
    Prepend,

    /// <summary>Elements of a set, or keys of a map, are taken away.</summary>
    Remove,

    /// <summary>An entry of a map gets a value, or goes.</summary>
    SetEntry,

    /// <summary>A field of a user type gets a value, or goes.</summary>
    SetField,

    /// <summary>The column loses what it holds.</summary>
    Delete,

    /// <summary>An element of a set or an entry of a map goes.</summary>
    DeleteElement,
}

/// <summary>A change of a column.</summary>
/// <param name="Column">Which.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="Key">Of an element; null where there is none.</param>
/// <param name="Field">Of a user type.</param>
internal sealed record CellChange(Column Column, CellChangeKind Kind, Term? Value, Term? Key, short Field);
