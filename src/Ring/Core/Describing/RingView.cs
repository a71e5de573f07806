namespace Hathi.Ring.Core.Describing;

/// <summary>What DESCRIBE CLUSTER tells.</summary>
/// <param name="ClusterName">The cluster's.</param>
/// <param name="Partitioner">Without its package.</param>
/// <param name="Snitch">Without its package.</param>
/// <param name="OwnersOf">
/// Of a keyspace whose rows are on the ring: each token, and addresses of the nodes that hold what comes before it, as
/// <c>/127.0.0.1:7000</c>.
/// </param>
public sealed record RingView(
    string ClusterName,
    string Partitioner,
    string Snitch,
    Func<Schema.Keyspace, IReadOnlyList<(long Token, IReadOnlyList<string> Endpoints)>> OwnersOf);
