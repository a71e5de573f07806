using System.Net;
using System.Net.Sockets;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Wire;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;

namespace Hathi.Ring.Client;

/// <summary>A connection that is greeted.</summary>
/// <param name="Socket">The connection.</param>
/// <param name="Input">Its answers.</param>
/// <param name="Version">Agreed on.</param>
/// <param name="Supported">What the server offers.</param>
internal sealed record Dialled(Socket Socket, AnswerInput Input, ProtocolVersion Version, SupportedAnswer Supported);

/// <summary>Connects and greets, in a lower version where the server does not speak a higher: each on a connection of its own.</summary>
internal static class Dialler
{
    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="name">The same, for messages.</param>
    /// <param name="options">How.</param>
    /// <param name="limit">Ends it, in time or by the caller.</param>
    /// <param name="caller">The caller's.</param>
    internal static async Task<Dialled> ConnectAsync(
        EndPoint server, string name, RingConnectionOptions options, CancellationToken limit, CancellationToken caller)
    {
        try
        {
            for (var version = options.Version; version >= ProtocolVersion.V3; version--)
            {
                if (await TryAsync(server, name, version, options, limit).ConfigureAwait(false) is { } dialled)
                {
                    return dialled;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ProtocolException)
        {
            caller.ThrowIfCancellationRequested();
            throw ConnectionFailures.NotConnected(name, options.ConnectTimeout, e);
        }

        throw ConnectionFailures.NoCommonVersion(name);
    }

    private static async Task<Dialled?> TryAsync(
        EndPoint server, string name, ProtocolVersion version, RingConnectionOptions options, CancellationToken cancellationToken)
    {
        var socket = server.AddressFamily == AddressFamily.Unspecified
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var input = new AnswerInput(socket, options.MaxAnswerBytes);
        SupportedAnswer? supported = null;
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            supported = await new Greeting(socket, input, name, version, options).RunAsync(cancellationToken).ConfigureAwait(false);
            return supported is null ? null : new Dialled(socket, input, version, supported);
        }
        finally
        {
            if (supported is null)
            {
                input.Dispose();
                socket.Dispose();
            }
        }
    }
}
