using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>An application's life as its master and its node see it, with every token checked as the real ones check it.</summary>
public sealed class MasterTests
{
    private const string NotFound = "org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException";
    private const string NotRegistered = "org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException";

    [Fact]
    public async Task A_master_is_launched_gets_containers_and_finishes()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var id = await rm.SubmitAsync();
        var start = await node.NextStartAsync();
        var identifier = node.CheckContainerToken(start.ContainerToken);
        Assert.Equal(id, identifier.ContainerId.Application());
        Assert.Equal(
            ("alice", node.Id.ToText(), ContainerTypeProto.ApplicationMaster),
            (identifier.AppSubmitter, identifier.NmHostAddr, identifier.ContainerType));
        Assert.Equal((rm.Server.StartTime, node.Registered.RmIdentifier), (identifier.RmIdentifier, rm.Server.StartTime));
        var environment = start.ContainerLaunchContext.Environment.ToDictionary(static v => v.Key, static v => v.Value);
        Assert.Equal(("B", $"/proxy/{id.ToText()}"), (environment["A"], environment["APPLICATION_WEB_PROXY_BASE"]));
        Assert.Equal(
            (await rm.ReportAsync(id)).SubmitTime,
            long.Parse(environment["APP_SUBMIT_TIME_ENV"], System.Globalization.CultureInfo.InvariantCulture));

        var token = TokenOf(start);
        await RegisterAsync(rm, token);
        var running = await rm.ReportAsync(id);
        Assert.Equal((YarnApplicationStateProto.Running, "master", 7), (running.YarnApplicationState, running.Host, running.RpcPort));

        var granted = await rm.MasterAsync(token, "allocate", Ask(0, 2), AllocateResponseProto.Parser);
        Assert.Equal(2, granted.AllocatedContainers.Count);
        Assert.Equal(node.Id, Assert.Single(granted.NmTokens).NodeId);
        Assert.All(
            granted.AllocatedContainers,
            container => Assert.Equal(container.Id, node.CheckContainerToken(container.ContainerToken).ContainerId));
        // the answer was lost: the same again
        Assert.Equal(granted, await rm.MasterAsync(token, "allocate", Ask(0, 2), AllocateResponseProto.Parser));

        Assert.True((await FinishAsync(rm, token)).IsUnregistered);
        var finished = await rm.ReportAsync(id);
        Assert.Equal(
            (YarnApplicationStateProto.Finished, FinalApplicationStatusProto.AppSucceeded),
            (finished.YarnApplicationState, finished.FinalApplicationStatus));
    }

    [Fact]
    public async Task Who_has_no_token_or_a_forged_one_is_no_master()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        await rm.SubmitAsync();
        var token = TokenOf(await node.NextStartAsync());
        var simple = await Assert.ThrowsAsync<RpcRemoteException>(() => RegisterAsync(rm, token: null));
        Assert.Equal(
            (JavaErrors.AccessControl, "SIMPLE authentication is not enabled.  Available:[TOKEN]"), (simple.JavaClass, simple.Message));
        var forged = new Token(token.Identifier.ToArray(), new byte[20], token.Kind, token.Service);
        Assert.Equal(JavaErrors.Sasl, (await Assert.ThrowsAsync<RpcRemoteException>(() => RegisterAsync(rm, forged))).JavaClass);
        var other = new Token([8, 1], new byte[20], token.Kind, token.Service);
        Assert.Equal(JavaErrors.InvalidToken, (await Assert.ThrowsAsync<RpcRemoteException>(() => RegisterAsync(rm, other))).JavaClass);
        await RegisterAsync(rm, token);
    }

    [Fact]
    public async Task A_token_is_worth_nothing_once_its_application_has_ended()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var id = await rm.SubmitAsync();
        var token = TokenOf(await node.NextStartAsync());
        await RegisterAsync(rm, token);
        var killed = await rm.ClientAsync(
            "forceKillApplication", new KillApplicationRequestProto { ApplicationId = id }, KillApplicationResponseProto.Parser);
        Assert.True(killed.IsKillCompleted);
        Assert.Equal(NotFound, (await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.MasterAsync(token, "allocate", Ask(0, 1), AllocateResponseProto.Parser))).JavaClass);
        var report = await rm.ReportAsync(id);
        Assert.Equal(YarnApplicationStateProto.Killed, report.YarnApplicationState);
        Assert.Contains("was killed by user alice at 127.", report.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_keeps_applications_and_their_masters_register_again()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var id = await rm.SubmitAsync();
        var start = await node.NextStartAsync();
        var token = TokenOf(start);
        await RegisterAsync(rm, token);
        var keys = (node.Registered.ContainerTokenMasterKey, node.Registered.NmTokenMasterKey);
        await rm.RestartAsync();

        Assert.Equal(NodeActionProto.Resync, (await node.HeartbeatAsync()).NodeAction);
        await node.RegisterAsync(Running(start));
        Assert.Equal(keys, (node.Registered.ContainerTokenMasterKey, node.Registered.NmTokenMasterKey));
        Assert.Equal(NotRegistered, (await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.MasterAsync(token, "allocate", Ask(5, 1), AllocateResponseProto.Parser))).JavaClass);
        await RegisterAsync(rm, token);
        var granted = await rm.MasterAsync(token, "allocate", Ask(0, 1), AllocateResponseProto.Parser);
        var container = Assert.Single(granted.AllocatedContainers);
        Assert.StartsWith("container_e01_", container.Id.ToText(), StringComparison.Ordinal);
        Assert.Equal(rm.Server.StartTime, node.CheckContainerToken(container.ContainerToken).RmIdentifier);
        await FinishAsync(rm, token);
        Assert.Equal(YarnApplicationStateProto.Finished, (await rm.ReportAsync(id)).YarnApplicationState);
    }

    [Fact]
    public async Task A_master_that_cannot_be_launched_is_tried_again_and_the_reason_is_told()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var node = await FakeNode.StartAsync(rm);
        await node.DisposeAsync(); // registered, and nobody answers there
        var id = await rm.SubmitAsync();
        var report = await UntilAsync(rm, id, YarnApplicationStateProto.Failed);
        Assert.Contains("No server listens at 127.77.72.2", report.Diagnostics, StringComparison.Ordinal);
        Assert.Equal(2, report.CurrentApplicationAttemptId.AttemptId);
    }

    /// <summary>Asks again at once until it is so: each question is a step of the Core, and the test's time is limited.</summary>
    private static async Task<ApplicationReportProto> UntilAsync(
        TestResourceManager rm, ApplicationIdProto id, YarnApplicationStateProto state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            if (await rm.ReportAsync(id) is var report && report.YarnApplicationState == state)
            {
                return report;
            }
        }
    }

    internal static Token TokenOf(StartContainerRequestProto start)
    {
        var credentials = CredentialsFile.Decode(start.ContainerLaunchContext.Tokens.Span);
        return credentials.Tokens[""]; // where Apache's launcher puts it
    }

    internal static Task<RegisterApplicationMasterResponseProto> RegisterAsync(
        TestResourceManager rm, Token? token, string url = "http://master:8/") => rm.MasterAsync(
        token,
        "registerApplicationMaster",
        new RegisterApplicationMasterRequestProto { Host = "master", RpcPort = 7, TrackingUrl = url },
        RegisterApplicationMasterResponseProto.Parser);

    internal static Task<FinishApplicationMasterResponseProto> FinishAsync(TestResourceManager rm, Token token, string url = "") =>
        rm.MasterAsync(
            token,
            "finishApplicationMaster",
            new FinishApplicationMasterRequestProto
            {
                FinalApplicationStatus = FinalApplicationStatusProto.AppSucceeded, Diagnostics = "", TrackingUrl = url,
            },
            FinishApplicationMasterResponseProto.Parser);

    private static AllocateRequestProto Ask(int responseId, int containers) => new()
    {
        ResponseId = responseId,
        Progress = 0.5f,
        Ask =
        {
            new ResourceRequestProto
            {
                Priority = new PriorityProto { Priority = 1 },
                ResourceName = "*",
                Capability = new ResourceProto { Memory = 256, VirtualCores = 1 },
                NumContainers = containers,
            },
        },
    };

    internal static NMContainerStatusProto Running(StartContainerRequestProto start)
    {
        var identifier = ContainerTokenIdentifierProto.Parser.ParseFrom(start.ContainerToken.Identifier);
        return new NMContainerStatusProto
        {
            ContainerId = identifier.ContainerId,
            ContainerState = ContainerStateProto.CRunning,
            Resource = identifier.Resource,
            Priority = identifier.Priority,
            CreationTime = identifier.CreationTime,
            ContainerExitStatus = -1000,
        };
    }
}
