using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>A tick has time for so many files: whose turn it is.</summary>
public class LeaseTurnsTests
{
    private const long Hard = 20 * 60_000;
    private readonly Cluster _cluster = new();

    [Fact]
    public void Files_that_can_never_be_recovered_leave_time_for_the_leases_of_others()
    {
        for (var i = 0; i < 1500; i++)
        {
            Abandon($"/stuck/{i}", "gone");
        }

        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        _cluster.Pass(Hard + 1);
        TickThrice();
        _cluster.Create("/empty", client: "late");
        _cluster.Pass(Hard + 1);
        _cluster.Tick(); // all 1,500 are due again, and more than a tick has time for
        Assert.True(_cluster.IsClosed("/empty"));
    }

    [Fact]
    public void Every_file_that_the_NameNode_holds_gets_its_turn()
    {
        var blocks = Enumerable.Range(0, 2500).Select(i => Abandon($"/d/{i}", "gone")).ToList();
        _cluster.Pass(Hard + 1);
        TickThrice();
        var begun = blocks.ConvertAll(b => _cluster.Blocks.RecoveryId(b.Id));
        Assert.DoesNotContain(0, begun);
        _cluster.Pass(_cluster.Options.BlockRecoveryTimeout);
        TickThrice();
        Assert.All(blocks.Zip(begun), b => Assert.True(_cluster.Blocks.RecoveryId(b.First.Id) > b.Second));
    }

    private Block Abandon(string path, string client)
    {
        _cluster.Create(path, client: client);
        return _cluster.AddBlock(path, client: client).Block;
    }

    private void TickThrice()
    {
        for (var i = 0; i < 3; i++)
        {
            _cluster.Tick();
        }
    }
}
