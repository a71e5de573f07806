using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Meaning.Plans;

/// <summary>What is made of a column's values.</summary>
internal enum AggregateKind
{
    /// <summary>How many there are.</summary>
    Count,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>All together.</summary>
    Sum,

    /// <summary>All together, divided by how many there are.</summary>
    Average,
}

/// <summary>What is made of which values.</summary>
/// <param name="Kind">What.</param>
/// <param name="Type">Of the values.</param>
internal sealed record Aggregate(AggregateKind Kind, CqlType Type);
