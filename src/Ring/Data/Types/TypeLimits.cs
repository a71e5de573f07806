namespace Hathi.Ring.Data.Types;

/// <summary>How large a type may become.</summary>
public static class TypeLimits
{
    /// <summary>Types within types: no schema comes near, and each level is one of our stack.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// Types of which one is made: a user type that has another one twice, which has another twice, and so on, doubles with each.
    /// </summary>
    public const int MaxNodes = 1 << 16;
}
