using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Hathi.Hdfs.Client.Transfer;

/// <summary>A TCP connection to a DataNode.</summary>
internal sealed class TcpSocket : DataNodeSocket
{
    /// <summary>SOL_SOCKET and SO_RCVLOWAT of Linux.</summary>
    private const int SocketLevel = 1;
    private const int ReceiveLowWatermark = 18;

    private readonly Socket _socket;

    private TcpSocket(Socket socket) => _socket = socket;

    /// <summary>Connects by TCP.</summary>
    internal static IDataNodeDialer Dialer { get; } = new TcpDialer();

    internal override int Available => _socket.Available;

    internal override bool IsReadable => _socket.Poll(0, SelectMode.SelectRead);

    internal override ValueTask<int> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        _socket.SendAsync(data, SocketFlags.None, cancellationToken);

    internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    internal override void SetLowWatermark(int bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _socket.SetRawSocketOption(SocketLevel, ReceiveLowWatermark, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in bytes)));
        }
    }

    public override void Dispose() => _socket.Dispose();

    private sealed class TcpDialer : IDataNodeDialer
    {
        public async ValueTask<DataNodeSocket> ConnectAsync(EndPoint address, IPAddress? local, CancellationToken cancellationToken)
        {
            var socket = address.AddressFamily == AddressFamily.Unspecified
                ? new Socket(SocketType.Stream, ProtocolType.Tcp)
                : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.NoDelay = true;
                if (local is not null)
                {
                    socket.Bind(new IPEndPoint(local, 0));
                }

                await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
                return new TcpSocket(socket);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
