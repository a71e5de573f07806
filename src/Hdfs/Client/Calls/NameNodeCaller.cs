using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>
/// Calls the NameNode over RPC, and again when that can help: after a failed connection (the retry cache of the NameNode gives a repeated
/// call its first answer, since client id and call id stay), when the NameNode asks for it, and at the next NameNode when this one is not
/// active. Safe for use by several threads.
/// </summary>
internal sealed class NameNodeCaller : IRpcCaller
{
    private static readonly RpcProtocolName Protocol = new(ProtocolNames.Client, (long)ProtocolNames.Version);

    private readonly IReadOnlyList<EndPoint> _servers;
    private readonly HdfsClientOptions _options;
    private readonly IRpcClient _rpc;
    private readonly ClientSurroundings _surroundings;
    private int _active;

    /// <summary>Told of calls that are repeated.</summary>
    internal Action<string> Warn { get; set; } = static _ => { };

    /// <param name="servers">The NameNodes.</param>
    /// <param name="rpc">Calls them; disposed with this.</param>
    /// <param name="options">How often a call is repeated, and when.</param>
    /// <param name="surroundings">Time and chance.</param>
    internal NameNodeCaller(IReadOnlyList<EndPoint> servers, IRpcClient rpc, HdfsClientOptions options, ClientSurroundings surroundings)
    {
        _servers = servers;
        _options = options;
        _rpc = rpc;
        _surroundings = surroundings;
    }

    /// <summary>Calls over the wire.</summary>
    internal static NameNodeCaller Over(IReadOnlyList<EndPoint> servers, string user, HdfsClientOptions options)
    {
        var rpc = new RpcClient(new RpcClientOptions(user)
        {
            LocalAddress = options.BindAddress,
            CallTimeout = options.CallTimeout,
            ConnectTimeout = options.ConnectTimeout,
        });
        return new NameNodeCaller(servers, rpc, options, ClientSurroundings.Machine);
    }

    public async Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new()
    {
        var callId = _rpc.NextCallId();
        for (var attempt = 0; ; attempt++)
        {
            var active = Volatile.Read(ref _active);
            Exception failure;
            try
            {
                var options = new RpcCallOptions { CallId = callId, RetryCount = attempt };
                return await _rpc.CallAsync(
                    _servers[active % _servers.Count], Protocol, method, request, parser, options, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RpcRemoteException or RpcConnectionException)
            {
                failure = e;
            }

            if (PauseBefore(attempt, failure) is not { } pause)
            {
                throw failure is RpcRemoteException remote ? RemoteErrors.Translate(remote) : failure;
            }

            var server = RpcAddress.Format(_servers[active % _servers.Count]);
            Warn($"{method} at NameNode {server} failed, trying again in {pause.TotalMilliseconds:0} ms (attempt {attempt + 1}): "
                + $"{RemoteErrors.WithoutStackTrace(failure.Message)}");
            if (ConcernsServer(failure))
            {
                // Only the first of several calls that fail together moves on.
                Interlocked.CompareExchange(ref _active, active + 1, active);
            }

            await Task.Delay(pause, _surroundings.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _rpc.DisposeAsync();

    /// <summary>Null when the call is not to be repeated.</summary>
    private TimeSpan? PauseBefore(int attempt, Exception failure) => failure switch
    {
        RpcConnectionException { IsRetriable: false } => null,
        RpcConnectionException when _servers.Count > 1 => attempt < _options.FailoverAttempts ? Backoff(attempt) : null,
        RpcConnectionException => attempt < _options.ConnectRetries ? _options.ConnectRetryInterval : null,
        RpcRemoteException { JavaClass: JavaExceptions.Standby } =>
            _servers.Count > 1 && attempt < _options.FailoverAttempts ? Backoff(attempt) : null,
        RpcRemoteException { JavaClass: JavaExceptions.Retriable or JavaExceptions.ObserverRetryOnActive } =>
            attempt < _options.FailoverAttempts ? Backoff(attempt) : null,
        RpcRemoteException { JavaClass: JavaExceptions.SafeMode } =>
            _options.RetryInSafeMode && attempt < _options.FailoverAttempts ? Backoff(attempt) : null,
        _ => null,
    };

    private static bool ConcernsServer(Exception failure) =>
        failure is RpcConnectionException
            or RpcRemoteException { JavaClass: JavaExceptions.Standby or JavaExceptions.ObserverRetryOnActive };

    /// <summary>Doubled each time, the first failover at once, each pause between half and one and a half times its length.</summary>
    private TimeSpan Backoff(int attempt)
    {
        if (attempt == 0 && _servers.Count > 1)
        {
            return TimeSpan.Zero;
        }

        const int MostDoublings = 16;
        var pause = Math.Min(
            _options.FailoverDelay.TotalMilliseconds * (1 << Math.Min(attempt, MostDoublings)),
            _options.FailoverMaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(pause * (0.5 + _surroundings.Chance()));
    }
}
