using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Node;

/// <summary>Addresses of YARN's daemons, which follow from the ResourceManager's host where they are not set.</summary>
internal static class YarnEndpoints
{
    public static IPEndPoint ClientAddress(Configuration conf) => Of(conf, YarnKeys.ClientAddress, 8032);

    public static IPEndPoint TrackerAddress(Configuration conf) => Of(conf, YarnKeys.TrackerAddress, 8031);

    /// <exception cref="ConfigurationException">It is no address and port of this machine.</exception>
    public static IPEndPoint Of(Configuration conf, Setting<string> key, int port) =>
        Endpoints.Read(conf, key, $"{conf.Get(YarnKeys.ResourceManagerHost)}:{port}");

    /// <summary>The node's own address, which its connections come from; null: the system chooses.</summary>
    public static IPAddress? Local(Configuration conf) =>
        IPAddress.TryParse(conf.Get(NodeProcessKeys.Address), out var address) ? address : null;
}
