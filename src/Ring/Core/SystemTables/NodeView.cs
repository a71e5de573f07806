namespace Hathi.Ring.Core.SystemTables;

/// <summary>What a node tells of itself and of the others: the rows of <c>system.local</c> and <c>system.peers</c>. Immutable.</summary>
public sealed record NodeView
{
    /// <summary>The release of Apache Cassandra whose behaviour this is.</summary>
    public const string Release = "5.0.6";

    /// <summary>The version of CQL.</summary>
    public const string Cql = "3.4.7";

    /// <summary>The newest version of the native protocol.</summary>
    public const string Protocol = "5";

    /// <summary>By which keys get their tokens.</summary>
    public const string Partitioner = "org.apache.cassandra.dht.Murmur3Partitioner";

    /// <summary>Of all nodes alike.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The node itself.</summary>
    public required MemberView Self { get; init; }

    /// <summary>Where other nodes are listened to: 4 or 16 bytes.</summary>
    public required ImmutableArray<byte> ListenAddress { get; init; }

    /// <summary>Seconds since 1970 at which this life of the node began.</summary>
    public required int GossipGeneration { get; init; }

    /// <summary>The other nodes; those of which not everything is known are not here.</summary>
    public ImmutableArray<MemberView> Peers { get; init; } = [];

    /// <summary>Settings for <c>system_views.settings</c>, by Cassandra's names.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>A node as all see it. Immutable.</summary>
public sealed record MemberView
{
    /// <summary>Which node it is, whatever its address.</summary>
    public required Guid HostId { get; init; }

    /// <summary>For other nodes: 4 or 16 bytes.</summary>
    public required ImmutableArray<byte> Address { get; init; }

    /// <summary>For other nodes.</summary>
    public required int Port { get; init; }

    /// <summary>For clients: 4 or 16 bytes.</summary>
    public required ImmutableArray<byte> NativeAddress { get; init; }

    /// <summary>For clients.</summary>
    public required int NativePort { get; init; }

    /// <summary>Where it is.</summary>
    public required string DataCenter { get; init; }

    /// <summary>Where it is there.</summary>
    public required string Rack { get; init; }

    /// <summary>Where its ranges end.</summary>
    public required ImmutableArray<long> Tokens { get; init; }

    /// <summary>The schema that it has; null: that of this node.</summary>
    public Guid? SchemaVersion { get; init; }
}
