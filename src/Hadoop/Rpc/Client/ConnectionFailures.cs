using System.Net.Sockets;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>The environment's failures as a user should read them: what happened, where, what to do.</summary>
internal static class ConnectionFailures
{
    public static RpcConnectionException CannotConnect(string server, RpcClientOptions options, Exception cause)
    {
        var error = (cause as SocketException)?.SocketErrorCode;
        var (what, retriable) = error switch
        {
            SocketError.ConnectionRefused =>
                ($"No server listens at {server} (Connection refused). Check that it runs, and the host and port.", true),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                ($"The host of {server} is not known. Check its spelling, /etc/hosts and DNS.", error == SocketError.TryAgain),
            SocketError.AddressNotAvailable when options.LocalAddress is not null =>
                ($"Cannot connect to {server} from {options.LocalAddress}: this machine does not have that address.", false),
            SocketError.NetworkUnreachable or SocketError.HostUnreachable =>
                ($"There is no route to {server}. Check the network and the address.", true),
            _ when cause is OperationCanceledException or TimeoutException =>
                ($"{server} did not take the connection within {options.ConnectTimeout.TotalSeconds:0.###} s. "
                    + "Check the host, the port and firewalls.", true),
            _ => ($"Cannot connect to {server}: {cause.Message}", true),
        };
        return new RpcConnectionException(server, what, callMayHaveRun: false, retriable, cause);
    }

    public static RpcConnectionException NotSentInTime(OutgoingCall call) => new(
        call.Server,
        $"{call.Method} could not be sent to {call.Server} within {Seconds(call)} s: "
        + "it does not take the connection, or too many calls wait for it. Check that the server is well, or allow more time.",
        callMayHaveRun: false,
        retriable: true,
        inner: null);

    public static RpcConnectionException NotAnsweredInTime(OutgoingCall call) => new(
        call.Server,
        $"{call.Server} did not answer {call.Method} within {Seconds(call)} s. Check that the server is well, or allow more time.",
        callMayHaveRun: true,
        retriable: true,
        inner: null);

    public static RpcConnectionException Broken(OutgoingCall call, string reason, bool mayHaveRun, bool retriable, Exception? cause) => new(
        call.Server,
        $"{call.Method} at {call.Server} has no answer: {reason}",
        mayHaveRun,
        retriable,
        cause);

    private static string Seconds(OutgoingCall call) => $"{call.Timeout.TotalSeconds:0.###}";
}
