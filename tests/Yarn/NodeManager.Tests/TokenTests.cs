using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A container that was not granted does not start.</summary>
public sealed class TokenTests
{
    private const string InvalidToken = "org.apache.hadoop.security.token.SecretManager$InvalidToken";
    private const string YarnException = "org.apache.hadoop.yarn.exceptions.YarnException";

    [Fact]
    public async Task Without_a_token_nobody_is_served()
    {
        await using var node = await TestNode.StartAsync();
        await Assert.ThrowsAsync<RpcRemoteException>(
            () => node.CallPlainlyAsync("startContainers", new StartContainersRequestProto(), StartContainersResponseProto.Parser));
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        var token = FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), "ada");
        var more = ContainerTokenIdentifierProto.Parser.ParseFrom(token.Identifier);
        more.Resource.Memory = 1 << 20;
        token.Identifier = more.ToByteString();
        await RefusedAsync(node, token, InvalidToken, "Invalid container token used for starting container on : ");
    }

    [Fact]
    public async Task A_token_for_another_node_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        await RefusedAsync(
            node,
            FakeResourceManager.Grant(node.NextContainer(), "other:1", "ada"),
            InvalidToken,
            "identifier is not valid for current Node manager. Expected : ");
    }

    [Fact]
    public async Task A_token_of_an_unknown_key_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        await RefusedAsync(
            node,
            FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), "ada", t => t.MasterKeyId = 99),
            InvalidToken,
            "seems to have an illegally generated token.");
    }

    [Fact]
    public void A_key_of_a_known_number_with_other_bytes_is_taken()
    {
        // A ResourceManager whose state was lost, of a release that began at 1 each time.
        var root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
        using (var state = StateStore.Open(root, NullLogger.Instance))
        {
            var keys = new NodeKeys(state);
            var other = new MasterKeyProto { KeyId = 1, Bytes = ByteString.CopyFrom("other"u8) };
            keys.Update(null, new MasterKeyProto { KeyId = 1, Bytes = ByteString.CopyFrom("first"u8) });
            keys.Update(null, other);
            Assert.Equal(other, keys.CurrentContainer);
        }

        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void An_identifier_longer_than_any_is_not_decoded()
    {
        // fields that nobody knows, each of them hundred bytes in memory
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([0xF8, 0x3F, 1], 30_000).SelectMany(static b => b)];
        var refusal = Assert.Throws<RpcFault>(() => NodeKeys.Read(new TokenProto { Identifier = ByteString.CopyFrom(bytes) }));
        Assert.Contains("its identifier has 90000 bytes", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The call fails as a whole: of a container that had been started its caller would not hear.</summary>
    [Fact]
    public async Task With_one_token_that_cannot_be_read_no_container_of_the_call_starts()
    {
        await using var node = await TestNode.StartAsync();
        var id = node.NextContainer();
        var token = FakeResourceManager.Grant(id, node.Id.ToText(), "ada");
        var tooLong = new TokenProto(token) { Identifier = ByteString.CopyFrom(new byte[100_000]) };
        var request = new StartContainersRequestProto();
        foreach (var each in (TokenProto[])[token, tooLong])
        {
            request.StartContainerRequest.Add(
                new StartContainerRequestProto { ContainerLaunchContext = TestNode.Bash("true"), ContainerToken = each });
        }

        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(
            () => node.CallAsync("startContainers", request, StartContainersResponseProto.Parser));
        Assert.Contains("its identifier has 100000 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await node.StartAsync(TestNode.Bash("true"), token)).FailedRequests); // a token starts a container once
        await node.Manager.EndOf(id);
    }

    [Fact]
    public async Task Of_a_node_that_a_token_names_the_beginning_is_told()
    {
        await using var node = await TestNode.StartAsync();
        var response = await node.StartAsync(
            TestNode.Bash("true"), FakeResourceManager.Grant(node.NextContainer(), new string('x', 30_000), "ada"));
        var message = Assert.Single(response.FailedRequests).Exception.Message;
        Assert.Contains("Found : xxxx", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 100, 1_000);
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        await RefusedAsync(
            node,
            FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), "ada", t => t.ExpiryTimeStamp = 1000),
            YarnException,
            "This token is expired. current time is ");
    }

    [Fact]
    public async Task A_token_of_a_previous_ResourceManager_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        await RefusedAsync(
            node,
            FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), "ada", t => t.RmIdentifier = 1),
            "org.apache.hadoop.yarn.exceptions.InvalidContainerException",
            "rejected as it is allocated by a previous RM");
    }

    [Fact]
    public async Task A_token_starts_a_container_once()
    {
        await using var node = await TestNode.StartAsync();
        var id = node.NextContainer();
        var token = FakeResourceManager.Grant(id, node.Id.ToText(), "ada");
        Assert.Empty((await node.StartAsync(TestNode.Bash("true"), token)).FailedRequests);
        await node.Manager.EndOf(id);
        await RefusedAsync(node, token, YarnException, "Attempt to relaunch the same container with id");
    }

    [Fact]
    public async Task A_container_of_another_application_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        var foreign = YarnIds.ParseContainer("container_1700000000000_0002_01_000001");
        await RefusedAsync(
            node,
            FakeResourceManager.Grant(foreign, node.Id.ToText(), "ada"),
            YarnException,
            "Unauthorized request to start container.\nNMToken for application attempt : ");
    }

    [Theory]
    [InlineData("../root")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_user_whose_name_is_a_path_is_refused(string user)
    {
        await using var node = await TestNode.StartAsync();
        await RefusedAsync(node, FakeResourceManager.Grant(node.NextContainer(), node.Id.ToText(), user), YarnException, "names no user");
    }

    [Fact]
    public async Task The_status_of_a_foreign_container_is_not_told()
    {
        await using var node = await TestNode.StartAsync();
        var request = new GetContainerStatusesRequestProto();
        request.ContainerId.Add(YarnIds.ParseContainer("container_1700000000000_0002_01_000001"));
        var response = await node.CallAsync("getContainerStatuses", request, GetContainerStatusesResponseProto.Parser);
        Assert.Empty(response.Status);
        Assert.Contains(
            "attempted to get status for non-application container",
            response.FailedRequests[0].Exception.Message,
            StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(TestNode node, TokenProto token, string javaClass, string message)
    {
        var response = await node.StartAsync(TestNode.Bash("true"), token);
        Assert.Empty(response.SucceededRequests);
        var refused = Assert.Single(response.FailedRequests).Exception;
        Assert.Equal(javaClass, refused.ClassName);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
