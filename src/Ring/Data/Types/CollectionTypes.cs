namespace Hathi.Ring.Data.Types;

/// <summary>A list.</summary>
/// <param name="Element">Of its elements.</param>
public sealed record ListType(CqlType Element) : CqlType(CqlKind.List, Element.Depth + 1, Element.Nodes + 1);

/// <summary>A set.</summary>
/// <param name="Element">Of its elements.</param>
public sealed record SetType(CqlType Element) : CqlType(CqlKind.Set, Element.Depth + 1, Element.Nodes + 1);

/// <summary>A map.</summary>
/// <param name="Key">Of its keys.</param>
/// <param name="Value">Of its values.</param>
public sealed record MapType(CqlType Key, CqlType Value)
    : CqlType(CqlKind.Map, Math.Max(Key.Depth, Value.Depth) + 1, (long)Key.Nodes + Value.Nodes + 1);

/// <summary>
/// So many elements, none of them null. Its elements' length is not told where it is known: they lie one behind the other.
/// </summary>
/// <param name="Element">Of its elements.</param>
/// <param name="Dimension">How many, at least one.</param>
public sealed record VectorType(CqlType Element, int Dimension) : CqlType(CqlKind.Custom, Element.Depth + 1, Element.Nodes + 1)
{
    /// <inheritdoc/>
    public override int FixedLength => (long)Element.FixedLength * Dimension is var bytes and <= int.MaxValue ? (int)bytes : int.MaxValue;
}

/// <summary>What only its class knows.</summary>
/// <param name="JavaClass">Its name, with package and parameters.</param>
public sealed record CustomType(string JavaClass) : CqlType(CqlKind.Custom, 1, 1);
