using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Transfer;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>A stream as the DataNode's transfers use it: by threads that wait.</summary>
internal class SimTransferSocket(SimStream stream, ShellLife life) : TransferSocket
{
    private readonly ByteInbox _bytes = new(stream);
    private int _receiveTimeout;
    private bool _shut;

    internal override IPEndPoint Local => stream.Local;

    internal override IPEndPoint Remote => stream.Remote;

    internal override int ReceiveTimeout
    {
        set => _receiveTimeout = value;
    }

    // What is sent is taken by the network at once, however much it is.
    internal override int SendTimeout
    {
        set => _ = value;
    }

    internal override bool SendsFiles => false;

    internal override int Receive(Span<byte> buffer)
    {
        if (!WaitReadable(_receiveTimeout == 0 ? Timeout.Infinite : _receiveTimeout))
        {
            throw new SocketException((int)SocketError.TimedOut);
        }

        return _shut ? 0 : _bytes.Take(buffer);
    }

    internal override int Send(ReadOnlySpan<byte> data, bool more)
    {
        if (_shut || stream.IsClosed)
        {
            throw new SocketException((int)SocketError.Shutdown);
        }

        if (stream.IsReset)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        Pass(data.ToArray());
        return data.Length;
    }

    /// <summary>Bytes on their way.</summary>
    protected virtual void Pass(byte[] data) => stream.Send(data);

    internal override int SendFile(SafeFileHandle file, long offset, int length, string path) =>
        throw new NotSupportedException("simulated files have no handles");

    internal override bool WaitReadable(int milliseconds) => WaitAny(null, milliseconds);

    internal override (bool This, bool Other) WaitReadable(TransferSocket other, int milliseconds)
    {
        var second = (SimTransferSocket)other;
        WaitAny(second, milliseconds);
        return (IsReady, second.IsReady);
    }

    internal override void Shutdown(SocketShutdown how)
    {
        if (how == SocketShutdown.Send)
        {
            stream.EndSending();
            return;
        }

        _shut = true;
        stream.Close();
    }

    public override void Dispose() => stream.Close();

    private bool IsReady => _shut || _bytes.IsReady;

    private bool WaitAny(SimTransferSocket? other, int milliseconds)
    {
        if (IsReady || other is { IsReady: true })
        {
            return true;
        }

        var thread = SimThread.Current;
        stream.Watch(thread.Wake);
        other?.Watch(thread.Wake);
        try
        {
            return thread.WaitUntil(life, () => IsReady || other is { IsReady: true }, milliseconds);
        }
        finally
        {
            stream.Unwatch(thread.Wake);
            other?.Unwatch(thread.Wake);
        }
    }

    private void Watch(Action changed) => stream.Watch(changed);

    private void Unwatch(Action changed) => stream.Unwatch(changed);
}

/// <summary>Connects the transfers of a DataNode.</summary>
internal sealed class SimDialer(StreamHost net, TimeProvider time, Func<SimStream, SimTransferSocket> socketOf) : IDialer
{
    public Hathi.Hdfs.DataNode.Transfer.Connection Connect(IPEndPoint peer, int timeoutMilliseconds, CancellationToken stopped)
    {
        var stream = net.Open(peer);
        var thread = SimThread.Current;
        stream.Watch(thread.Wake);
        using (stopped.UnsafeRegister(static t => ((SimThread)t!).Wake(), thread))
        {
            thread.WaitUntil(
                net.Life,
                () => stream.IsAccepted || stream.IsReset || stopped.IsCancellationRequested,
                timeoutMilliseconds == 0 ? Timeout.Infinite : timeoutMilliseconds);
        }

        stream.Unwatch(thread.Wake);
        if (!stream.IsAccepted || stopped.IsCancellationRequested)
        {
            stream.Close();
            throw new SocketException((int)(stopped.IsCancellationRequested ? SocketError.OperationAborted
                : stream.IsReset ? SocketError.ConnectionRefused : SocketError.TimedOut));
        }

        var connection = new Hathi.Hdfs.DataNode.Transfer.Connection(socketOf(stream), time);
        connection.EndWith(stopped);
        return connection;
    }
}
