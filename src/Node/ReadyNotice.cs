using System.Net.Sockets;
using System.Text;

namespace Hathi.Node;

/// <summary>Tells whoever started this node that it serves, or why it does not; silent when nobody asked.</summary>
internal sealed class ReadyNotice(string? socketPath, string node)
{
    public void Ready() => Send("READY=1");

    public void Failed(string reason) => Send("FAILED=" + reason);

    private void Send(string text)
    {
        if (string.IsNullOrEmpty(socketPath))
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes($"{node} {text}"), new UnixDomainSocketEndPoint(socketPath));
        }
        catch (SocketException)
        {
            // The starter has gone; the node goes on.
        }
    }
}
