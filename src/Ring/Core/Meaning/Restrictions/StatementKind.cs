namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary>Which statement a WHERE is of: not all take the same.</summary>
internal enum StatementKind
{
    /// <summary>Reads.</summary>
    Select,

    /// <summary>Writes whole rows, each by its key.</summary>
    Update,

    /// <summary>Takes rows away.</summary>
    Delete,
}
