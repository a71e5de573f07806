using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>A DataNode that takes connections and says only what a test has it say.</summary>
internal sealed class SilentNode : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SilentNode(string address)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        _listener.Listen();
    }

    public DatanodeInfoProto Self => TransferNode.Info((IPEndPoint)_listener.LocalEndPoint!);

    /// <summary>The next connection, once something has come on it.</summary>
    public Connection Accept()
    {
        var connection = Connection.Over(_listener.AcceptPatiently());
        connection.SetTimeouts(20_000, 20_000);
        Assert.True(connection.Fill());
        return connection;
    }

    public void Dispose() => _listener.Dispose();
}
