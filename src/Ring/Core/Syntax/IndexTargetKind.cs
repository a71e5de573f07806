namespace Hathi.Ring.Core.Syntax;

/// <summary>What of a column is indexed.</summary>
public enum IndexTargetKind
{
    /// <summary>The column, of a collection its values.</summary>
    Simple,

    /// <summary><c>VALUES(column)</c>.</summary>
    Values,

    /// <summary><c>KEYS(column)</c>.</summary>
    Keys,

    /// <summary><c>ENTRIES(column)</c>.</summary>
    Entries,

    /// <summary><c>FULL(column)</c>, of a frozen collection.</summary>
    Full,
}
