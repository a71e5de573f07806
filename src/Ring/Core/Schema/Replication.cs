namespace Hathi.Ring.Core.Schema;

/// <summary>On how many nodes a keyspace's rows are, and on which. Immutable.</summary>
/// <param name="Strategy">Without a package.</param>
/// <param name="Options">What else it says: <c>replication_factor</c>, or a number a data center.</param>
public sealed record Replication(ReplicationStrategy Strategy, ImmutableSortedDictionary<string, string> Options)
{
    private const string Package = "org.apache.cassandra.locator.";

    /// <summary>Of this node alone.</summary>
    public static Replication Local { get; } =
        new(ReplicationStrategy.LocalStrategy, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Apache's class, as <c>system_schema.keyspaces</c> has it.</summary>
    public string JavaClass => Package + Strategy;

    /// <summary>On the next nodes of the ring.</summary>
    public static Replication Simple(int factor) => new(
        ReplicationStrategy.SimpleStrategy,
        Local.Options.Add("replication_factor", factor.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}

/// <summary>How replicas are placed, by Apache's names.</summary>
public enum ReplicationStrategy : byte
{
    /// <summary>Nowhere else: the system's own.</summary>
    LocalStrategy = 0,

    /// <summary>On the next nodes of the ring.</summary>
    SimpleStrategy = 1,

    /// <summary>So many a data center, over its racks.</summary>
    NetworkTopologyStrategy = 2,
}
