using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Platform.Native;
using Hathi.Platform.Net;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>A TCP connection of DataTransferProtocol. On Linux it sends from the page cache and waits by poll.</summary>
internal sealed unsafe class TcpTransferSocket : TransferSocket
{
    internal TcpTransferSocket(Socket socket)
    {
        Socket = socket;
        socket.NoDelay = true;
        Local = (IPEndPoint)socket.LocalEndPoint!;
        Remote = ((IPEndPoint)socket.RemoteEndPoint!).Plain();
    }

    /// <summary>For whoever watches many of them.</summary>
    internal Socket Socket { get; }

    internal override IPEndPoint Local { get; }

    internal override IPEndPoint Remote { get; }

    internal override int ReceiveTimeout
    {
        set => Socket.ReceiveTimeout = value;
    }

    internal override int SendTimeout
    {
        set => Socket.SendTimeout = value;
    }

    internal override bool SendsFiles => OperatingSystem.IsLinux();

    internal override int Receive(Span<byte> buffer) => Socket.Receive(buffer);

    internal override int Send(ReadOnlySpan<byte> data, bool more)
    {
        if (!more || !OperatingSystem.IsLinux())
        {
            return Socket.Send(data);
        }

        fixed (byte* start = data)
        {
            return Taken(
                SocketCalls.Send(Socket.SafeHandle, start, data.Length, SocketCalls.MessageNoSignal | SocketCalls.MessageMore), "");
        }
    }

    internal override int SendFile(SafeFileHandle file, long offset, int length, string path) =>
        Taken(SocketCalls.SendFile(Socket.SafeHandle, file, offset, length), path);

    internal override bool WaitReadable(int milliseconds) => Socket.Poll(milliseconds * 1000, SelectMode.SelectRead);

    internal override (bool This, bool Other) WaitReadable(TransferSocket other, int milliseconds) =>
        ReadinessWait.Any(Socket, ((TcpTransferSocket)other).Socket, milliseconds);

    internal override void Shutdown(SocketShutdown how) => Socket.Shutdown(how);

    public override void Dispose() => Socket.Dispose();

    private static int Taken(nint result, string path) => result >= 0 ? (int)result : throw Failure((int)-result, path);

    private static Exception Failure(int error, string path) =>
        error == ErrorNumber.TryAgain ? new SocketException((int)SocketError.TimedOut)
        : error == ErrorNumber.NotConnected ? new SocketException((int)SocketError.NotConnected)
        : path.Length == 0
            || DiskFaults.KindOf(error) != DiskFault.Medium ? new SocketException((int)SocketError.SocketError, ErrorNumber.Message(error))
        : DiskException.OfRead(DiskFault.Medium, path, $"The disk failed while {path} was read: {ErrorNumber.Message(error)}.", null);
}
