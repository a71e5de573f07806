using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Tests;

public sealed class DelegationTokenTests
{
    [Fact]
    public async Task Who_holds_one_is_its_owner_also_after_a_restart_until_it_is_cancelled()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var token = await IssueAsync(rm, "bob");
        var id = await SubmitAsync(rm, token);
        Assert.Equal("alice", (await rm.ReportAsync(id)).User);
        await rm.RestartAsync();
        Assert.Equal("alice", (await rm.ReportAsync(await SubmitAsync(rm, token))).User);

        await rm.ClientAsync(
            "cancelDelegationToken", new CancelDelegationTokenRequestProto { Token = token }, CancelDelegationTokenResponseProto.Parser);
        await rm.RestartAsync();
        Assert.Equal(JavaErrors.InvalidToken, (await Assert.ThrowsAsync<RpcRemoteException>(() => SubmitAsync(rm, token))).JavaClass);
    }

    [Fact]
    public async Task Its_renewer_renews_it_and_nobody_else()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var mine = await IssueAsync(rm, "alice");
        var renewed = await rm.ClientAsync(
            "renewDelegationToken", new RenewDelegationTokenRequestProto { Token = mine }, RenewDelegationTokenResponseProto.Parser);
        var identifier = YARNDelegationTokenIdentifierProto.Parser.ParseFrom(mine.Identifier);
        Assert.InRange(
            (long)renewed.NewExpiryTime,
            identifier.IssueDate + TimeSpan.FromDays(1).Ticks / TimeSpan.TicksPerMillisecond,
            identifier.MaxDate);

        var others = new RenewDelegationTokenRequestProto { Token = await IssueAsync(rm, "bob") };
        var refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.ClientAsync("renewDelegationToken", others, RenewDelegationTokenResponseProto.Parser));
        Assert.Equal(JavaErrors.AccessControl, refused.JavaClass);
        mine.Password = Google.Protobuf.ByteString.CopyFrom(new byte[20]);
        refused = await Assert.ThrowsAsync<RpcRemoteException>(
            () => rm.ClientAsync(
                "cancelDelegationToken",
                new CancelDelegationTokenRequestProto { Token = mine },
                CancelDelegationTokenResponseProto.Parser));
        Assert.Equal(JavaErrors.AccessControl, refused.JavaClass);
    }

    private static async Task<TokenProto> IssueAsync(TestResourceManager rm, string renewer) =>
        (await rm.ClientAsync(
            "getDelegationToken", new GetDelegationTokenRequestProto { Renewer = renewer }, GetDelegationTokenResponseProto.Parser)).Token;

    /// <summary>Submits by the token, as a user whose name says nothing.</summary>
    private static async Task<ApplicationIdProto> SubmitAsync(TestResourceManager rm, TokenProto token)
    {
        await using var rpc = new RpcClient(new RpcClientOptions("nobody")
        {
            Token = new Token(token.Identifier.ToByteArray(), token.Password.ToByteArray(), token.Kind, token.Service),
        });
        var protocol = new RpcProtocolName(ProtocolNames.ApplicationClient, 1);
        var id = (await rpc.CallAsync(
            rm.Server.ClientEndPoint, protocol, "getNewApplication", new GetNewApplicationRequestProto(),
            GetNewApplicationResponseProto.Parser, CancellationToken.None)).ApplicationId;
        var request = new SubmitApplicationRequestProto
        {
            ApplicationSubmissionContext = new ApplicationSubmissionContextProto
            {
                ApplicationId = id,
                Resource = new ResourceProto { Memory = 128, VirtualCores = 1 },
                AmContainerSpec = new ContainerLaunchContextProto { Command = { "true" } },
            },
        };
        await rpc.CallAsync(
            rm.Server.ClientEndPoint, protocol, "submitApplication", request, SubmitApplicationResponseProto.Parser,
            CancellationToken.None);
        return id;
    }
}
