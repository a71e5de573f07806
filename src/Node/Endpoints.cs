using System.Globalization;
using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Node;

/// <summary>host:port settings.</summary>
internal static class Endpoints
{
    /// <exception cref="ConfigurationException">It is no address and port of this machine.</exception>
    public static IPEndPoint Read(Configuration conf, Setting<string> key) => Read(conf, key, key.Default);

    /// <param name="conf">The node's configuration.</param>
    /// <param name="key">The setting.</param>
    /// <param name="otherwise">What holds when it is not set.</param>
    /// <exception cref="ConfigurationException">It is no address and port of this machine.</exception>
    public static IPEndPoint Read(Configuration conf, Setting<string> key, string otherwise)
    {
        var text = conf.Get(key, otherwise);
        var colon = text.LastIndexOf(':');
        if (colon > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= IPEndPoint.MaxPort)
        {
            var host = text[..colon];
            if (IPAddress.TryParse(host, out var address))
            {
                return new IPEndPoint(address, port);
            }

            try
            {
                return new IPEndPoint(Dns.GetHostAddresses(host)[0], port);
            }
            catch (System.Net.Sockets.SocketException e)
            {
                throw new ConfigurationException($"{key} = {text}: the host {host} is not known here ({e.Message})", e);
            }
        }

        throw new ConfigurationException($"{key} = {text}: expected address:port, for example 127.77.0.200:8020", null);
    }
}
