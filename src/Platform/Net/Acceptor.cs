using System.Net.Sockets;

namespace Hathi.Platform.Net;

/// <summary>Accepts connections of a listening socket, whatever happens, until it is disposed.</summary>
/// <param name="listener">Bound and listening; its own from here on.</param>
/// <param name="tell">Is told that accepting fails, when it begins and then once a minute.</param>
public sealed class Acceptor(Socket listener, Action<string> tell) : IDisposable
{
    private readonly AcceptFailures _failures = new(tell);
    private readonly CancellationTokenSource _end = new();

    /// <summary>The next connection; null: it was disposed. One call at a time.</summary>
    public async ValueTask<Socket?> AcceptAsync()
    {
        var end = _end.Token;
        while (!end.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(end).ConfigureAwait(false);
                _failures.Succeeded();
                return socket;
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException e)
            {
                await Task.Delay(_failures.Failed(e, Environment.TickCount64), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    /// <summary>Listens no more. May be called while <see cref="AcceptAsync"/> waits, and again.</summary>
    public void Dispose()
    {
        _end.Cancel();
        listener.Dispose();
    }
}
