using System.Text;
using Google.Protobuf;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>What an earlier release left behind is read.</summary>
public sealed class StateOnDiskTests
{
    private const string Id = "container_1700000000000_0001_01_000001";

    [Fact]
    [GoldenBytes(typeof(ContainerMemory), 0)]
    public async Task Containers_read_back_as_they_were_always_written_and_what_has_no_request_any_more_goes()
    {
        var root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
        using (var state = StateStore.Open(Path.Join(root, "state"), NullLogger.Instance))
        {
            state.Put($"container/{Id}/pid", Convert.FromHexString("00001267" + "0000000000ABCDEF"));
            state.Put($"container/{Id}/end", Convert.FromHexString("FFFFFF97" + "0000018BCFE56800" + "7768790A"));
            state.Put("container/container_1700000000000_0001_01_000002/end", Convert.FromHexString("00000000" + "0000018BCFE56800"));
            state.Put("application/application_1700000000000_0001", "ada"u8);
            WriteRequest(Path.Join(root, "local", "nmPrivate", "application_1700000000000_0001"));
            var memory = new ContainerMemory(
                state, new NodeDirectories([Path.Join(root, "local")], [Path.Join(root, "logs")]), NullLogger.Instance, default);
            var found = Assert.Single(memory.Recall());
            Assert.Equal((Id, 0x1267, 0xABCDEFL, true), (found.Id, found.Pid, found.ProcessStart, found.IsDone));
            Assert.Equal((-105, 1_700_000_000_000, 7L, "/logs/x"), (found.ExitStatus, found.FinishTime, found.StartTime, found.Logs));
            Assert.Equal("why\n", found.Diagnostics); // without the time of this start: it has that of then
            Assert.Equal(
                ["application/application_1700000000000_0001", $"container/{Id}/end", $"container/{Id}/pid"],
                state.Below("").Select(static p => p.Key));
            await memory.ForgetAsync(found);
            Assert.Empty(state.Below("container/"));
            Assert.Empty(memory.Recall());
        }

        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task An_order_to_end_reads_back_as_it_was_always_written_and_ends_with_its_container()
    {
        using var node = new NodeParts();
        var container = node.Started(Id);
        Assert.True(node.Memory.Order(container, new KillOrder(ExitStatus.KilledByMaster, "why\n")));
        Assert.False(node.Memory.Order(container, new KillOrder(ExitStatus.KilledByResourceManager, "late\n")));
        Assert.Equal(Convert.FromHexString("FFFFFF97" + "7768790A"), node.State.Get($"container/{Id}/killed"));
        node.EndState();
        using (var state = StateStore.Open(node.Options.StateDirectory, NullLogger.Instance))
        {
            var memory = new ContainerMemory(state, node.Directories, NullLogger.Instance, default);
            var found = Assert.Single(memory.Recall());
            Assert.Equal((ContainerState.Killing, new KillOrder(-105, "why\n")), (found.State, found.Kill));
            Assert.True(found.Killed.IsCancellationRequested);
            Assert.Single(state.Below("container/")); // it is not written once more

            // Its end counts, as where there was no order.
            await memory.Ended(found, 0, 7).Patiently();
            found = Assert.Single(memory.Recall());
            Assert.Equal((true, 0, null), (found.IsDone, found.ExitStatus, found.Kill));
            await memory.ForgetAsync(found);
            Assert.Empty(state.Below("container/"));
        }
    }

    // Start time, log directory, StartContainerRequestProto.
    private static void WriteRequest(string directory)
    {
        Directory.CreateDirectory(directory);
        var id = YarnIds.ParseContainer(Id);
        var request = new StartContainerRequestProto
        {
            ContainerToken = FakeResourceManager.Grant(id, "node:1", "ada"), ContainerLaunchContext = new ContainerLaunchContextProto(),
        };
        byte[] bytes =
        [
            .. Convert.FromHexString("0700000000000000" + "07"), .. Encoding.UTF8.GetBytes("/logs/x"), .. request.ToByteArray(),
        ];
        File.WriteAllBytes(Path.Join(directory, Id + ".request"), bytes);
    }
}
