using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.Client.Transfer;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>A stream as the client uses it: by tasks.</summary>
internal sealed class SimDataNodeSocket : DataNodeSocket
{
    private readonly SimStream _stream;
    private readonly ByteInbox _bytes;
    private TaskCompletionSource? _waiting;
    private int _lowWatermark = 1;

    internal SimDataNodeSocket(SimStream stream)
    {
        _stream = stream;
        _bytes = new ByteInbox(stream);
        stream.Watch(() =>
        {
            if (IsEnough)
            {
                Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
            }
        });
    }

    internal override int Available => _bytes.Available;

    internal override bool IsReadable => _bytes.IsReady;

    private bool IsEnough => _bytes.Available >= _lowWatermark || (_bytes.IsReady && _bytes.Available == 0) || _stream.HasEnded;

    internal override ValueTask<int> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_stream.IsClosed, this);
        if (_stream.IsReset)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        _stream.Send(data.ToArray());
        return new(data.Length);
    }

    internal override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!IsEnough)
        {
            var waiting = _waiting = new TaskCompletionSource();
            await using (cancellationToken.UnsafeRegister(
                static (w, t) => ((TaskCompletionSource)w!).TrySetCanceled(t), waiting).ConfigureAwait(false))
            {
                await waiting.Task.ConfigureAwait(false);
            }
        }

        ObjectDisposedException.ThrowIf(_stream.IsClosed, this);
        return _bytes.Take(buffer.Span);
    }

    internal override void SetLowWatermark(int bytes) => _lowWatermark = bytes;

    public override void Dispose() => _stream.Close();
}

/// <summary>Connects a client.</summary>
internal sealed class SimDataNodeDialer(StreamHost net) : IDataNodeDialer
{
    public async ValueTask<DataNodeSocket> ConnectAsync(EndPoint address, IPAddress? local, CancellationToken cancellationToken)
    {
        var stream = net.Open((IPEndPoint)address);
        var decided = new TaskCompletionSource();
        void Look()
        {
            if (stream.IsAccepted || stream.IsReset)
            {
                decided.TrySetResult();
            }
        }

        stream.Watch(Look);
        try
        {
            await using (cancellationToken.UnsafeRegister(
                static (d, t) => ((TaskCompletionSource)d!).TrySetCanceled(t), decided).ConfigureAwait(false))
            {
                await decided.Task.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            stream.Close();
            throw;
        }
        finally
        {
            stream.Unwatch(Look);
        }

        return stream.IsReset ? throw new SocketException((int)SocketError.ConnectionRefused) : new SimDataNodeSocket(stream);
    }
}
