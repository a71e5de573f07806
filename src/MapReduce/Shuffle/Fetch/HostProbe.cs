using System.Net.Sockets;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>Whether there is a way to a node's shuffle service: it takes a connection, and is asked for nothing.</summary>
internal static class HostProbe
{
    /// <summary>A job may have minutes as its time-out of connections; an answer that takes longer than this is none.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    internal static async Task<bool> IsReachedAsync((string Name, int Port) host, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(patience < s_longest ? patience : s_longest);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host.Name, host.Port, stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            return false;
        }
    }
}
