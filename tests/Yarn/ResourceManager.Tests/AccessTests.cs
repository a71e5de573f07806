using System.Net;
using System.Text;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Access;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>
/// Lists of queues and applications with yarn.acl.enable: alice is in the group staff, the others in none. The refusals are
/// Apache's ClientRMService's.
/// </summary>
public sealed class AccessTests
{
    private const string Yarn = "org.apache.hadoop.yarn.exceptions.YarnException";

    private static readonly AccessList Nobody = AccessList.Parse(" ");

    // Who submits: those of the group staff, bob and carol. Who administers: quentin.
    private static readonly QueueAccess[] Lists =
    [
        new("root", Nobody, Nobody),
        new("root.default", AccessList.Parse("bob,carol staff"), AccessList.Parse("quentin")),
    ];

    [Theory]
    [InlineData("*", true)]
    [InlineData(" *", true)]
    [InlineData("alice *", true)]
    [InlineData("alice,team*", false)]
    [InlineData("alice,*", false)]
    [InlineData("alice staff*", false)]
    public void Only_a_star_alone_is_everybody(string text, bool everybody)
    {
        var list = AccessList.Parse(text);
        Assert.Equal(everybody, list.Allows("mallory", static _ => ["thieves"]));
        Assert.Equal(everybody, list.IsEverybody);
    }

    [Fact]
    public async Task The_pages_of_a_master_are_shown_to_who_may_see_the_application()
    {
        await using var rm = await StartAsync();
        var id = (await rm.SubmitAsync()).ToText();
        Assert.Equal(HttpStatusCode.Forbidden, (await rm.Web.GetAsync(rm.Url($"/proxy/{id}/?user.name=bob"))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await rm.Web.GetAsync(rm.Url($"/proxy/{id}/?user.name=alice"))).StatusCode);
    }

    [Fact]
    public async Task Who_is_on_no_list_of_the_queue_does_not_submit()
    {
        await using var rm = await StartAsync();
        Assert.Equal(YarnApplicationStateProto.Accepted, (await rm.ReportAsync(await rm.SubmitAsync())).YarnApplicationState);
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(() => SubmitAsync(rm, "mallory"));
        Assert.Equal(Yarn, refused.JavaClass);
        Assert.Matches(
            "^org.apache.hadoop.security.AccessControlException: User mallory does not have permission to submit application_[0-9]+_0002 "
            + "to queue default",
            refused.Message);
        await Assert.ThrowsAsync<RpcRemoteException>(() => SubmitAsync(rm, "alma")); // to administrate the cluster is not to use a queue
        await SubmitAsync(rm, "quentin");
    }

    [Theory]
    [InlineData("bob", false)]
    [InlineData("alice", true)]
    [InlineData("quentin", true)]
    [InlineData("carol", true)]
    public async Task An_application_is_changed_by_its_owner_its_list_and_who_administers_its_queue(string user, bool may)
    {
        await using var rm = await StartAsync();
        var id = await rm.SubmitAsync(static context => context.AmContainerSpec.ApplicationACLs.Add(
            new ApplicationACLMapProto { AccessType = ApplicationAccessTypeProto.AppaccessModifyApp, Acl = "carol" }));
        (string, Func<Task>)[] calls =
        [
            ("updateApplicationPriority", () => rm.ClientAsync(
                user,
                "updateApplicationPriority",
                new UpdateApplicationPriorityRequestProto { ApplicationId = id, ApplicationPriority = new PriorityProto { Priority = 0 } },
                UpdateApplicationPriorityResponseProto.Parser)),
            ("moveApplicationAcrossQueues", () => rm.ClientAsync(
                user,
                "moveApplicationAcrossQueues",
                new MoveApplicationAcrossQueuesRequestProto { ApplicationId = id, TargetQueue = "default" },
                MoveApplicationAcrossQueuesResponseProto.Parser)),
            ("forceKillApplication", () => rm.ClientAsync(
                user, "forceKillApplication", new KillApplicationRequestProto { ApplicationId = id }, KillApplicationResponseProto.Parser)),
        ];
        foreach (var (_, call) in calls)
        {
            if (may)
            {
                await call();
            }
            else
            {
                var refused = await Assert.ThrowsAsync<RpcRemoteException>(call);
                Assert.Equal(Yarn, refused.JavaClass);
                Assert.StartsWith(
                    $"java.security.AccessControlException: User {user} cannot perform operation MODIFY_APP on {id.ToText()}",
                    refused.Message,
                    StringComparison.Ordinal);
            }
        }

        Assert.Equal(
            may ? YarnApplicationStateProto.Killed : YarnApplicationStateProto.Accepted, (await rm.ReportAsync(id)).YarnApplicationState);
    }

    [Fact]
    public async Task Who_may_not_see_an_application_learns_that_it_is_there_and_no_more()
    {
        await using var rm = await StartAsync();
        var id = await rm.SubmitAsync(static context => context.AmContainerSpec.ApplicationACLs.Add(
            new ApplicationACLMapProto { AccessType = ApplicationAccessTypeProto.AppaccessViewApp, Acl = "carol" }));
        var attempts = new GetApplicationAttemptsRequestProto { ApplicationId = id };
        Assert.Single((await rm.ClientAsync(
            "carol", "getApplicationAttempts", attempts, GetApplicationAttemptsResponseProto.Parser)).ApplicationAttempts);
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.ClientAsync("bob", "getApplicationAttempts", attempts, GetApplicationAttemptsResponseProto.Parser));
        Assert.StartsWith(
            $"User bob does not have privilege to see this application {id.ToText()}", refused.Message, StringComparison.Ordinal);

        Assert.Contains("no NodeManager", (await ReportAsync(rm, "carol", id)).Diagnostics, StringComparison.Ordinal);
        var seen = await ReportAsync(rm, "bob", id);
        Assert.Equal(("alice", "N/A", "N/A", -1), (seen.User, seen.Diagnostics, seen.Host, seen.RpcPort));
        var viewable = new GetApplicationsRequestProto { Scope = ApplicationsRequestScopeProto.Viewable };
        Assert.Empty((await rm.ClientAsync("bob", "getApplications", viewable, GetApplicationsResponseProto.Parser)).Applications);
        Assert.Single((await rm.ClientAsync("carol", "getApplications", viewable, GetApplicationsResponseProto.Parser)).Applications);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_or_not_for_the_user_is_no_place_to_move_to()
    {
        await using var rm = await StartAsync();
        var id = await rm.SubmitAsync();
        rm.QueueLists = [new("root", Nobody, Nobody), new("root.default", Nobody, AccessList.Parse("quentin"))];
        await rm.AdminAsync("alma", "refreshQueues", new RefreshQueuesRequestProto(), RefreshQueuesResponseProto.Parser);
        foreach (var target in new[] { "default", "nowhere" })
        {
            var refused = await Assert.ThrowsAsync<RpcRemoteException>(() => rm.ClientAsync(
                "moveApplicationAcrossQueues", new MoveApplicationAcrossQueuesRequestProto { ApplicationId = id, TargetQueue = target },
                MoveApplicationAcrossQueuesResponseProto.Parser));
            Assert.StartsWith(
                "java.security.AccessControlException: User alice cannot submit applications to target queue or the target queue doesn't "
                + $"exist: {target} while moving {id.ToText()}",
                refused.Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("bob", new[] { QueueACLProto.QaclSubmitApplications })]
    [InlineData("alice", new[] { QueueACLProto.QaclSubmitApplications })]
    [InlineData("quentin", new[] { QueueACLProto.QaclAdministerQueue })]
    [InlineData("mallory", new QueueACLProto[0])]
    public async Task A_user_is_told_what_the_queues_allow(string user, QueueACLProto[] expected)
    {
        await using var rm = await StartAsync();
        var queues = (await rm.ClientAsync(
            user, "getQueueUserAcls", new GetQueueUserAclsInfoRequestProto(), GetQueueUserAclsInfoResponseProto.Parser)).QueueUserAcls;
        Assert.Equal(["root", "root.default"], queues.Select(static q => q.QueueName));
        Assert.Empty(queues[0].UserAcls);
        Assert.Equal(expected, queues[1].UserAcls);
    }

    [Fact]
    public async Task Without_the_switch_nobody_is_kept_out()
    {
        await using var rm = await TestResourceManager.StartAsync(new TestResourceManager { QueueLists = Lists, Administrators = " " });
        await SubmitAsync(rm, "mallory");
    }

    [Fact]
    public async Task By_rest_a_stranger_is_forbidden_to_kill()
    {
        await using var rm = await StartAsync();
        var id = (await rm.SubmitAsync()).ToText();
        var answer = await rm.Web.PutAsync(
            rm.Url($"/ws/v1/cluster/apps/{id}/state?user.name=bob"),
            new StringContent("""{"state":"KILLED"}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            $"Unauthorized attempt to kill appid {id} by remote user bob",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.Forbidden, (await rm.Web.GetAsync(rm.Url($"/ws/v1/cluster/apps/{id}/appattempts?user.name=bob"))).StatusCode);
        Assert.DoesNotContain(
            "no NodeManager", await rm.Web.GetStringAsync(rm.Url($"/ws/v1/cluster/apps/{id}?user.name=bob")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_queue_above_allows_is_allowed_below()
    {
        var table = new QueueAccessTable(
        [
            new("root", Nobody, Nobody), new("root.a", AccessList.Parse("bob"), Nobody), new("root.a.b", Nobody, Nobody),
            new("root.b", Nobody, Nobody),
        ]);
        Assert.True(table.Allows("root.a.b", static q => q.Submit, "bob", static _ => []));
        Assert.False(table.Allows("root.b", static q => q.Submit, "bob", static _ => []));
        Assert.Equal("root.b", table.Find("b"));
    }

    private static Task<TestResourceManager> StartAsync() =>
        TestResourceManager.StartAsync(new TestResourceManager { AccessLists = true, QueueLists = Lists, Administrators = "alma" });

    private static async Task SubmitAsync(TestResourceManager rm, string user)
    {
        var id = (await rm.ClientAsync(
            user, "getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser)).ApplicationId;
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = id, Resource = new ResourceProto { Memory = 512, VirtualCores = 1 },
            AmContainerSpec = new ContainerLaunchContextProto { Command = { "true" } },
        };
        await rm.ClientAsync(
            user,
            "submitApplication",
            new SubmitApplicationRequestProto { ApplicationSubmissionContext = context },
            SubmitApplicationResponseProto.Parser);
    }

    private static async Task<ApplicationReportProto> ReportAsync(TestResourceManager rm, string user, ApplicationIdProto id) =>
        (await rm.ClientAsync(
            user, "getApplicationReport", new GetApplicationReportRequestProto { ApplicationId = id },
            GetApplicationReportResponseProto.Parser)).ApplicationReport;
}
