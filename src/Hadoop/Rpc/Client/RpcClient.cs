using System.Net;
using Google.Protobuf;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>
/// Calls methods of Hadoop RPC servers (version 9, protobuf engine; authentication by name or by token). One connection for each server,
/// user, token and protocol, opened by the first call and shared by all; calls are pipelined. Thread-safe.
/// </summary>
public sealed class RpcClient : IRpcClient
{
    private readonly RpcClientOptions _options;
    private readonly ConnectionCache _connections;
    private int _lastCallId = -1;

    /// <summary>Makes a client; it connects when it is used.</summary>
    public RpcClient(RpcClientOptions options)
    {
        options.Validate();
        _options = options;
        ClientId = RpcClientId.NewRandom();
        _connections = new ConnectionCache(options, ClientId.ToBytes());
    }

    /// <summary>Names this client to servers, over all its connections.</summary>
    public RpcClientId ClientId { get; }

    /// <inheritdoc/>
    public int NextCallId() => Interlocked.Increment(ref _lastCallId) & int.MaxValue;

    /// <summary>Calls a method as the client's options say, else as the overload with options of the call.</summary>
    public Task<TResponse> CallAsync<TResponse>(
        EndPoint server,
        RpcProtocolName protocol,
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new() =>
        CallAsync(server, protocol, method, request, parser, RpcCallOptions.Default, cancellation);

    /// <inheritdoc/>
    public Task<TResponse> CallAsync<TResponse>(
        EndPoint server,
        RpcProtocolName protocol,
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        RpcCallOptions options,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        ArgumentNullException.ThrowIfNull(parser);
        var call = new OutgoingCall(
            new ConnectionKey(server, options.User ?? _options.User, protocol.Name, options.Token ?? _options.Token),
            options.CallId ?? NextCallId(),
            options.RetryCount,
            method,
            protocol.EngineHeader(method),
            request,
            options.Timeout ?? _options.CallTimeout,
            _options.MaxDecodedReplyBytes);
        var retry = options.Retry ?? _options.Retry;
        return retry.MaxRetries == 0
            ? _connections.CallAsync<TResponse>(call, cancellation)
            : CallWithRetriesAsync<TResponse>(call, retry, cancellation);
    }

    /// <summary>Closes all connections; calls under way fail.</summary>
    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    private async Task<TResponse> CallWithRetriesAsync<TResponse>(OutgoingCall call, RpcRetryPolicy retry, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await _connections.CallAsync<TResponse>(
                    call with { RetryCount = call.RetryCount + attempt }, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (retry.Retries(e, attempt))
            {
                await Task.Delay(retry.Delay(attempt), cancellation).ConfigureAwait(false);
            }
        }
    }
}
