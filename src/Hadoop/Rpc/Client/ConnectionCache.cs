using Google.Protobuf;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>The open connections of a client, one a key; opened by the first call that needs it, replaced when it has closed.</summary>
internal sealed class ConnectionCache(RpcClientOptions options, byte[] clientId) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ConnectionKey, Lazy<Task<ClientConnection>>> _connections = [];
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Makes one attempt of a call.</summary>
    public Task<TResponse> CallAsync<TResponse>(OutgoingCall call, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<TResponse>(cancellation);
        }

        var pending = new PendingCall<TResponse>(call);
        var opening = GetOrOpen(call.Key);
        return opening.IsCompletedSuccessfully && opening.Result.TrySend(pending)
            ? Observe(pending, opening.Result, cancellation)
            : OpenAndCallAsync(pending, opening, cancellation);
    }

    /// <summary>Closes all connections; calls under way fail.</summary>
    public async ValueTask DisposeAsync()
    {
        Lazy<Task<ClientConnection>>[] all;
        await _disposed.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            all = [.. _connections.Values];
            _connections.Clear();
        }

        foreach (var entry in all)
        {
            var opening = entry.Value;
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
            {
                await opening.Result.CloseAsync("the client was disposed").ConfigureAwait(false);
            }
        }
    }

    private async Task<TResponse> OpenAndCallAsync<TResponse>(
        PendingCall<TResponse> pending,
        Task<ClientConnection> opening,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        while (true)
        {
            var connection = await WaitAsync(opening, pending, cancellation).ConfigureAwait(false);
            if (await WaitForRoomAsync(connection, pending, cancellation).ConfigureAwait(false))
            {
                return await Observe(pending, connection, cancellation).ConfigureAwait(false);
            }

            // It closed under our hands, before anything was sent.
            if (connection.HopelessFor(pending.Call) is { } failure)
            {
                throw failure;
            }

            opening = GetOrOpen(pending.Call.Key);
        }
    }

    private static async ValueTask<bool> WaitForRoomAsync(ClientConnection connection, PendingCall pending, CancellationToken cancellation)
    {
        while (!connection.TrySend(pending))
        {
            if (connection.IsClosed)
            {
                return false;
            }

            await WaitAsync(connection.RoomAsync(), pending, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private static async Task<T> WaitAsync<T>(Task<T> task, PendingCall pending, CancellationToken cancellation)
    {
        await WaitAsync((Task)task, pending, cancellation).ConfigureAwait(false);
        return task.Result;
    }

    private static async Task WaitAsync(Task task, PendingCall pending, CancellationToken cancellation)
    {
        try
        {
            var left = Math.Max(0, pending.Deadline - Environment.TickCount64);
            await task.WaitAsync(TimeSpan.FromMilliseconds(left), cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw ConnectionFailures.NotSentInTime(pending.Call);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ObjectDisposedException(
                nameof(RpcClient), $"The client was disposed while {pending.Call.Method} waited for {pending.Call.Server}.");
        }
    }

    private static Task<TResponse> Observe<TResponse>(
        PendingCall<TResponse> pending, ClientConnection connection, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new() =>
        cancellation.CanBeCanceled ? ObserveCancellableAsync(pending, connection, cancellation) : pending.Task;

    private static async Task<TResponse> ObserveCancellableAsync<TResponse>(
        PendingCall<TResponse> pending,
        ClientConnection connection,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        using (cancellation.UnsafeRegister(
            static (state, token) =>
            {
                var (call, owner) = ((PendingCall, ClientConnection))state!;
                owner.Forget(call);
                call.Cancel(token);
            },
            ((PendingCall)pending, connection)))
        {
            return await pending.Task.ConfigureAwait(false);
        }
    }

    private Task<ClientConnection> GetOrOpen(ConnectionKey key)
    {
        Lazy<Task<ClientConnection>>? entry;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, typeof(RpcClient));
            if (!_connections.TryGetValue(key, out entry) || !IsUsable(entry))
            {
                entry = new(() => ClientConnection.OpenAsync(key, options, clientId, Removed, _disposed.Token));
                _connections[key] = entry;
            }
        }

        return entry.Value; // connects outside of the lock
    }

    private static bool IsUsable(Lazy<Task<ClientConnection>> entry) =>
        !entry.IsValueCreated || !entry.Value.IsCompleted || (entry.Value.IsCompletedSuccessfully && !entry.Value.Result.IsClosed);

    private void Removed(ClientConnection connection)
    {
        lock (_gate)
        {
            if (_connections.TryGetValue(connection.Key, out var entry)
                && entry is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } opening }
                && opening.Result == connection)
            {
                _connections.Remove(connection.Key);
            }
        }
    }
}
