namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary>What a WHERE asks for, sorted by what it is used for. Immutable.</summary>
internal sealed class Where
{
    /// <summary>Of each column of the partition key its values; empty: partitions are not asked for by their keys.</summary>
    public ImmutableArray<ColumnValues> Key
    {
        get;
        init
        {
            field = value;
            HasManyKeys = value.Any(static k => k.IsIn);
        }
    }
    = [];

    /// <summary>The tokens begin there.</summary>
    public TokenBound? FromToken { get; init; }

    /// <summary>The tokens end there.</summary>
    public TokenBound? ToToken { get; init; }

    /// <summary>Of the first clustering columns, in order, their values.</summary>
    public ImmutableArray<ColumnValues> Clustering
    {
        get;
        init
        {
            field = value;
            FixedClustering = value.Sum(static c => c.Columns.Length);
        }
    }
    = [];

    /// <summary>Of the columns behind these.</summary>
    public Slice? Slice { get; init; }

    /// <summary>What is looked at in each row.</summary>
    public ImmutableArray<Filter> Filters { get; init; } = [];

    /// <summary>Some clustering column is restricted.</summary>
    public bool RestrictsClustering { get; init; }

    /// <summary>Some column that is no key is restricted.</summary>
    public bool RestrictsValues { get; init; }

    /// <summary>Clustering columns that have one value each.</summary>
    public int FixedClustering { get; private init; }

    /// <summary>Partitions are asked for by their keys.</summary>
    public bool HasKeys => !Key.IsEmpty;

    /// <summary>Partitions are asked for by more keys than one.</summary>
    public bool HasManyKeys { get; private init; }

    /// <summary>Whole partitions are asked for, so that one that has but a static row is answered, too.</summary>
    public bool IsOfWholePartitions => !RestrictsClustering && !RestrictsValues;
}
