using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>Limits of a role's RPC server, who may act for whom there, and how long groups are known, from Hadoop's keys.</summary>
internal static class RpcSettings
{
    /// <param name="conf">The node's configuration.</param>
    /// <param name="groups">The groups of users, for <c>hadoop.proxyuser.USER.groups</c>.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static RpcServerOptions Read(Configuration conf, IUserGroups groups)
    {
        var limits = RpcServerOptions.Default;
        var maxFrameBytes = conf.Get(RpcKeys.MaxDataLength);
        return limits with
        {
            MaxFrameBytes = maxFrameBytes,
            MaxGatheredBytes = Math.Max(limits.MaxGatheredBytes, RpcServerOptions.LeastGatheredBytes(maxFrameBytes)),
            MaxDecodedBytes = Math.Max(limits.MaxDecodedBytes, RpcServerOptions.LeastDecodedBytes(maxFrameBytes)),
            MayImpersonate = Rules(conf, groups).AllowsAsync,
        };
    }

    /// <summary>
    /// The options again with rules that can be read again, and what reads them: then a file that cannot be read
    /// leaves everything as it was.
    /// </summary>
    /// <param name="options">What was read at the start.</param>
    /// <param name="confDirectory">Where the configuration lies.</param>
    /// <param name="groups">The groups of users.</param>
    public static (RpcServerOptions Options, Action Refresh) WithRefresh(RpcServerOptions options, string confDirectory, IUserGroups groups)
    {
        var rules = options.MayImpersonate;
        return (
            options with { MayImpersonate = (real, user, from) => Volatile.Read(ref rules)(real, user, from) },
            () => Volatile.Write(ref rules, Again(confDirectory, now => Rules(now, groups)).AllowsAsync));
    }

    /// <summary>Something of the configuration as it is now.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static T Again<T>(string confDirectory, Func<Configuration, T> read) => Asked(() => read(Configuration.Load(confDirectory)));

    /// <summary>The groups of users as this machine knows them.</summary>
    /// <param name="conf">The node's configuration.</param>
    /// <param name="log">Is told of look-ups that fail.</param>
    public static IUserGroups Groups(Configuration conf, ILogger log)
    {
        return OsUserGroups.Create(
            UserGroupsOptions.Default with
            {
                Known = Seconds(RpcKeys.GroupsSeconds),
                Unknown = Seconds(RpcKeys.NoGroupsSeconds),
                ReloadsInBackground = conf.Get(RpcKeys.ReloadsGroupsInBackground),
                MaxLookUps = Math.Clamp(conf.Get(RpcKeys.GroupLookUps), 1, 64),
            },
            SystemClock.Instance,
            log);

        TimeSpan Seconds(Setting<long> key) => TimeSpan.FromSeconds(Math.Max(0, conf.Get(key)));
    }

    /// <summary>Something that is read again: who asked for it is told what is wrong, by a call's answer.</summary>
    /// <exception cref="RefreshException">It cannot be read.</exception>
    public static T Asked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ConfigurationException e)
        {
            throw new RefreshException(e.Message, e);
        }
    }

    private static ImpersonationRules Rules(Configuration conf, IUserGroups groups)
    {
        try
        {
            return new ImpersonationRules(conf.All(), groups);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }
}
