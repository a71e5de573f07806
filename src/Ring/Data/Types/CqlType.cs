namespace Hathi.Ring.Data.Types;

/// <summary>
/// A type of CQL as the wire tells it. Frozen or not is no part of it: the wire has the same bytes for both. Two that are composed alike
/// are equal. Immutable.
/// </summary>
public abstract record CqlType
{
    private protected CqlType(CqlKind kind, int depth, long nodes)
    {
        if (depth > TypeLimits.MaxDepth || nodes > TypeLimits.MaxNodes)
        {
            throw new CqlTypeException(
                depth > TypeLimits.MaxDepth
                    ? $"a type that is composed of more than {TypeLimits.MaxDepth} within each other"
                    : $"a type that is composed of more than {TypeLimits.MaxNodes}");
        }

        Kind = kind;
        Depth = depth;
        Nodes = (int)nodes;
    }

    /// <summary>What it is. A vector is custom, as it is on the wire.</summary>
    public CqlKind Kind { get; }

    /// <summary>Types within types, itself included; <see cref="TypeLimits.MaxDepth"/> at most.</summary>
    public int Depth { get; }

    /// <summary>
    /// Types that it is made of, itself included; <see cref="TypeLimits.MaxNodes"/> at most. One that is in it twice counts twice:
    /// it is written and compared twice.
    /// </summary>
    public int Nodes { get; }

    /// <summary>
    /// Bytes of each value; 0 where they differ, or Apache says so: of smallint, tinyint, date and time it does, and vectors of them are
    /// laid out accordingly.
    /// </summary>
    public virtual int FixedLength => 0;
}
