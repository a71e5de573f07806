using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>
/// Of an application that has ended stays what is shown of it and who may see it; what its master was launched with goes.
/// </summary>
public sealed class EndedSubmissionTests
{
    private const int Large = 7 << 20;

    [Fact]
    public async Task Large_submissions_that_end_push_nobody_out()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var id = await rm.SubmitAsync(static context => context.AmContainerSpec.Tokens = ByteString.CopyFrom(new byte[Large]));
            await KillAsync(rm, id);
            ids.Add(id.ToText());
        }

        Assert.Equal(ids, await KnownAsync(rm));
        await rm.RestartAsync();
        Assert.Equal(ids, await KnownAsync(rm));
    }

    [Fact]
    public async Task Who_may_see_it_stays()
    {
        var nobody = AccessList.Parse(" ");
        await using var rm = await TestResourceManager.StartAsync(new TestResourceManager
        {
            AccessLists = true, Administrators = "alma",
            QueueLists = [new("root", nobody, nobody), new("root.default", AccessList.Parse("*"), nobody)],
        });
        var id = await rm.SubmitAsync(static context =>
        {
            context.AmContainerSpec.Tokens = ByteString.CopyFrom(new byte[Large]);
            context.AmContainerSpec.ApplicationACLs.Add(
                new ApplicationACLMapProto { AccessType = ApplicationAccessTypeProto.AppaccessViewApp, Acl = "carol" });
        });
        await KillAsync(rm, id);
        for (var life = 0; life < 2; life++)
        {
            var attempts = new GetApplicationAttemptsRequestProto { ApplicationId = id };
            Assert.Single((await rm.ClientAsync(
                "carol", "getApplicationAttempts", attempts, GetApplicationAttemptsResponseProto.Parser)).ApplicationAttempts);
            await Assert.ThrowsAsync<RpcRemoteException>(
                () => rm.ClientAsync("bob", "getApplicationAttempts", attempts, GetApplicationAttemptsResponseProto.Parser));
            var report = await rm.ReportAsync(id);
            Assert.Equal(
                ("test", "alice", "root.default", YarnApplicationStateProto.Killed),
                (report.Name, report.User, report.Queue, report.YarnApplicationState));
            await rm.RestartAsync();
        }
    }

    /// <summary>A message keeps fields that it does not know, and no limit counts them.</summary>
    [Fact]
    public void Of_its_access_lists_nothing_stays_that_is_not_known()
    {
        var known = new ApplicationACLMapProto { AccessType = ApplicationAccessTypeProto.AppaccessModifyApp, Acl = "carol" };
        var sent = ApplicationACLMapProto.Parser.ParseFrom([.. known.ToByteArray(), 0xC2, 0x3E, 0x06, .. "marker"u8]); // field 1000
        var payload = new ApplicationSubmissionContextProto
        {
            AmContainerSpec = new ContainerLaunchContextProto { ApplicationACLs = { sent } },
        }.ToByteArray();
        Assert.True(payload.AsSpan().IndexOf("marker"u8) >= 0);
        var kept = ApplicationSubmissionContextProto.Parser.ParseFrom(EndedSubmission.Of(payload).Span);
        Assert.Equal(known, Assert.Single(kept.AmContainerSpec.ApplicationACLs));
        Assert.Equal(known, Assert.Single(RequestLists.Access([sent]))); // to the master
    }

    private static Task KillAsync(TestResourceManager rm, ApplicationIdProto id) =>
        rm.ClientAsync("forceKillApplication", new KillApplicationRequestProto { ApplicationId = id }, KillApplicationResponseProto.Parser);

    private static async Task<IEnumerable<string>> KnownAsync(TestResourceManager rm) =>
        (await rm.ClientAsync("getApplications", new GetApplicationsRequestProto(), GetApplicationsResponseProto.Parser)).Applications
            .Select(static a => a.ApplicationId.ToText())
            .Order(StringComparer.Ordinal);
}
