using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Hathi.Base;
using Hathi.Platform.Disk;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>One connection of a reducer: request after request until it is idle for too long, or either side has enough.</summary>
internal sealed class ShuffleConnection(Socket socket, ShuffleService service) : IDisposable
{
    private readonly SocketSender _sender = new(socket, service.Options.StallTimeout);
    private byte[] _buffer = new byte[4096];
    private int _filled;

    /// <summary>Whether bytes have come that nobody has read yet.</summary>
    internal bool HasUnread
    {
        get
        {
            try
            {
                return socket.Available > 0;
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
                if (!await AnswerAsync(length).ConfigureAwait(false))
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

    /// <summary>Refuses before anything was read.</summary>
    internal void Refuse(ShuffleRefusal refusal)
    {
        try
        {
            SendError(refusal);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
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
                    Refuse(new ShuffleRefusal(ShuffleRefusal.BadRequest, $"A request head of more than {RequestHead.MaxBytes} bytes."));
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

    private async ValueTask<bool> AnswerAsync(int headLength)
    {
        try
        {
            var head = RequestHead.Parse(_buffer.AsSpan(0, headLength));
            _buffer.AsSpan(headLength, _filled - headLength).CopyTo(_buffer);
            _filled -= headLength;
            var request = ShuffleRequest.Parse(head, service.Options.MaxMapsPerRequest);
            var (job, replyHash) = service.Authenticate(head, request);
            var keep = request.KeepAlive || service.Options.AlwaysKeepAlive;
            await service.Senders.RunAsync(() => Send(job, request, replyHash, keep)).ConfigureAwait(false);
            return keep;
        }
        catch (ShuffleRefusal refusal)
        {
            service.Refused(socket, refusal);
            Refuse(refusal);
            return false;
        }
    }

    private void Send(ShuffleJob job, ShuffleRequest request, string replyHash, bool keep)
    {
        var outputs = new MapOutputRange[request.Maps.Count];
        long length = 0;
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = service.Outputs.Find(job, request.Maps[i], request.Reduce);
            length += outputs[i].Header(request.Reduce).Size + outputs[i].Length;
        }

        // The first file is opened before the status is sent: a missing one can still be told.
        var file = Open(outputs[0]);
        try
        {
            _sender.Send(OkHead(length, replyHash, keep), more: true);
            Span<byte> header = stackalloc byte[ShuffleHeader.MaxBytes];
            for (var i = 0; i < outputs.Length; i++)
            {
                var output = outputs[i];
                file ??= Open(output);
                _sender.Send(header[..output.Header(request.Reduce).Write(header)], more: output.Length > 0);
                _sender.SendFile(file, output.Path, output.Start, output.Length);
                service.Sent(output.Length);
                file.Dispose();
                file = null;
            }
        }
        catch (ShuffleRefusal e)
        {
            // Too late for a status: a cut connection makes the reducer ask again for what it has not got.
            throw new IOException(e.Message, e);
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static SafeFileHandle Open(MapOutputRange output)
    {
        try
        {
            return RegularFile.OpenBelow(output.Root, output.Path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new ShuffleRefusal(ShuffleRefusal.Failed, $"The output of {output.MapId} cannot be read: {e.Message}");
        }
    }

    private byte[] OkHead(long length, string replyHash, bool keep)
    {
        var connection = keep
            ? string.Create(CultureInfo.InvariantCulture, $"connection: keep-alive\r\nkeep-alive: timeout={(int)service.Options.KeepAlive.TotalSeconds}\r\n")
            : "connection: close\r\n";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\n{ShuffleProtocol.ReplyHashHeader}: {replyHash}\r\nname: {ShuffleProtocol.Name}\r\nversion: {ShuffleProtocol.Version}\r\n{connection}content-length: {length}\r\n\r\n"));
    }

    private void SendError(ShuffleRefusal refusal)
    {
        var body = Encoding.UTF8.GetBytes(refusal.Message);
        var later = refusal.Status == ShuffleRefusal.TooManyRequests ? "Retry-After: 1000\r\n" : "";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {refusal.Status} {ShuffleRefusal.Reason(refusal.Status)}\r\nContent-Type: text/plain; charset=UTF-8\r\nname: {ShuffleProtocol.Name}\r\nversion: {ShuffleProtocol.Version}\r\n{later}connection: close\r\ncontent-length: {body.Length}\r\n\r\n");
        _sender.Send([.. Encoding.ASCII.GetBytes(head), .. body], more: false);
        socket.Shutdown(SocketShutdown.Send);
    }
}
