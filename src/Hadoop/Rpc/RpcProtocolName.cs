using System.Collections.Concurrent;

namespace Hathi.Hadoop.Rpc;

/// <summary>A protocol as a client names it. Make one a protocol and keep it: it holds the encoded headers of its methods.</summary>
public sealed class RpcProtocolName
{
    private readonly ConcurrentDictionary<string, byte[]> _engineHeaders = new();

    /// <summary>Names a protocol.</summary>
    /// <param name="name">Apache's protocol name, such as <c>org.apache.hadoop.hdfs.protocol.ClientProtocol</c>.</param>
    /// <param name="version">The version spoken, 1 for almost all.</param>
    public RpcProtocolName(string name, long version)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Version = version;
    }

    /// <summary>Apache's protocol name.</summary>
    public string Name { get; }

    /// <summary>The version spoken.</summary>
    public long Version { get; }

    /// <summary>The header that names a method, encoded: the same for all its calls.</summary>
    internal byte[] EngineHeader(string method) => _engineHeaders.TryGetValue(method, out var header)
        ? header
        : _engineHeaders.GetOrAdd(method, Wire.EngineHeader.Encode(Name, Version, method));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} version {Version}";
}
