using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Core.Options;
using Hathi.Web.Pages;

namespace Hathi.Hdfs.NameNode.Options;

/// <summary>What a NameNode process is told. Settings of the Core are in <see cref="Core"/>.</summary>
public sealed record NameNodeServerOptions
{
    /// <summary>dfs.namenode.name.dir</summary>
    public required string NameDirectory { get; init; }

    /// <summary>dfs.namenode.rpc-address, 8020.</summary>
    public required IPEndPoint RpcAddress { get; init; }

    /// <summary>dfs.namenode.http-address, 9870.</summary>
    public required IPEndPoint HttpAddress { get; init; }

    /// <summary>The configuration that <c>/conf</c> shows.</summary>
    public Func<IReadOnlyList<ConfProperty>> RunningConfiguration { get; init; } = static () => [];

    /// <summary>Where metasave writes (hadoop.log.dir).</summary>
    public required string LogDirectory { get; init; }

    /// <summary>
    /// Reads again which DataNodes may join and which are to leave (dfs.hosts, dfs.hosts.exclude: the keys as well as the files), for
    /// refreshNodes. At the start <see cref="BlockManagerOptions.Lists"/> count.
    /// </summary>
    /// <remarks>Throws <see cref="IOException"/> when they cannot be read; then nothing has changed.</remarks>
    public Func<ReadHosts<NodeLists>> ReadNodeLists { get; init; } = static () => new ReadHosts<NodeLists>(
        NodeLists.Everyone, static () => NodeLists.Everyone);

    /// <summary>
    /// Looks up again those names of <see cref="BlockManagerOptions.Lists"/> that had no address at the start, and gives the same
    /// lists with what was found.
    /// </summary>
    public Func<NodeLists> LookUpHosts { get; init; } = static () => NodeLists.Everyone;

    /// <summary>Settings of the name space.</summary>
    public required NameNodeOptions Core { get; init; }

    /// <summary>Settings of the block half.</summary>
    public required BlockManagerOptions Blocks { get; init; }

    /// <summary>The groups of users, of callers and of those that others act for: one memory for both.</summary>
    public required IUserGroups Groups { get; init; }

    /// <summary>Reads again who may act for whom (hadoop.proxyuser.*), for refreshSuperUserGroupsConfiguration.</summary>
    /// <remarks>Throws <see cref="IOException"/> when it cannot be read; then nothing has changed.</remarks>
    public Action RefreshImpersonation { get; init; } = static () => { };

    /// <summary>
    /// How the trash of users is emptied, where <see cref="NameNodeOptions.TrashIntervalMinutes"/> of <see cref="Core"/>
    /// says that there is one.
    /// </summary>
    public TrashOptions Trash { get; init; } = new();

    /// <summary>Limits of the RPC server.</summary>
    public RpcServerOptions Rpc { get; init; } = RpcServerOptions.Default;

    /// <summary>How often the Core looks at time-outs and gives out work.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>dfs.namenode.checkpoint.txns: edits after which a checkpoint is written while the NameNode serves.</summary>
    public long CheckpointEdits { get; init; } = NameNodeKeys.CheckpointEdits.Default;

    /// <summary>dfs.namenode.checkpoint.period, an hour: after which one is written of fewer edits too.</summary>
    public TimeSpan CheckpointPeriod { get; init; } = NameNodeKeys.CheckpointPeriod.Default;

    /// <summary>dfs.namenode.checkpoint.check.period, 60 s.</summary>
    public TimeSpan CheckpointCheck { get; init; } = NameNodeKeys.CheckpointCheck.Default;
}
