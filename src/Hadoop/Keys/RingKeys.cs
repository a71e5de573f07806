namespace Hathi.Hadoop.Keys;

/// <summary>The settings of a node of the ring.</summary>
public static class RingKeys
{
    /// <summary>Bytes of memory by default, in a lab as well.</summary>
    private const long UsualMemory = 96L << 20;

    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("Ring", "Read by the role ring, which serves CQL clients.");

    /// <summary>Clients.</summary>
    public static readonly Setting<string> Address = Table.Address(
        "hathi.ring.address",
        "127.0.0.1:9042",
        "Where CQL clients are served, and the address that they are told (native_transport_port).",
        "Clients find no node; an address that they cannot reach: they find one, and are told of another.");

    /// <summary>Other nodes.</summary>
    public static readonly Setting<string> NodeAddress = Table.Address(
        "hathi.ring.node.address",
        "127.0.0.1:7000",
        "Where other nodes of the ring will be served; so far it is only told to clients (storage_port).",
        "Clients are told of a node that is not there.");

    /// <summary>Pages.</summary>
    public static readonly Setting<string> WebAddress = Table.Address(
        "hathi.ring.http.address",
        "",
        "Where its page and its figures are.",
        "Not set: it has none.").OrElse("no page");

    /// <summary>Where everything is kept.</summary>
    public static readonly Setting<IReadOnlyList<string>> Directory = Table.Directories(
        "hathi.ring.dir",
        "Where the ring keeps its schema and its rows.",
        "Another directory is another, empty ring.");

    /// <summary>Memory.</summary>
    public static readonly Setting<long> Memory = Table.Size(
        "hathi.ring.memory",
        UsualMemory,
        (16L << 20, 1L << 40),
        "Bytes of memory for what was written and not yet put into files, and for caches.",
        "Little: writes are refused for want of room.");

    /// <summary>Tokens.</summary>
    public static readonly Setting<int> Tokens = Table.Whole(
        "hathi.ring.tokens",
        256,
        (1, 4_096),
        "How many tokens the node has, which is its weight in the ring (num_tokens).",
        "Few: the nodes' shares differ. Many: nothing.");

    /// <summary>Of all nodes.</summary>
    public static readonly Setting<string> ClusterName = Table.Text(
        "hathi.ring.cluster.name",
        "hathi",
        "What clients see as the cluster's name (cluster_name).",
        "Clients that were told another name refuse the node.");

    /// <summary>Where it is.</summary>
    public static readonly Setting<string> DataCenter = Table.Text(
        "hathi.ring.datacenter",
        "datacenter1",
        "The node's data centre, as keyspaces name it that are replicated by data centre.",
        "Keyspaces that name another have no replicas here.");

    /// <summary>Where it is there.</summary>
    public static readonly Setting<string> Rack = Table.Text(
        "hathi.ring.rack",
        "rack1",
        "The node's rack within its data centre.",
        "Replicas share a rack where there is another.");
}
