using System.Globalization;
using System.Net;

namespace Hathi.Hadoop.Rpc;

/// <summary>Addresses of servers as users write them.</summary>
public static class RpcAddress
{
    /// <summary>Reads "host:port", where the host is a name, an IPv4 address or an IPv6 address in brackets.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static EndPoint Parse(string hostAndPort)
    {
        var colon = hostAndPort.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            throw new FormatException($"\"{hostAndPort}\" is not an address: write host:port, such as 127.77.0.200:8020");
        }

        var host = hostAndPort[..colon].Trim('[', ']');
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }

    /// <summary>Writes "host:port".</summary>
    public static string Format(EndPoint endPoint) => endPoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endPoint.ToString() ?? "?";
}
