using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>One user with many applications names no more hosts and racks than what he may with a few.</summary>
public sealed class PlacesOfUserTests
{
    [Fact]
    public void Places_that_all_applications_of_a_user_wait_for_are_bounded_together()
    {
        const int Applications = AllocateRoom.MostPlacesOfUser / AllocateRoom.MostPlaces;
        var leaf = new QueueSettings { Name = "default", Capacity = 100, UserLimitFactor = -1, MaximumAmResourcePercent = 1 };
        var cluster = new Cluster(new RmOptions { Queues = new QueueSettings { Name = "root", Children = [leaf] } });
        cluster.AddNode(1, 16_384);
        ResourceAsk[] all = [.. Enumerable.Range(0, AllocateRoom.MostPlaces).Select(static i => Ask(1, $"host-{i}", 8192, 1))];
        List<ApplicationAttemptId> masters = [];
        for (var i = 0; i < Applications + 2; i++)
        {
            cluster.Submit(i == Applications + 1 ? "bob" : "ann");
            masters.Add(cluster.StartMaster().Attempt);
        }

        var (last, other) = (masters[Applications], masters[Applications + 1]);
        masters[..Applications].ForEach(master => cluster.Allocate(master, all));
        Assert.Contains("applications of ann", Refusal(() => cluster.Allocate(last, all[0])), StringComparison.Ordinal);
        cluster.Allocate(other, all[0]);

        // Who says the same again, or names another place for one, waits for no more than before; what is given back is there for others.
        cluster.Allocate(masters[0], all[0], all[1] with { Containers = 0 }, all[0] with { ResourceName = "other" });
        cluster.Allocate(masters[0], all[0] with { Containers = 0 });
        cluster.Allocate(last, all[0]);
        Assert.Contains("applications of ann", Refusal(() => cluster.Allocate(last, all[1])), StringComparison.Ordinal);
        cluster.Ask(new KillApplicationRequest { User = "ann", Id = masters[0].Application });
        cluster.Allocate(last, all[..(AllocateRoom.MostPlaces - 1)]);
    }

    private static string Refusal(Func<object?> call) => Assert.Throws<RmFault>(() => { call(); }).Message;
}
