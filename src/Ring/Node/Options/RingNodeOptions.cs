using System.Net;
using Hathi.Ring.Storage;

namespace Hathi.Ring.Node.Options;

/// <summary>What a ring's node is told at its start.</summary>
public sealed record RingNodeOptions
{
    /// <summary>Where CQL clients are served.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Where other nodes will be served; told to clients.</summary>
    public required IPEndPoint NodeAddress { get; init; }

    /// <summary>Where it keeps everything.</summary>
    public required string Directory { get; init; }

    /// <summary>What clients see as the cluster's name.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Where it is.</summary>
    public required string DataCenter { get; init; }

    /// <summary>Where it is there.</summary>
    public required string Rack { get; init; }

    /// <summary>How many tokens it has.</summary>
    public required int Tokens { get; init; }

    /// <summary>Where its page and figures are; null: nowhere.</summary>
    public IPEndPoint? WebAddress { get; init; }

    /// <summary>Of the store.</summary>
    public required StoreOptions Store { get; init; }

    /// <summary>Bytes of memory for prepared statements, about (<c>prepared_statements_cache_size</c>).</summary>
    public long PreparedBytes { get; init; } = 10 << 20;

    /// <summary>Of the port for clients.</summary>
    public ConnectionLimits Limits { get; init; } = ConnectionLimits.Default;
}
