using System.Text;

namespace Hathi.Rpc;

/// <summary>A protocol as a client names it. Make one a protocol and keep it: it holds the encoded form.</summary>
public sealed class RpcProtocolName
{
    /// <summary>Names a protocol.</summary>
    /// <param name="name">Apache's protocol name, such as <c>org.apache.hadoop.hdfs.protocol.ClientProtocol</c>.</param>
    /// <param name="version">The version spoken, 1 for almost all.</param>
    public RpcProtocolName(string name, long version)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Version = version;
        Utf8 = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>Apache's protocol name.</summary>
    public string Name { get; }

    /// <summary>The version spoken.</summary>
    public long Version { get; }

    internal byte[] Utf8 { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} version {Version}";
}
