using Google.Protobuf;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Whatever the request of a container holds after a power cut, the node starts, and with the other containers.</summary>
[Fuzzes(typeof(ContainerMemory))]
public sealed class DamagedRequestsTests : IDisposable
{
    private const string Id = "container_1700000000000_0001_01_000001";
    private const string Other = "container_1700000000000_0001_01_000002";

    private readonly NodeParts _node = new(TimeSpan.FromHours(1), long.MaxValue);

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Wherever_it_was_cut_off()
    {
        var whole = Written();
        for (var length = 0; length < whole.Length; length++)
        {
            AssertPutAside(whole[..length]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(1_000)]
    public void Whose_blocks_were_never_written(int zeros) => AssertPutAside(new byte[zeros]);

    [Fact]
    public void In_whichever_byte_it_is_damaged()
    {
        var whole = Written();
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in (byte[])[0, 0x7f, 0x80, 0xff])
            {
                var damaged = (byte[])whole.Clone();
                damaged[at] = value;
                File.WriteAllBytes(RequestOf(Id), damaged);
                Assert.Contains(Other, Taken());
            }
        }
    }

    [Fact]
    public void With_what_no_start_lets_through()
    {
        Written();
        var token = FakeResourceManager.Grant(YarnIds.ParseContainer(Id), "node:1", "ada");
        var incomplete = new ContainerLaunchContextProto();
        incomplete.LocalResources.Add(new StringLocalResourceMapProto { Key = "a" });
        foreach (var request in (StartContainerRequestProto[])[
            new() { ContainerLaunchContext = new ContainerLaunchContextProto() },
            new() { ContainerToken = token },
            new() { ContainerToken = token, ContainerLaunchContext = incomplete },
            new() { ContainerToken = With(static t => t.Resource = null), ContainerLaunchContext = new ContainerLaunchContextProto() },
            new() { ContainerToken = With(static t => t.ContainerId = null), ContainerLaunchContext = new ContainerLaunchContextProto() },
            new()
            {
                ContainerToken = With(static t => t.ContainerId.AppAttemptId = null),
                ContainerLaunchContext = new ContainerLaunchContextProto(),
            },
            new() { ContainerToken = With(static t => t.ClearAppSubmitter()), ContainerLaunchContext = new ContainerLaunchContextProto() },
            new() { ContainerToken = With(static t => t.ContainerId.Id = 7), ContainerLaunchContext = new ContainerLaunchContextProto() }])
        {
            AssertPutAside([.. new byte[8], 2, (byte)'/', (byte)'x', .. request.ToByteArray()]);
        }
    }

    private static Hadoop.Rpc.Protocol.TokenProto With(Action<ContainerTokenIdentifierProto> change) =>
        FakeResourceManager.Grant(YarnIds.ParseContainer(Id), "node:1", "ada", change);

    private void AssertPutAside(byte[] damaged)
    {
        File.WriteAllBytes(RequestOf(Id), damaged);
        Assert.Equal([Other], Taken());
        Assert.False(File.Exists(RequestOf(Id)));
        Assert.Equal(damaged, File.ReadAllBytes(RequestOf(Id) + ".damaged"));
    }

    private byte[] Written()
    {
        _node.Started(Other);
        _node.Started(Id);
        return File.ReadAllBytes(RequestOf(Id));
    }

    private string RequestOf(string id) =>
        Directory.CreateDirectory(Path.Join(_node.Local, "nmPrivate", "application_1700000000000_0001")).FullName + $"/{id}.request";

    private IReadOnlyList<string> Taken()
    {
        if (!File.Exists(RequestOf(Other)))
        {
            _node.Started(Other);
        }

        return [.. _node.Memory.Recall().Select(static r => r.Id)];
    }
}
