using System.Net.Sockets;
using System.Text;

namespace Hathi.Lab.Drivers.Process;

/// <summary>
/// Where nodes say that they serve: a datagram <c>NAME READY=1</c> or <c>NAME FAILED=reason</c>, in the manner of systemd's notify socket
/// (sd_notify), so that <c>hathi up</c> waits for events instead of trying ports.
/// </summary>
public sealed class ReadySocket : IDisposable
{
    /// <summary>The variable that names the socket to a node.</summary>
    public const string Variable = "HATHI_NOTIFY_SOCKET";

    private const int MaxDatagram = 8192;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ReadySocket()
    {
        // Below /tmp: a socket's path has at most 107 bytes, and a home directory may be long.
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"hathi-{Environment.ProcessId}-{Guid.NewGuid():N}.sock"[..40]);
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
    }

    public string Path { get; }

    /// <summary>The next word from a node.</summary>
    /// <returns>The node's name, and null when it serves or the reason why it does not.</returns>
    public async Task<(string Node, string? Failure)> ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxDatagram];
        while (true)
        {
            var length = await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && text.AsSpan(space + 1).StartsWith("READY=1"))
            {
                return (text[..space], null);
            }

            if (space > 0 && text.AsSpan(space + 1).StartsWith("FAILED="))
            {
                return (text[..space], text[(space + 8)..]);
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(Path);
    }
}
