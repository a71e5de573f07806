using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;
using Hathi.Rpc.Messages;
using Hathi.Rpc.Wire;

namespace Hathi.Bench;

/// <summary>
/// One connection of the load generator: a blocking socket, frames written and replies looked at without anything between, so that the
/// measurement is of the server.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private static readonly RpcProtocolName s_client = new(ProtocolNames.Client, (long)ProtocolNames.Version);
    private static readonly TimeSpan s_replyTimeout = TimeSpan.FromSeconds(60);

    private readonly byte[] _clientId = RpcClientId.NewRandom().ToBytes();
    private readonly Socket _socket;
    private byte[] _buffer = new byte[64 * 1024];
    private int _callId = -1;

    public LoadConnection(IPEndPoint server, string root, string name)
    {
        Root = root;
        Name = name;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, ReceiveTimeout = (int)s_replyTimeout.TotalMilliseconds,
        };
        _socket.Connect(server);
        var user = new UserInformationProto { EffectiveUser = Environment.UserName };
        _socket.Send(ConnectionHeader.Simple);
        Send(new RequestFrame(CallIds.ConnectionContext, RequestHeader.Absent, _clientId, [], new IpcConnectionContextProto { UserInfo = user, Protocol = ProtocolNames.Client }));
    }

    /// <summary>The client's name, that of its leases.</summary>
    public string Name { get; }

    private string Root { get; }

    /// <summary>Ten names a directory.</summary>
    public string Path(string kind, int i) => $"{Root}/{i / 10}/{kind}{i}";

    public void Send(string method, IMessage request) => Send(new RequestFrame(++_callId, 0, _clientId, s_client.EngineHeader(method), request));

    /// <summary>Waits for the reply to the call sent last.</summary>
    /// <exception cref="BenchException">The server refused.</exception>
    public void Receive()
    {
        var have = 0;
        var need = Framing.LengthBytes;
        while (have < need)
        {
            var read = _socket.Receive(_buffer.AsSpan(have));
            if (read == 0)
            {
                throw new BenchException("the server closed the connection");
            }

            have += read;
            if (have >= Framing.LengthBytes)
            {
                need = Framing.LengthBytes + BinaryPrimitives.ReadInt32BigEndian(_buffer);
                if (need > _buffer.Length)
                {
                    Array.Resize(ref _buffer, need);
                }
            }
        }

        var rest = new ReadOnlySequence<byte>(_buffer, Framing.LengthBytes, need - Framing.LengthBytes);
        if (!Framing.TryReadDelimited(ref rest, out var bytes) || !ResponseHeader.TryDecode(bytes.FirstSpan, out var header) || header.CallId != _callId)
        {
            throw new BenchException("the reply does not decode or is to another call");
        }

        if (header.Status != ResponseHeader.StatusSuccess)
        {
            throw new BenchException(Encoding.UTF8.GetString(header.ErrorMessage));
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Send(in RequestFrame frame)
    {
        Span<byte> bytes = stackalloc byte[frame.Size];
        frame.Write(bytes);
        _socket.Send(bytes);
    }
}
