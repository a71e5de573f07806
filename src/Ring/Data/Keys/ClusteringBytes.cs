namespace Hathi.Ring.Data.Keys;

/// <summary>Bytes that stand between values, and before them. Persisted: golden bytes guard them.</summary>
public static class ClusteringBytes
{
    /// <summary>Behind the first columns of a clustering: below all rows that begin with them.</summary>
    public const byte Below = 0x20;

    /// <summary>Behind the first columns of a clustering: above all rows that begin with them.</summary>
    public const byte Above = 0x60;

    /// <summary>Ends a whole clustering, so that it lies between its own bounds; scales of decimals may follow, first one last.</summary>
    internal const byte Whole = 0x38;

    /// <summary>Ends what has no fixed number of elements; below whatever begins one.</summary>
    internal const byte End = 0x00;

    /// <summary>Null, in a tuple or user type.</summary>
    internal const byte Null = 0x3E;

    /// <summary>A value of no bytes.</summary>
    internal const byte Empty = 0x3F;

    /// <summary>A value of some.</summary>
    internal const byte Value = 0x40;

    /// <summary>A value of no bytes, which comes last where larger ones come first.</summary>
    internal const byte EmptyLast = 0x41;
}
