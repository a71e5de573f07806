using Google.Protobuf;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A container that the node has not taken yet, and may refuse, is none of its containers for anybody.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task Who_asks_again_for_a_container_that_is_refused_hears_what_the_first_call_hears_and_nobody_is_told_of_it()
    {
        using var service = new Hanging();
        await using var node = await TestNode.StartAsync(o => o with { AuxiliaryServices = [service] });
        var context = TestNode.Bash("true");
        context.ServiceData.Add(new StringBytesMapProto { Key = service.Name, Value = ByteString.CopyFromUtf8("for you") });
        var id = node.NextContainer();
        var token = FakeResourceManager.Grant(id, node.Id.ToText(), "ada");
        var first = node.StartAsync(context, token);
        Patience.Until(() => service.IsAsked);
        var second = node.StartAsync(context, token);

        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true"))); // by a heartbeat that has all containers
        Assert.DoesNotContain(node.Manager.LastStatus!.ContainersStatuses, s => s.ContainerId.Equals(id));
        node.Manager.Resync = true;
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
        await node.Manager.RegisteredAgain;
        Assert.DoesNotContain(node.Manager.Registrations.Last().ContainerStatuses, s => s.ContainerId.Equals(id));

        service.Fail();
        foreach (var response in (StartContainersResponseProto[])[await first.Patiently(), await second.Patiently()])
        {
            Assert.Contains(
                "cannot start on this node: the disk is away",
                Assert.Single(response.FailedRequests).Exception.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_end_of_a_container_that_is_not_here_and_never_was_is_promised_to_nobody()
    {
        await using var node = await TestNode.StartAsync();
        var ended = await node.StartAsync(TestNode.Bash("true"));
        await node.Manager.EndOf(ended);
        Assert.Equal(ended, Assert.Single((await node.StopAsync(ended)).SucceededRequests));
        var stranger = node.NextContainer();
        var refused = Assert.Single((await node.StopAsync(stranger)).FailedRequests);
        Assert.Equal(
            (stranger, $"Container {stranger.ToText()} is not handled by this NodeManager"),
            (refused.ContainerId, refused.Exception.Message));
    }

    /// <summary>Stands in front of the disk: what it is asked hangs, and fails.</summary>
    private sealed class Hanging : IAuxiliaryService, IDisposable
    {
        private readonly ManualResetEventSlim _fails = new();
        private int _asked;

        public string Name => "hanging";

        public ReadOnlyMemory<byte> MetaData => default;

        internal bool IsAsked => Volatile.Read(ref _asked) > 0;

        public void InitializeApplication(ApplicationIdProto application, string user, ReadOnlyMemory<byte> data)
        {
            Interlocked.Increment(ref _asked);
            _fails.Wait(Patience.Limit);
            throw new IOException("the disk is away");
        }

        public void StopApplication(ApplicationIdProto application)
        {
        }

        public void Dispose() => _fails.Dispose();

        internal void Fail() => _fails.Set();
    }
}
