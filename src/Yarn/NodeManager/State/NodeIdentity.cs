using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.State;

/// <summary>Who this node is. The ports are set once they are bound, before anybody is told of the node.</summary>
internal sealed class NodeIdentity(string host)
{
    internal string Host { get; } = host;

    internal int Port { get; set; }

    internal int HttpPort { get; set; }

    internal NodeIdProto Id => new() { Host = Host, Port = Port };
}
