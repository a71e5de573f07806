using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Describing;

/// <summary>What DESCRIBE is answered with: rows of a table that is not there.</summary>
/// <param name="Columns">Of each row.</param>
/// <param name="Rows">Values as the wire has them, as many as columns.</param>
public sealed record Description(ImmutableArray<DescribedColumn> Columns, IReadOnlyList<byte[][]> Rows)
{
    /// <summary>The keyspace that its columns are said to be of. Source: Apache <c>DescribeStatement</c>.</summary>
    public const string Keyspace = "system";

    /// <summary>The table that its columns are said to be of.</summary>
    public const string Table = "describe";
}

/// <summary>A column of a <see cref="Description"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Of its values.</param>
public readonly record struct DescribedColumn(string Name, CqlType Type);
