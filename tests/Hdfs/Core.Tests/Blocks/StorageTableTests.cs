using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Storages that come and go leave nothing behind.</summary>
public class StorageTableTests
{
    [Fact]
    public void Storages_that_come_and_go_take_no_more_room_and_a_number_is_not_soon_another_s()
    {
        var state = new ClusterState(new BlockManagerOptions(), new FakeOwner(), new SeededRandom(1));
        var id = new DataNodeId("uuid-1", "10.1.1.1", "n1", 9866, 9867, 9864, 0);
        var node = new DataNodeDescriptor(new DataNodeRegistration(id, BlockLab.NameSpace, "3.5.0"), state.Topology.Get("/r"));
        var kept = state.Storages.Add(node, "DS-kept");
        var handle = state.Blocks.Add(1);
        var removed = new List<DataNodeStorage>();
        var last = new Dictionary<int, int>();
        for (var i = 0; i < 500_000; i++)
        {
            var storage = state.Storages.Add(node, "DS-" + i);
            Assert.NotEqual(kept.Index, storage.Index);
            Assert.True(
                !last.TryGetValue(storage.Index, out var before) || i - before >= StorageTable.Resting - 100,
                "a number is given out again at once");
            last[storage.Index] = i;
            if (i % 50_000 == 0)
            {
                state.Blocks.AddReplica(handle, storage);
                var grave = state.Storages.Bury(storage); // as a volume that fails and comes back with none
                Assert.NotEqual(grave.Index, storage.Index);
                state.Blocks.RemoveReplica(handle, grave);
                state.Storages.Remove(grave);
            }

            state.Storages.Remove(storage);
            removed.Add(storage);
        }

        Assert.InRange(state.Storages.Capacity, 1, 4 * StorageTable.Resting);
        state.Blocks.AddReplica(handle, kept);
        Assert.Same(kept, state.Storages[kept.Index]);
        Assert.DoesNotContain(removed, s => state.Blocks.Has(handle, s));
    }

    [Fact]
    public void A_node_with_many_storages_may_change_them_all()
    {
        var lab = new BlockLab();
        var node = lab.AddNode(volumes: 100);
        node.Start();
        for (var beat = 0; beat < 20; beat++)
        {
            node.Volumes.Clear();
            for (var i = 0; i < 100; i++)
            {
                node.Volumes.Add(new TestVolume($"DS-{(beat % 2 == 0 ? i : beat * 100 + i)}"));
            }

            node.Beat();
            Assert.Equal(
                node.Volumes.Select(v => v.StorageId).Order(StringComparer.Ordinal),
                lab.Manager.Storages(lab.Now, DataNodeFilter.All)[0].Storages.Select(s => s.StorageId).Order(StringComparer.Ordinal));
        }
    }
}
