using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>Clients and administrators.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task Queues_nodes_and_figures_are_told()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var queue = (await rm.ClientAsync(
            "getQueueInfo", new GetQueueInfoRequestProto { QueueName = "root", IncludeChildQueues = true, Recursive = true },
            GetQueueInfoResponseProto.Parser)).QueueInfo;
        var leaf = Assert.Single(queue.ChildQueues);
        Assert.Equal(
            ("default", "root.default", 1f, QueueStateProto.QRunning), (leaf.QueueName, leaf.QueuePath, leaf.Capacity, leaf.State));
        var shown = Assert.Single(
            (await rm.ClientAsync("getClusterNodes", new GetClusterNodesRequestProto(), GetClusterNodesResponseProto.Parser)).NodeReports);
        Assert.Equal((node.Id, NodeStateProto.NsRunning, 4096L), (shown.NodeId, shown.NodeState, shown.Capability.Memory));
        var figures = (await rm.ClientAsync(
            "getClusterMetrics", new GetClusterMetricsRequestProto(), GetClusterMetricsResponseProto.Parser)).ClusterMetrics;
        Assert.Equal((1, 1), (figures.NumNodeManagers, figures.NumActiveNms));
    }

    [Fact]
    public async Task Administrators_are_those_of_the_access_list_once_it_was_read_again()
    {
        await using var rm = await TestResourceManager.StartAsync();
        rm.Administrators = "bob staff";
        await rm.AdminAsync("refreshAdminAcls", new RefreshAdminAclsRequestProto(), RefreshAdminAclsResponseProto.Parser);
        rm.Administrators = "bob others";
        await rm.AdminAsync("refreshAdminAcls", new RefreshAdminAclsRequestProto(), RefreshAdminAclsResponseProto.Parser);
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.AdminAsync("refreshNodes", new RefreshNodesRequestProto(), RefreshNodesResponseProto.Parser));
        Assert.Equal("org.apache.hadoop.yarn.exceptions.YarnException", refused.JavaClass);
        Assert.Contains(
            JavaErrors.AccessControl + ": User alice doesn't have permission to call 'refreshNodes'",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_and_impersonation_rules_are_read_again_and_service_lists_are_not_there()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await rm.AdminAsync(
            "refreshUserToGroupsMappings", new RefreshUserToGroupsMappingsRequestProto(), RefreshUserToGroupsMappingsResponseProto.Parser);
        await rm.AdminAsync(
            "refreshSuperUserGroupsConfiguration",
            new RefreshSuperUserGroupsConfigurationRequestProto(),
            RefreshSuperUserGroupsConfigurationResponseProto.Parser);
        Assert.Equal(["groups", "impersonation"], rm.ReadAgain);
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.AdminAsync("refreshServiceAcls", new RefreshServiceAclsRequestProto(), RefreshServiceAclsResponseProto.Parser));
        Assert.Contains("hadoop.security.authorization", refused.Message, StringComparison.Ordinal);

        // Stock clients take a java.io.IOException for a fault of the network, and ask again for a quarter of an hour.
        Assert.Equal("org.apache.hadoop.yarn.exceptions.YarnException", refused.JavaClass);
        Assert.StartsWith("java.io.IOException: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_queue_that_is_not_there_nothing_is_said_and_one_that_would_go_with_its_applications_stays()
    {
        await using var rm = await TestResourceManager.StartAsync();
        Assert.Null((await rm.ClientAsync(
            "getQueueInfo", new GetQueueInfoRequestProto { QueueName = "nowhere" }, GetQueueInfoResponseProto.Parser)).QueueInfo);
        await rm.SubmitAsync();
        rm.Queues = new QueueSettings { Name = "root", Children = [new QueueSettings { Name = "other" }] };
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.AdminAsync("refreshQueues", new RefreshQueuesRequestProto(), RefreshQueuesResponseProto.Parser));
        Assert.Equal("org.apache.hadoop.yarn.exceptions.YarnException", refused.JavaClass);
        Assert.StartsWith(
            "java.io.IOException: Failed to re-init queues : queue root.default has 1 applications",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_excluded_is_sent_away()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        rm.Lists = new NodeLists(new HashSet<string>(), new HashSet<string> { node.Id.Host });
        await rm.AdminAsync("refreshNodes", new RefreshNodesRequestProto(), RefreshNodesResponseProto.Parser);
        Assert.Equal(NodeActionProto.Shutdown, (await node.HeartbeatAsync()).NodeAction);
        await node.RegisterAsync();
        Assert.Equal(NodeActionProto.Shutdown, node.Registered.NodeAction);
        Assert.Null(node.Registered.ContainerTokenMasterKey);
    }

    /// <summary>Whatever it calls itself: a list names it by the address that it comes from, also when that is found only later.</summary>
    [Fact]
    public async Task A_node_is_excluded_by_its_address_and_names_are_looked_up_again()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rm.LookUpHosts = () =>
        {
            asked.TrySetResult();
            return rm.Lists with { Unresolved = 0 };
        };
        rm.Lists = new NodeLists(new HashSet<string>(), new HashSet<string> { "another-name" }) { Unresolved = 1 };
        await rm.AdminAsync("refreshNodes", new RefreshNodesRequestProto(), RefreshNodesResponseProto.Parser);
        await asked.Task.Patiently();

        rm.Lists = new NodeLists(new HashSet<string>(), new HashSet<string> { "another-name", "127.0.0.1" });
        await rm.AdminAsync("refreshNodes", new RefreshNodesRequestProto(), RefreshNodesResponseProto.Parser);
        Assert.Equal(NodeActionProto.Shutdown, (await node.HeartbeatAsync()).NodeAction);
    }

    [Fact]
    public void Every_refusal_has_a_class_of_Java()
    {
        foreach (var error in Enum.GetValues<RmError>())
        {
            Assert.StartsWith("org.apache.hadoop.", FaultMapping.ToRpc(error, "refused").JavaClass, StringComparison.Ordinal);
        }

        // The one after which a stock NodeManager asks again instead of ending.
        Assert.Equal("org.apache.hadoop.ipc.RetriableException", FaultMapping.ToRpc(RmError.Retriable, "refused").JavaClass);
    }

    [Theory]
    [InlineData("getApplicationReport", "org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException")]
    [InlineData("forceKillApplication", "org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException")]
    [InlineData("reserveEverything", JavaErrors.UnsupportedOperation)]
    public async Task What_is_not_there_is_refused_by_the_name_that_Java_expects(string method, string javaClass)
    {
        await using var rm = await TestResourceManager.StartAsync();
        var unknown = new GetApplicationReportRequestProto { ApplicationId = new ApplicationIdProto { Id = 1, ClusterTimestamp = 1 } };
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.ClientAsync(method, unknown, GetApplicationReportResponseProto.Parser));
        Assert.Equal(javaClass, refusal.JavaClass);
    }

    [Fact]
    public async Task A_lifetime_is_changed_and_shown()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var id = await rm.SubmitAsync();
        Assert.Equal("UNLIMITED", Assert.Single((await rm.ReportAsync(id)).AppTimeouts).ApplicationTimeout.ExpireTime);
        const string Time = "2999-01-31T23:59:59.000+0000";
        await rm.ClientAsync(
            "updateApplicationTimeouts",
            new UpdateApplicationTimeoutsRequestProto
            {
                ApplicationId = id,
                ApplicationTimeouts = { new ApplicationUpdateTimeoutMapProto
                {
                    ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime, ExpireTime = Time,
                } },
            },
            UpdateApplicationTimeoutsResponseProto.Parser);
        Assert.Equal(Time, Assert.Single((await rm.ReportAsync(id)).AppTimeouts).ApplicationTimeout.ExpireTime);
    }

    [Theory]
    [InlineData("At least one ApplicationTimeoutType should be configured for updating timeouts.")]
    [InlineData(
        "Expire time is not in ISO8601 format. ISO8601 supported format is yyyy-MM-dd'T'HH:mm:ss.SSSZ. Configured timeout value is soon",
        "soon")]
    [InlineData(
        "Expire time is not in ISO8601 format. ISO8601 supported format is yyyy-MM-dd'T'HH:mm:ss.SSSZ. Configured timeout value is soon",
        "2999-01-31T23:59:59.000+0000",
        "soon")]
    [InlineData("Expire time is less than current time, current-time=", "1999-01-31T23:59:59.000+0000")]
    [InlineData("Expire time is less than current time, current-time=", "2999-01-31T23:59:59.000+0000", "1999-01-31T23:59:59.000+0000")]
    public async Task A_lifetime_that_is_none_is_refused_in_Apaches_words_and_changes_nothing(string message, params string[] times)
    {
        await using var rm = await TestResourceManager.StartAsync();
        var id = await rm.SubmitAsync();
        var request = new UpdateApplicationTimeoutsRequestProto { ApplicationId = id };
        request.ApplicationTimeouts.AddRange(times.Select(static time => new ApplicationUpdateTimeoutMapProto
        {
            ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime, ExpireTime = time,
        }));
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.ClientAsync("updateApplicationTimeouts", request, UpdateApplicationTimeoutsResponseProto.Parser));
        Assert.Equal("org.apache.hadoop.yarn.exceptions.YarnException", refusal.JavaClass);
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.True(
            !message.EndsWith('=') || refusal.Message.EndsWith($"+0000 expire-time={times[^1]}", StringComparison.Ordinal),
            refusal.Message);
        Assert.Equal("UNLIMITED", Assert.Single((await rm.ReportAsync(id)).AppTimeouts).ApplicationTimeout.ExpireTime);
    }

    /// <summary>A message keeps fields that it does not know.</summary>
    [Fact]
    public async Task A_lifetime_is_answered_as_it_was_read_and_without_what_is_not_known()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var known = new ApplicationUpdateTimeoutMapProto
        {
            ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime, ExpireTime = "2999-01-31T23:59:59.000+0000",
        };
        var request = new UpdateApplicationTimeoutsRequestProto
        {
            ApplicationId = await rm.SubmitAsync(),
            // field 1000
            ApplicationTimeouts =
            {
                ApplicationUpdateTimeoutMapProto.Parser.ParseFrom([.. known.ToByteArray(), 0xC2, 0x3E, 0x06, .. "marker"u8]),
            },
        };
        Assert.Equal(known, Assert.Single((await rm.ClientAsync(
            "updateApplicationTimeouts", request, UpdateApplicationTimeoutsResponseProto.Parser)).ApplicationTimeouts));
    }

    [Fact]
    public async Task A_tag_counts_once()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var id = await rm.SubmitAsync(static context => context.ApplicationTags.AddRange(Enumerable.Repeat("nightly", 11)));
        Assert.Equal(["nightly"], (await rm.ReportAsync(id)).ApplicationTags);
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => rm.SubmitAsync(
            static context => context.ApplicationTags.AddRange(Enumerable.Range(0, 11).Select(static i => $"tag{i}"))));
        Assert.Equal("Too many applicationTags, a maximum of only 10 are allowed!", refusal.Message);
    }

    [Fact]
    public async Task A_tag_that_is_too_long_is_refused()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.SubmitAsync(static context => context.ApplicationTags.Add(new string('x', 101))));
        Assert.Contains("maximum allowed length of a tag is 100", refusal.Message, StringComparison.Ordinal);
    }
}
