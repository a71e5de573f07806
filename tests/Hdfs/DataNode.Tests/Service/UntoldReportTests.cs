using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Service;

/// <summary>What could not be told is kept: it wakes nobody, and does not grow with every attempt.</summary>
public sealed class UntoldReportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Damaged_replicas_that_are_put_back_wake_nobody()
    {
        using var reports = new NameNodeReports(TimeProvider.System);
        reports.RemoteCorrupt(TransferNode.Info(new(System.Net.IPAddress.Loopback, 1)), new Block(7, 0, 1001));
        Assert.True(reports.Ready.WaitAsync(TimeSpan.FromHours(1), Cancel).IsCompletedSuccessfully);
        reports.PutBackBad(reports.TakeBadBlocks());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var wait = reports.Ready.WaitAsync(TimeSpan.FromHours(1), end.Token);
        Assert.False(wait.IsCompleted);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Single(reports.TakeBadBlocks());
    }

    /// <summary>
    /// The NameNode passes over the damage of a replica that it does not know: what tells of the replica comes first, also
    /// when it is refused once.
    /// </summary>
    [Fact]
    public void Damage_of_a_replica_is_told_after_the_replica()
    {
        using var store = new StoreFixture();
        using var reports = new NameNodeReports(TimeProvider.System);
        var volume = store.Store.Volumes[0];
        var (mine, other) = (new Block(7, 1, 1005), new Block(8, 1, 1001));
        reports.Received(volume, other, null);
        var underWay = reports.TakeChanges();
        reports.Received(volume, mine, null); // while the call is under way
        reports.Corrupt(volume, mine);
        reports.Corrupt(volume, other);
        reports.RemoteCorrupt(TransferNode.Info(new(System.Net.IPAddress.Loopback, 1)), mine);
        Assert.Equal([(8, true), (7, false)], Told(reports.TakeBadBlocks()));
        reports.PutBack(underWay);
        reports.Corrupt(volume, other);
        Assert.Empty(reports.TakeBadBlocks());
        var changes = reports.TakeChanges();
        reports.PutBack(changes);
        Assert.Empty(reports.TakeBadBlocks());
        reports.TakeChanges();
        Assert.Equal([(7, true), (8, true)], Told(reports.TakeBadBlocks()).Order());
        Assert.Empty(reports.TakeBadBlocks());
    }

    private static IEnumerable<(long Id, bool IsOwn)> Told(BadBlock[] blocks) => blocks.Select(static b => (b.Block.Id, b.Node is null));

    [Fact]
    public void Errors_that_are_put_back_are_bounded_and_lost_volumes_are_told_in_any_case()
    {
        using var reports = new NameNodeReports(TimeProvider.System);
        reports.TooFewVolumes("the last of them failed");
        var taken = reports.TakeErrors();
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 300; i++)
            {
                reports.Error(NodeErrorKind.Notice, $"{round}, {i}");
            }

            reports.PutBackErrors(taken);
            taken = reports.TakeErrors();
            Assert.InRange(taken.Length, 1, 101);
            Assert.Contains(taken, static e => e.Kind == NodeErrorKind.FatalDisk);
        }
    }
}
