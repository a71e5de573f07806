using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>One connection of a reducer: request after request until it is idle for too long, or either side has enough.</summary>
internal sealed class ShuffleConnection(Socket socket, ShuffleService service) : IDisposable
{
    private readonly SocketSender _sender = new(socket);
    private readonly PeerPace _pace = new(
        service.Options.StallTimeout, (long)(service.Options.LeastBytesPerSecond * service.Options.StallTimeout.TotalSeconds));
    private byte[] _buffer = new byte[4096];
    private int _filled;
    private volatile bool _isRefused;

    /// <summary>Whether bytes have come that nobody has read yet, and that will be.</summary>
    internal bool HasUnread
    {
        get
        {
            try
            {
                return !_isRefused && socket.Available > 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Serves it to its end; does not throw.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await ReadHeadAsync(cancellationToken).ConfigureAwait(false) is var length and > 0)
            {
                service.Connections.Begin(this);
                if (!await AnswerAsync(length, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                service.Connections.Wait(this);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            service.Lost(socket, e);
        }
    }

    /// <summary>Refuses, and has nothing more to say: until the peer has taken it the place is anybody's.</summary>
    internal async Task RefuseAsync(ShuffleRefusal refusal, CancellationToken cancellationToken)
    {
        _isRefused = true;
        service.Connections.Wait(this);
        try
        {
            await PushAsync(ErrorOf(refusal), cancellationToken).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            service.Lost(socket, e);
        }
    }

    public void Dispose() => socket.Dispose();

    // The bytes of the next request's head; 0: the peer has closed, or is idle for too long.
    private async ValueTask<int> ReadHeadAsync(CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(service.Options.KeepAlive);
        while (true)
        {
            var end = RequestHead.EndOf(_buffer.AsSpan(0, _filled));
            if (end > 0)
            {
                return end;
            }

            if (_filled == _buffer.Length)
            {
                if (_filled >= RequestHead.MaxBytes)
                {
                    await RefuseAsync(
                        new ShuffleRefusal(ShuffleRefusal.BadRequest, $"A request head of more than {RequestHead.MaxBytes} bytes."),
                        cancellationToken).ConfigureAwait(false);
                    return 0;
                }

                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 4, RequestHead.MaxBytes));
            }

            var read = await socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None, idle.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return 0;
            }

            _filled += read;
        }
    }

    private async ValueTask<bool> AnswerAsync(int headLength, CancellationToken cancellationToken)
    {
        try
        {
            var head = RequestHead.Parse(_buffer.AsSpan(0, headLength));
            _buffer.AsSpan(headLength, _filled - headLength).CopyTo(_buffer);
            _filled -= headLength;
            var request = ShuffleRequest.Parse(head, service.Options.MaxMapsPerRequest);
            var (job, replyHash) = service.Authenticate(head, request);
            if (!service.Connections.TryAnswer(this, job))
            {
                throw new ShuffleRefusal(
                    ShuffleRefusal.TooManyRequests,
                    "This node is answering as many requests of this job, or of its user, as it does at once.");
            }

            var keep = request.KeepAlive || service.Options.AlwaysKeepAlive;
            using var answer = new ShuffleAnswer(service, _sender, job, request) { Head = length => OkHead(length, replyHash, keep) };
            await SendAsync(answer, job.ApplicationId, cancellationToken).ConfigureAwait(false);
            return keep;
        }
        catch (ShuffleRefusal refusal)
        {
            service.Refused(socket, refusal);
            await RefuseAsync(refusal, cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    // Threads of the service's own for what waits for disks; none while the peer is waited for.
    private async Task SendAsync(ShuffleAnswer answer, string job, CancellationToken cancellationToken)
    {
        Action turn = answer.Turn;
        while (!answer.IsDone)
        {
            await service.Senders.RunAsync(job, turn).ConfigureAwait(false);
            _pace.Took(answer.Taken);
            if (!answer.Rest.IsEmpty)
            {
                await PushAsync(answer.Rest, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Waits for room in the socket, as long as this peer may still be waited for.
    private async Task PushAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        cut.CancelAfter(_pace.Left);
        var since = Stopwatch.GetTimestamp();
        try
        {
            for (var left = bytes; !left.IsEmpty;)
            {
                left = left[await socket.SendAsync(left, cut.Token).ConfigureAwait(false)..];
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ReducerLostException(
                $"The peer was waited for {service.Options.StallTimeout.TotalSeconds:0} s "
                + $"and took less than {service.Options.LeastBytesPerSecond} bytes a second.",
                e);
        }

        _pace.Waited(Stopwatch.GetElapsedTime(since));
        _pace.Took(bytes.Length);
    }

    private byte[] OkHead(long length, string replyHash, bool keep)
    {
        var connection = keep
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"connection: keep-alive\r\nkeep-alive: timeout={(int)service.Options.KeepAlive.TotalSeconds}\r\n")
            : "connection: close\r\n";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\n{ShuffleProtocol.ReplyHashHeader}: {replyHash}\r\nname: {ShuffleProtocol.Name}\r\n"
            + $"version: {ShuffleProtocol.Version}\r\n{connection}content-length: {length}\r\n\r\n"));
    }

    private static byte[] ErrorOf(ShuffleRefusal refusal)
    {
        var body = Encoding.UTF8.GetBytes(refusal.Message);
        var later = refusal.Status == ShuffleRefusal.TooManyRequests ? "Retry-After: 1000\r\n" : "";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {refusal.Status} {ShuffleRefusal.Reason(refusal.Status)}\r\nContent-Type: text/plain; charset=UTF-8\r\n"
            + $"name: {ShuffleProtocol.Name}\r\nversion: {ShuffleProtocol.Version}\r\n{later}connection: close\r\n"
            + $"content-length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
