using System.Net;
using Hathi.Hadoop.Conf;

namespace Hathi.Node;

/// <summary>Addresses of YARN's daemons, which follow from the ResourceManager's host where they are not set.</summary>
internal static class YarnEndpoints
{
    public static IPEndPoint ClientAddress(Configuration conf) => Of(conf, "yarn.resourcemanager.address", 8032);

    public static IPEndPoint TrackerAddress(Configuration conf) => Of(conf, "yarn.resourcemanager.resource-tracker.address", 8031);

    /// <exception cref="ConfigurationException">It is no address and port of this machine.</exception>
    public static IPEndPoint Of(Configuration conf, string key, int port) =>
        Endpoints.Read(conf, key, $"{conf.GetString("yarn.resourcemanager.hostname", "0.0.0.0")}:{port}");

    /// <summary>The node's own address, which its connections come from; null: the system chooses.</summary>
    public static IPAddress? Local(Configuration conf) => IPAddress.TryParse(conf.GetString("hathi.node.address", ""), out var address) ? address : null;
}
