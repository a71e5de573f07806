using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>The protocols of a server by name. Read-only once it serves.</summary>
internal sealed class ProtocolTable
{
    private readonly Utf8Table<RpcProtocol> _protocols = new();

    public ProtocolTable(IReadOnlyCollection<RpcProtocol> protocols)
    {
        foreach (var protocol in protocols)
        {
            _protocols.Add(protocol.Name, protocol);
        }
    }

    /// <summary>Every method that can be called.</summary>
    public IEnumerable<RpcMethod> Methods => _protocols.Values.SelectMany(static protocol => protocol.Methods);

    /// <summary>The protocol of this name, or null.</summary>
    public RpcProtocol? Find(ReadOnlySpan<byte> utf8Name) => _protocols.Find(utf8Name);

    /// <summary>The method called.</summary>
    /// <exception cref="RpcFault">There is no such protocol, version or method.</exception>
    public RpcMethod Resolve(in EngineHeader header, string connectionProtocol)
    {
        var protocol = _protocols.Find(header.Protocol)
            ?? throw new RpcFault(JavaErrors.NoSuchProtocol, $"Unknown protocol: {Text(header.Protocol)}", RpcErrorCode.NoSuchProtocol);
        if (protocol.Version != header.ProtocolVersion)
        {
            throw new RpcFault(
                JavaErrors.VersionMismatch,
                $"Protocol {protocol.Name} version mismatch. (client = {header.ProtocolVersion}, server = {protocol.Version})",
                RpcErrorCode.RpcVersionMismatch);
        }

        return protocol.Find(header.Method) ?? throw protocol.UnknownMethod(Text(header.Method), connectionProtocol);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
