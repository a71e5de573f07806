using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hathi.Platform.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// The auxiliary service <c>mapreduce_shuffle</c> of a NodeManager: serves map outputs of jobs, ours and Java's, to reducers over HTTP.
/// Jobs are added when their first container starts and removed when they end; it keeps nothing over a restart: who
/// hosts it adds them again.
/// </summary>
public sealed class ShuffleService : IAsyncDisposable
{
    private const int Backlog = 512;

    private readonly JobTable _jobs = new();
    private readonly ConcurrentDictionary<ShuffleConnection, Task> _connections = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Socket _listener;
    private readonly ILogger _log;
    private Task _accepting = Task.CompletedTask;
    private long _sent;

    private ShuffleService(ShuffleOptions options, ILogger log)
    {
        Options = options;
        _log = log;
        Outputs = new MapOutputs(options.LocalDirectories, options.IndexCacheBytes);
        Connections = new OpenConnections(options.MaxConnections);
        Senders = new SenderThreads(options.MaxSenders, static t => t.Start());
        _listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    /// <summary>Where it listens; the port is the real one also when 0 was asked for.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>What application masters are told of it: the port as four bytes.</summary>
    public ReadOnlyMemory<byte> MetaData => ShuffleProtocol.MetaData(Address.Port);

    /// <summary>Bytes of map outputs sent so far.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    /// <summary>Open connections.</summary>
    public int ConnectionCount => _connections.Count;

    internal ShuffleOptions Options { get; }

    internal MapOutputs Outputs { get; }

    internal OpenConnections Connections { get; }

    internal SenderThreads Senders { get; }

    /// <summary>Starts the service.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ListenException">The port is taken, or the address is not this machine's.</exception>
    public static ShuffleService Start(ShuffleOptions options, ILogger log)
    {
        options.Validate();
        var service = new ShuffleService(options, log);
        try
        {
            service._listener.Bind(options.Address);
            service._listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            service._listener.Dispose();
            throw new ListenException($"The shuffle service cannot listen on {options.Address} (mapreduce.shuffle.port): {e.Message}", e);
        }

        service._accepting = Task.Run(service.AcceptAsync);
        log.Serves(service.Address);
        return service;
    }

    /// <summary>Lets the reducers of a job in; again for the same job replaces its secret.</summary>
    /// <param name="applicationId"><c>application_…</c>; the job of the same numbers is meant.</param>
    /// <param name="user">Whose directories the outputs are in.</param>
    /// <param name="serviceData">The job token as a Writable, from the container's launch context.</param>
    /// <exception cref="FormatException">The service data is no token.</exception>
    public void AddApplication(string applicationId, string user, ReadOnlySpan<byte> serviceData) =>
        _jobs.Add(applicationId, user, JobSecret.Password(serviceData));

    /// <summary>The job has ended: nobody fetches any more.</summary>
    public void RemoveApplication(string applicationId)
    {
        _jobs.Remove(applicationId);
        Outputs.Forget(applicationId);
    }

    /// <summary>Cuts all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }

        Senders.Dispose();
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _ending.Dispose();
    }

    // Source: ShuffleChannelHandler.verifyRequest, JobTokenSecretManager.retrieveTokenSecret.
    internal (ShuffleJob Job, string ReplyHash) Authenticate(RequestHead head, ShuffleRequest request)
    {
        var job = _jobs.Find(request.JobId)
            ?? throw new ShuffleRefusal(ShuffleRefusal.Unauthorized, $"Can't find job token for job {request.JobId} !!");
        var hash = head.UrlHash ?? throw new ShuffleRefusal(ShuffleRefusal.Unauthorized, "fetcher cannot be authenticated");
        return ShuffleHash.Matches(hash, ShuffleHash.OfRequest(Address.Port, head.Target, job.Secret))
            ? (job, ShuffleHash.OfReply(hash, job.Secret))
            : throw new ShuffleRefusal(ShuffleRefusal.Unauthorized, "Verification of the hashReply failed");
    }

    internal void Sent(long bytes) => Interlocked.Add(ref _sent, bytes);

    // Who is to come later is told so again and again.
    internal void Refused(Socket socket, ShuffleRefusal refusal) => _log.Refused(
        refusal.Status == ShuffleRefusal.TooManyRequests ? LogLevel.Debug : LogLevel.Warning,
        Name(socket), refusal.Status, refusal.Message);

    internal void Lost(Socket socket, Exception error)
    {
        if (error is not OperationCanceledException && _log.IsEnabled(LogLevel.Debug))
        {
            _log.ConnectionEnded(Name(socket), error.Message);
        }
    }

    private static string Name(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint?.ToString() ?? "?";
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return "a peer that has gone";
        }
    }

    private async Task AcceptAsync()
    {
        using var acceptor = new Acceptor(_listener, _log.AcceptFailed);
        await using var ends = _ending.Token.Register(acceptor.Dispose);
        while (await acceptor.AcceptAsync().ConfigureAwait(false) is { } socket)
        {
            try
            {
                await AdmitAsync(socket).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not (SocketException or ObjectDisposedException)) // those: it has gone already
                {
                    _log.NotServed(e);
                }
            }
        }
    }

    private async Task AdmitAsync(Socket socket)
    {
        socket.NoDelay = true;
        var connection = new ShuffleConnection(socket, this);
        if (!Connections.TryAdd(connection, out var idle))
        {
            using (connection)
            {
                // Nothing was sent on it before: there is room, and no wait.
                await connection.RefuseAsync(new ShuffleRefusal(ShuffleRefusal.TooManyRequests, ""), _ending.Token).ConfigureAwait(false);
            }

            return;
        }

        idle?.Dispose();
        var start = new TaskCompletionSource();
        _connections[connection] = ServeAsync(connection, start.Task);
        start.SetResult();
    }

    private async Task ServeAsync(ShuffleConnection connection, Task started)
    {
        await started.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using (connection)
            {
                await connection.RunAsync(_ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // We are wrong; it costs this connection, and no place of others.
            _log.EndedByFault(e);
        }
        finally
        {
            Connections.Remove(connection);
            _connections.TryRemove(connection, out _);
        }
    }
}
