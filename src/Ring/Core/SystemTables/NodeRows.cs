using System.Globalization;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>What a node tells of itself and of its peers.</summary>
internal static class NodeRows
{
    /// <summary>The row of <c>system.local</c>.</summary>
    public static IEnumerable<RowMaker> Local(RowMaker row, RingSchema schema, NodeView view)
    {
        var self = view.Self;
        row.Set("key", "local")
            .Set("bootstrapped", "COMPLETED")
            .Set("broadcast_address", self.Address.ToArray())
            .Set("broadcast_port", self.Port)
            .Set("cluster_name", view.ClusterName)
            .Set("cql_version", NodeView.Cql)
            .Set("data_center", self.DataCenter)
            .Set("gossip_generation", view.GossipGeneration)
            .Set("host_id", self.HostId)
            .Set("listen_address", view.ListenAddress.ToArray())
            .Set("listen_port", self.Port)
            .Set("native_protocol_version", NodeView.Protocol)
            .Set("partitioner", NodeView.Partitioner)
            .Set("rack", self.Rack)
            .Set("release_version", NodeView.Release)
            .Set("rpc_address", self.NativeAddress.ToArray())
            .Set("rpc_port", self.NativePort)
            .Set("schema_version", schema.Version)
            .SetElements("tokens", Tokens(self));
        yield return row;
    }

    /// <summary>Rows of <c>system.peers</c>, which has room for one node an address.</summary>
    public static IEnumerable<RowMaker> Peers(RowMaker row, RingSchema schema, NodeView view)
    {
        foreach (var peer in view.Peers)
        {
            yield return OfPeer(row, schema, peer).Set("rpc_address", peer.NativeAddress.ToArray());
        }
    }

    /// <summary>Rows of <c>system.peers_v2</c>.</summary>
    public static IEnumerable<RowMaker> PeersWithPorts(RowMaker row, RingSchema schema, NodeView view)
    {
        foreach (var peer in view.Peers)
        {
            yield return OfPeer(row, schema, peer)
                .Set("peer_port", peer.Port)
                .Set("native_address", peer.NativeAddress.ToArray())
                .Set("native_port", peer.NativePort);
        }
    }

    /// <summary>Rows of <c>system_views.settings</c>.</summary>
    public static IEnumerable<RowMaker> Settings(RowMaker row, NodeView view)
    {
        foreach (var (name, value) in view.Settings)
        {
            yield return row.Set("name", name).Set("value", value);
        }
    }

    private static RowMaker OfPeer(RowMaker row, RingSchema schema, MemberView peer) => row
        .Set("peer", peer.Address.ToArray())
        .Set("data_center", peer.DataCenter)
        .Set("host_id", peer.HostId)
        .Set("rack", peer.Rack)
        .Set("release_version", NodeView.Release)
        .Set("schema_version", peer.SchemaVersion ?? schema.Version)
        .SetElements("tokens", Tokens(peer));

    private static IEnumerable<byte[]> Tokens(MemberView member) =>
        member.Tokens.Distinct().Select(static t => Values.Of(t.ToString(CultureInfo.InvariantCulture)));
}
