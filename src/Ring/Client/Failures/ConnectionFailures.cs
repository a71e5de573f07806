using System.Net;
using System.Net.Sockets;

namespace Hathi.Ring.Client.Failures;

/// <summary>The environment's failures as a user should read them.</summary>
internal static class ConnectionFailures
{
    internal static string Format(EndPoint server) => server switch
    {
        DnsEndPoint named => $"{named.Host}:{named.Port}",
        _ => server.ToString() ?? "",
    };

    internal static RingConnectionException NotConnected(string server, TimeSpan limit, Exception cause) => new(
        server,
        (cause as SocketException)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"No server listens at {server} (Connection refused). Check that it runs, and host and port.",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                $"The host of {server} is not known. Check its spelling, /etc/hosts and DNS.",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable =>
                $"There is no route to {server}. Check the network and the address.",
            _ when cause is OperationCanceledException =>
                $"{server} did not take the connection within {limit.TotalSeconds:0.###} s. Check host, port and firewalls.",
            _ => $"No connection with {server}: {cause.Message}",
        },
        mayHaveRun: false,
        cause);

    internal static RingConnectionException NoCommonVersion(string server) => new(
        server,
        $"{server} speaks none of versions 3 to 5 of the native protocol. Check that it is a Cassandra, and its version.",
        mayHaveRun: false,
        inner: null);

    internal static RingConnectionException Unexpected(string server, string what) => new(
        server,
        $"{server} answered with {what}. Check that this is a Cassandra's native port (9042 for most).",
        mayHaveRun: true,
        inner: null);

    internal static RingConnectionException Closed(string server) => new(
        server, $"{server} closed the connection. Check the server's log.", mayHaveRun: true, inner: null);

    internal static RingConnectionException Broken(string server, Exception cause) => new(
        server, $"The connection with {server} broke: {cause.Message}", mayHaveRun: true, cause);

    internal static RingConnectionException Lost(RingConnectionException cause, bool mayHaveRun) =>
        new(cause.Server, cause.Message, mayHaveRun, cause);

    internal static RingConnectionException NotAnswered(string server, TimeSpan limit) => new(
        server,
        $"{server} did not answer within {limit.TotalSeconds:0.###} s. Check that the server is well, or allow more time.",
        mayHaveRun: true,
        inner: null);

    internal static RingConnectionException NotSent(string server, TimeSpan limit) => new(
        server,
        $"A request could not be sent to {server} within {limit.TotalSeconds:0.###} s, for too many others wait for their answers. "
        + "Check that the server is well, ask for less at once, or allow more time.",
        mayHaveRun: false,
        inner: null);

    internal static RingConnectionException Silent(string server, int unanswered) => new(
        server,
        $"{server} has left {unanswered} requests without an answer. Check that the server is well.",
        mayHaveRun: true,
        inner: null);
}
