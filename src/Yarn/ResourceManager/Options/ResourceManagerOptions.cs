using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Web.Pages;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;

namespace Hathi.Yarn.ResourceManager.Options;

/// <summary>What a ResourceManager process is told. The settings of its decisions, and its queues, are in <see cref="Core"/>.</summary>
public sealed record ResourceManagerOptions
{
    /// <summary>
    /// Where its log is kept (yarn.resourcemanager.fs.state-store.uri, a local directory here); made when it is not there.
    /// </summary>
    public required string StateDirectory { get; init; }

    /// <summary>yarn.resourcemanager.address, 8032: clients.</summary>
    public required IPEndPoint ClientAddress { get; init; }

    /// <summary>yarn.resourcemanager.scheduler.address, 8030: application masters, by token only.</summary>
    public required IPEndPoint SchedulerAddress { get; init; }

    /// <summary>yarn.resourcemanager.resource-tracker.address, 8031: NodeManagers.</summary>
    public required IPEndPoint TrackerAddress { get; init; }

    /// <summary>yarn.resourcemanager.admin.address, 8033.</summary>
    public required IPEndPoint AdminAddress { get; init; }

    /// <summary>yarn.resourcemanager.webapp.address, 8088.</summary>
    public required IPEndPoint WebAddress { get; init; }

    /// <summary>host:port by which <see cref="WebAddress"/> is reached from outside; null: as it is bound.</summary>
    public string? PublicWebAddress { get; init; }

    /// <summary>Settings of decisions: limits, times, queues.</summary>
    public required RmOptions Core { get; init; }

    /// <summary>Reads the queues again, for refreshQueues.</summary>
    /// <remarks>Throws <see cref="IOException"/> or <see cref="ArgumentException"/> when they cannot be read.</remarks>
    public required Func<QueueSettings> ReadQueues { get; init; }

    /// <summary>Reads again which hosts may join (yarn.resourcemanager.nodes.include-path and exclude-path), for refreshNodes.</summary>
    public required Func<ReadHosts<NodeLists>> ReadNodeLists { get; init; }

    /// <summary>
    /// Looks up again those names of <see cref="RmOptions.Lists"/> that had no address at the start, and gives the same
    /// lists with what was found.
    /// </summary>
    public Func<NodeLists> LookUpHosts { get; init; } = static () => NodeLists.Everyone;

    /// <summary>The rack of a host (net.topology.*).</summary>
    public Func<string, string> RackOf { get; init; } = static _ => "/default-rack";

    /// <summary>The groups of a user (hadoop.security.group.mapping), for getGroupsForUser.</summary>
    public Func<string, ValueTask<IReadOnlyList<string>>> GroupsOf { get; init; } = static _ => new([]);

    /// <summary>Reads who may administrate (yarn.admin.acl, *); the ResourceManager's own user always may.</summary>
    public Func<AccessList> ReadAdministrators { get; init; } = static () => AccessList.Everybody;

    /// <summary>yarn.acl.enable, off: the lists of queues and applications hold.</summary>
    public bool AccessListsEnabled { get; init; } = ResourceManagerKeys.AccessLists.Default;

    /// <summary>
    /// Reads who may use and administer the queues (acl_submit_applications, acl_administer_queue), at the start and for refreshQueues.
    /// </summary>
    /// <remarks>Throws as <see cref="ReadQueues"/> does.</remarks>
    public Func<IReadOnlyList<QueueAccess>> ReadQueueAccess { get; init; } = static () => [];

    /// <summary>The configuration that <c>/conf</c> shows.</summary>
    public Func<IReadOnlyList<ConfProperty>> RunningConfiguration { get; init; } = static () => [];

    /// <summary>Forgets what is known of groups, for refreshUserToGroupsMappings.</summary>
    public Action RefreshGroups { get; init; } = static () => { };

    /// <summary>Reads again who may act for whom (hadoop.proxyuser.*), for refreshSuperUserGroupsConfiguration.</summary>
    public Action RefreshImpersonation { get; init; } = static () => { };

    /// <summary>The address that connections to NodeManagers are made from; null: the system chooses.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Limits of the RPC servers, and who may act for whom.</summary>
    public RpcServerOptions Rpc { get; init; } = RpcServerOptions.Default;

    /// <summary>yarn.resourcemanager.amlauncher.thread-count: masters launched at once.</summary>
    public int MaxLaunches { get; init; } = ResourceManagerKeys.MaxLaunches.Default;

    /// <summary>The time for one startContainers call of a master's launch.</summary>
    public TimeSpan LaunchTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// When a launch is tried again: the NodeManager is not reached, or has just come back and has not registered yet
    /// (yarn.client.nodemanager-connect.*, there for three minutes). What it may have taken is not sent again.
    /// </summary>
    public RpcRetryPolicy LaunchRetry { get; init; } = new(
        MaxRetries: 5, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2), RepeatsSentCalls: false);

    /// <summary>Ticks while somebody waits for containers.</summary>
    public TimeSpan BusyTick { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Ticks otherwise.</summary>
    public TimeSpan IdleTick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>yarn.resourcemanager.am-rm-tokens.master-key-rolling-interval-secs and those of the other tokens, 86400.</summary>
    public TimeSpan KeyRollInterval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long the next keys are known before they are used: 1.5 × yarn.nm.liveness-monitor.expiry-interval-ms in Apache's.
    /// </summary>
    public TimeSpan KeyActivationDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Measures <see cref="KeyRollInterval"/> and <see cref="KeyActivationDelay"/>.</summary>
    public TimeProvider KeyTime { get; init; } = TimeProvider.System;

    /// <summary>yarn.resourcemanager.delegation.token.renew-interval, a day.</summary>
    public TimeSpan DelegationTokenRenewInterval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>yarn.resourcemanager.delegation.token.max-lifetime, a week.</summary>
    public TimeSpan DelegationTokenMaxLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Edits after which a checkpoint is written while the ResourceManager serves.</summary>
    public long CheckpointEdits { get; init; } = 100_000;

    /// <summary>How often that is looked at.</summary>
    public TimeSpan CheckpointCheck { get; init; } = TimeSpan.FromSeconds(60);
}
