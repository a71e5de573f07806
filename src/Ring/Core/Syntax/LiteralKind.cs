namespace Hathi.Ring.Core.Syntax;

/// <summary>What a constant looks like, from which follows which types it may be of.</summary>
public enum LiteralKind
{
    /// <summary>In quotes or between dollars.</summary>
    String,

    /// <summary>Digits, with a sign or without.</summary>
    Integer,

    /// <summary>With a point or an exponent; <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    Float,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>32 hexadecimal digits in five groups.</summary>
    Uuid,

    /// <summary>A blob: <c>0x</c> and hexadecimal digits, as many as there were, even or not.</summary>
    Hex,

    /// <summary>In one of three spellings: <c>1h30m</c>, <c>P1Y2M3DT4H5M6S</c> (or <c>P1W</c>), <c>P0001-02-03T04:05:06</c>.</summary>
    Duration,
}
