using Hathi.Hdfs.Client;
using Hathi.Hdfs.NameNode;
using Hathi.Rpc;

namespace Hathi.Node;

/// <summary>Limits of a role's RPC server, and who may act for whom there, from Hadoop's keys.</summary>
internal static class RpcSettings
{
    /// <param name="conf">The node's configuration.</param>
    /// <param name="groups">The groups of users, for <c>hadoop.proxyuser.USER.groups</c>.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static RpcServerOptions Read(Configuration conf, IUserGroups groups)
    {
        try
        {
            var limits = RpcServerOptions.Default;
            var maxFrameBytes = conf.GetInt("ipc.maximum.data.length", limits.MaxFrameBytes);
            return limits with
            {
                MaxFrameBytes = maxFrameBytes,
                MaxGatheredBytes = Math.Max(limits.MaxGatheredBytes, maxFrameBytes),
                MayImpersonate = new ImpersonationRules(conf.All(), groups.GroupsOf).Allows,
            };
        }
        catch (FormatException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }
}
