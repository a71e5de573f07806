using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.DataNode;
using Hathi.Hdfs.NameNode;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.MapReduce.History;
using Hathi.Platform.Disk;
using Hathi.Ring.Node;
using Hathi.Yarn.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>Starts the roles of one node, each by its name in <c>hathi.node.roles</c>.</summary>
/// <param name="conf">The node's configuration.</param>
/// <param name="confDirectory">Where it was read from.</param>
/// <param name="format">A NameNode directory that does not exist yet is made; without it that is an error.</param>
/// <param name="log">The node's log.</param>
/// <param name="clock">The node's clock.</param>
internal sealed class RoleStarter(Configuration conf, string confDirectory, bool format, ILogger log, IClock clock)
{
    private const string NameNodeRole = "namenode";
    private const string DataNodeRole = "datanode";
    private const string ResourceManagerRole = "resourcemanager";
    private const string HistoryServerRole = "historyserver";
    private const string RingRole = "ring";

    /// <summary>Ends when no role ends it: a role that runs as long as its process.</summary>
    private static readonly Task Never = new TaskCompletionSource().Task;

    // In the order in which they need each other. What leads has others that depend on it.
    private (string Name, bool Leads, Func<CancellationToken, Task<RunningRole>> Start)[] Known =>
    [
        (NameNodeRole, true, NameNodeAsync),
        (DataNodeRole, false, DataNodeAsync),
        (ResourceManagerRole, true, ResourceManagerAsync),
        (HistoryServerRole, true, HistoryServerAsync),
        (RingRole, false, RingAsync),
        (NodeManagerRole.Name, false, cancellationToken => NodeManagerRole.StartAsync(conf, log, clock, cancellationToken)),
    ];

    /// <summary>Starts every role that the configuration names.</summary>
    /// <param name="started">Receives each as soon as it runs, so that a later one's failure does not lose it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StartAsync(List<RunningRole> started, CancellationToken cancellationToken)
    {
        var wanted = conf.Get(NodeProcessKeys.Roles);
        foreach (var (name, leads, start) in Known)
        {
            if (wanted.Contains(name))
            {
                started.Add(await StartAsync(name, leads, start, log, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    /// <summary>
    /// Starts one. A port that is taken, a disk that fails, or a mistake of ours in it keeps a worker from starting, and nothing else of
    /// its node; what is written wrongly is told at once.
    /// </summary>
    internal static async Task<RunningRole> StartAsync(
        string name, bool leads, Func<CancellationToken, Task<RunningRole>> start, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            return await start(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!leads && e is not (ConfigurationException or ArgumentException or OperationCanceledException))
        {
            if (!DiskFaults.Is(e))
            {
                log.RoleNotStarted(e, name, e.Message);
            }

            return RunningRole.NotStarted(name, e);
        }
    }

    private async Task<RunningRole> NameNodeAsync(CancellationToken cancellationToken)
    {
        var options = NameNodeSettings.Read(conf, confDirectory, log);
        if (format && !NameDirectory.IsFormatted(options.NameDirectory))
        {
            var now = UnixTimes.At(clock.Read().WallMilliseconds);
            NameDirectory.Format(RealDisk.Instance, options.NameDirectory, null, options.RpcAddress.Address, now);
            log.Formatted(options.NameDirectory);
        }

        var server = await NameNodeServer.StartAsync(options, log, clock, cancellationToken).ConfigureAwait(false);
        return new RunningRole(NameNodeRole, Leads: true, server, server.OutOfSafeMode, server.Failed);
    }

    private async Task<RunningRole> DataNodeAsync(CancellationToken cancellationToken)
    {
        var server = await DataNodeServer.StartAsync(DataNodeSettings.Read(conf, log), log, clock, cancellationToken).ConfigureAwait(false);
        return new RunningRole(DataNodeRole, Leads: false, server, server.Registered, server.Stopped);
    }

    private async Task<RunningRole> ResourceManagerAsync(CancellationToken cancellationToken)
    {
        var options = ResourceManagerSettings.Read(conf, confDirectory, log);
        var server = await ResourceManagerServer.StartAsync(options, log, clock, cancellationToken).ConfigureAwait(false);
        return new RunningRole(ResourceManagerRole, Leads: true, server, Task.CompletedTask, server.Failed);
    }

    private async Task<RunningRole> RingAsync(CancellationToken cancellationToken)
    {
        var server = await RingNode.StartAsync(RingSettings.Read(conf), log, clock, cancellationToken).ConfigureAwait(false);
        return new RunningRole(RingRole, Leads: false, server, Task.CompletedTask, server.Failed);
    }

    private async Task<RunningRole> HistoryServerAsync(CancellationToken cancellationToken)
    {
        var server = await HistoryServer.StartAsync(HistorySettings.Read(conf, log), log, clock, cancellationToken).ConfigureAwait(false);
        return new RunningRole(HistoryServerRole, Leads: true, server, server.Opened, Never);
    }
}
