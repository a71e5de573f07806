using System.Net.Sockets;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>Asks whether there is a way to a node's shuffle service, and whether that is alive.</summary>
internal static class HostProbe
{
    /// <summary>A job may have minutes as its time-out of connections; an answer that takes longer than this is none.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    // Whatever is said to it is an answer.
    private static readonly byte[] s_question = "GET /mapOutput HTTP/1.1\r\nHost: shuffle\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>Whether it takes a connection.</summary>
    /// <param name="host">Whom to ask.</param>
    /// <param name="anAnswer">And answers a request: a process that hangs takes connections.</param>
    /// <param name="patience">For all of it.</param>
    /// <param name="cancellationToken">Stops it; the answer is no.</param>
    internal static async Task<bool> AskAsync(
        (string Name, int Port) host, bool anAnswer, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(patience < s_longest ? patience : s_longest);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host.Name, host.Port, stop.Token).ConfigureAwait(false);
            if (!anAnswer)
            {
                return true;
            }

            await socket.SendAsync(s_question, SocketFlags.None, stop.Token).ConfigureAwait(false);
            return await socket.ReceiveAsync(new byte[1], SocketFlags.None, stop.Token).ConfigureAwait(false) > 0;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            return false;
        }
    }
}
