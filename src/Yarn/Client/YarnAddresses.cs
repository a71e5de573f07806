using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;

namespace Hathi.Yarn.Client;

/// <summary>
/// Where the ResourceManager listens, from Hadoop's keys: each address, or <c>yarn.resourcemanager.hostname</c> with the standard port.
/// </summary>
public static class YarnAddresses
{
    /// <summary>yarn.resourcemanager.address, port 8032.</summary>
    public static EndPoint ForClients(Configuration configuration) => Find(configuration, YarnKeys.ClientAddress, 8032);

    /// <summary>yarn.resourcemanager.scheduler.address, port 8030: for application masters.</summary>
    public static EndPoint ForMasters(Configuration configuration) => Find(configuration, YarnKeys.SchedulerAddress, 8030);

    /// <summary>yarn.resourcemanager.admin.address, port 8033.</summary>
    public static EndPoint ForAdministrators(Configuration configuration) => Find(configuration, YarnKeys.AdminAddress, 8033);

    /// <summary>yarn.resourcemanager.webapp.address, port 8088: REST.</summary>
    public static EndPoint ForWeb(Configuration configuration) => Find(configuration, YarnKeys.WebAddress, 8088);

    /// <exception cref="ConfigurationException">The value is no address, or nothing says where the ResourceManager is.</exception>
    private static EndPoint Find(Configuration configuration, Setting<string> key, int port)
    {
        var text = configuration.Get(key);
        if (text.Length == 0)
        {
            var host = configuration.Get(YarnKeys.ResourceManagerHost);
            if (host == YarnKeys.ResourceManagerHost.Default)
            {
                throw new ConfigurationException(
                    $"Nothing says where the ResourceManager is: set {YarnKeys.ResourceManagerHost} in yarn-site.xml of HADOOP_CONF_DIR, "
                    + $"or {key}.",
                    null);
            }

            text = host;
        }

        try
        {
            return RpcAddress.Parse(text.Contains(':', StringComparison.Ordinal) ? text : $"{text}:{port}");
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{key} = {text}: {e.Message}", e);
        }
    }
}
