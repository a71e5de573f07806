using Hathi.Hadoop.Rpc.Server;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>The longest requests of those calls that need more than <see cref="RpcProtocol.DefaultRequestBytes"/>, bytes.</summary>
internal static class RequestBytes
{
    /// <summary>
    /// A launch context: its environment, tokens and local resources, of which a job may have some thousands of 300 bytes each.
    /// </summary>
    public const int Submission = 16 * 1024 * 1024;

    /// <summary>
    /// Asks, about 100 bytes each, for each of 10,000 nodes and their racks at some priorities; containers given back; nodes to avoid.
    /// </summary>
    public const int Allocate = 16 * 1024 * 1024;

    /// <summary>Containers of a node with their diagnostics, and applications whose logs it aggregates.</summary>
    public const int NodeStatus = 16 * 1024 * 1024;
}
