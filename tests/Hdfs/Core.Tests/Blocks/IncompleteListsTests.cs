using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>While names of the include list have no address nobody can say of a running node that it is not in it.</summary>
public sealed class IncompleteListsTests
{
    private readonly BlockLab _lab = new();

    public IncompleteListsTests() => _lab.StartNodes(3);

    [Fact]
    public void A_running_node_stays_until_the_list_is_whole()
    {
        var block = _lab.Write(2, 2, 3);
        Refresh(Incomplete(["127.77.15.1"], []));
        Assert.Equal([2, 3], _lab.Where(block));
        Assert.Equal((3, 0), (_lab.Manager.Stats.LiveNodes, _lab.Manager.Stats.DeadNodes));
        Assert.All(_lab.Nodes, static n => Assert.Empty(n.Beat().Commands));
        var told = Assert.Single(_lab.Notes, static n => n.Contains("dfs.hosts", StringComparison.Ordinal));
        Assert.StartsWith(
            "2 DataNodes that run are not in the include list as far as it is known, and stay as they are", told, StringComparison.Ordinal);
        Assert.Contains(_lab[2].Id.HostName, told, StringComparison.Ordinal);

        // The next look judges them.
        Refresh(new NodeLists(["127.77.15.1", "127.77.15.2"], []));
        Assert.Equal([2], _lab.Where(block));
        Assert.Equal(2, _lab.Manager.Stats.LiveNodes);
        Assert.Equal(HdfsError.DisallowedDataNode, Assert.Throws<HdfsFault>(() => _lab[3].Beat()).Error);
    }

    [Fact]
    public void It_is_judged_by_the_exclude_list_as_far_as_that_takes_it_out()
    {
        _lab.Write(3, 1, 2, 3); // who has nothing leaves at once
        Refresh(Incomplete(["127.77.15.1"], ["127.77.15.1", "127.77.15.2"]));
        Assert.Equal([AdminState.DecommissionInProgress, AdminState.DecommissionInProgress, AdminState.Normal], States());
        Refresh(Incomplete(["127.77.15.1"], []));
        Assert.Equal([AdminState.Normal, AdminState.DecommissionInProgress, AdminState.Normal], States());
        Assert.Equal(3, _lab.Manager.Stats.LiveNodes);
        Refresh(NodeLists.Everyone);
        Assert.All(States(), static s => Assert.Equal(AdminState.Normal, s));
    }

    [Fact]
    public void Nobody_who_was_sent_away_or_is_dead_comes_back_by_it()
    {
        Refresh(new NodeLists(["127.77.15.1", "127.77.15.3"], []));
        _lab.Pass(_lab.Options.DeadAfter + 1);
        _lab[1].Beat();
        _lab.Tick();
        Assert.Equal(1, _lab.Manager.Stats.LiveNodes);
        Refresh(Incomplete(["127.77.15.1"], []));
        Assert.Equal(1, _lab.Manager.Stats.LiveNodes);
        foreach (var gone in (int[])[2, 3])
        {
            Assert.Equal(HdfsError.Retriable, Assert.Throws<HdfsFault>(() => _lab[gone].Register()).Error);
        }

        Assert.DoesNotContain(_lab.Notes, static n => n.Contains("stay as they are", StringComparison.Ordinal));
    }

    private static NodeLists Incomplete(string[] include, string[] exclude) =>
        new(include, exclude) { IncludeIsIncomplete = true, Unresolved = 1 };

    private IEnumerable<AdminState> States() => _lab.Manager.DataNodes(_lab.Now, DataNodeFilter.All)
        .OrderBy(static n => n.Id.Uuid, StringComparer.Ordinal)
        .Select(static n => n.AdminState);

    private void Refresh(NodeLists lists)
    {
        _lab.Manager.RefreshNodes(_lab.Now, lists);
        _lab.Settle();
        _lab.Tick();
    }
}
