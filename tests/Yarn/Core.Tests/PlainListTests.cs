using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>What is found at once, beside the plain lists that say the same slowly; and what is left after a burst.</summary>
public sealed class PlainListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ended_containers_are_those_of_two_lists(int seed)
    {
        const int Ids = 200;
        var random = new Random(seed);
        var ended = new EndedContainers();
        List<ContainerId> toTell = [], told = [];
        var most = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var id = Container(random.Next(Ids));
            switch (random.Next(300))
            {
                case 0:
                    Assert.Equal(told, ended.TakeTold().Select(static t => t.Status.Id));
                    told.Clear();
                    break;
                case 1:
                    Assert.Equal([.. told, .. toTell], ended.TakeAll().Select(static t => t.Status.Id));
                    told.Clear();
                    toTell.Clear();
                    break;
                case < 8:
                    Assert.Equal(toTell, ended.Tell().Select(static s => s.Id));
                    told.AddRange(toTell);
                    toTell.Clear();
                    break;
                default:
                    ended.Add(Ended(id), Node(1));
                    if (!told.Contains(id) && !toTell.Contains(id))
                    {
                        toTell.Add(id);
                    }

                    break;
            }

            most = Math.Max(most, told.Count + toTell.Count);
            var other = Container(random.Next(Ids));
            Assert.Equal((told.Contains(other) || toTell.Contains(other), true), (ended.Has(other), ended.Has(id) || !toTell.Contains(id)));
        }

        Assert.InRange(most, 100, Ids); // beyond the few that are walked
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Untold_containers_are_those_of_a_list(int seed)
    {
        var random = new Random(seed);
        var granted = Granted(2_000);
        var untold = new UntoldContainers();
        List<RmContainer> list = [];
        var removed = 0;
        foreach (var container in granted)
        {
            untold.Add(container);
            list.Add(container);
            while (list.Count > 0 && random.Next(500) < list.Count)
            {
                var one = list[random.Next(list.Count)];
                untold.Remove(one);
                list.Remove(one);
                removed++;
                Assert.False(one.IsUntold);
            }

            Assert.Equal(list.Count == 0, untold.IsEmpty);
            if (random.Next(700) == 0)
            {
                Assert.Equal(list, untold.TakeAll());
                list.ForEach(static c => Assert.False(c.IsUntold));
                list.Clear();
            }
        }

        Assert.InRange(removed, 1_000, granted.Count); // gaps were closed, with places that are others then
        Assert.All(list, static c => Assert.True(c.IsUntold));
        Assert.Equal(list, untold.TakeAll());
    }

    [Fact]
    public void What_many_untold_containers_have_taken_is_given_back()
    {
        var untold = new UntoldContainers();
        var granted = Granted(2_000);
        granted.ForEach(untold.Add);
        Assert.InRange(untold.Capacity, 2_000, int.MaxValue);
        granted[1..].ForEach(untold.Remove);
        Assert.InRange(untold.Capacity, 1, 300);
        granted[1..].ForEach(untold.Add);
        Assert.Equal(granted, untold.TakeAll());
        Assert.InRange(untold.Capacity, 0, 300);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void A_line_of_users_is_all_that_wait_in_their_order(bool fair, int seed)
    {
        const int Users = 7, Applications = 60;
        var random = new Random(seed);
        var (cluster, leaf) = Waiting(Applications, () => $"user-{random.Next(Users)}", random.Next, fair);
        List<ScheduledApplication> plain =
        [
            .. cluster.Core.State.Apps.Values.Select(static a => a.Scheduled!).OrderByDescending(static a => a.App.Priority)
                .ThenBy(a => fair ? a.Used.MemoryMiB : 0).ThenBy(static a => a.App.Id),
        ];
        Assert.Equal(Applications, plain.Count);
        Assert.InRange(leaf.Users.Count, 5, Users);
        leaf.BeginWithFirst();
        Assert.Equal(plain, Taken(leaf));
        for (var i = 0; i < plain.Count; i++)
        {
            leaf.BeginAfter(AppKey.Of(plain[i]));
            Assert.Equal(plain[(i + 1)..], Taken(leaf));
        }

        // A place in the order stays when who had it has gone.
        var gone = AppKey.Of(plain[20]);
        cluster.Ask(new KillApplicationRequest { User = "ann", Id = plain[20].App.Id });
        leaf.BeginAfter(gone);
        Assert.Equal(plain[21..], Taken(leaf));
    }

    [Fact]
    public void Users_that_have_gone_are_kept_by_nothing()
    {
        const int Users = 500;
        var next = 0;
        var (cluster, leaf) = Waiting(Users, () => $"user-{next++}", static _ => 0, fair: false);
        cluster.AddNode(2, 1024);
        cluster.Tick(400);
        Assert.Equal(0, leaf.Line.Count);
        Assert.InRange(leaf.Line.Capacity, Users, int.MaxValue);
        foreach (var app in cluster.Core.State.Apps.Values.Skip(1).ToList())
        {
            cluster.Ask(new KillApplicationRequest { User = "ann", Id = app.Id });
        }

        Assert.Single(leaf.Users);
        Assert.InRange(leaf.Line.Capacity, 0, 64);
        Assert.InRange(leaf.Users.Capacity, 0, 64);
    }

    /// <summary>All that wait are tried, some at a time, though those that were tried before go meanwhile.</summary>
    [Fact]
    public void Time_brings_all_that_wait_to_a_look_while_others_go()
    {
        var next = 0;
        var (cluster, leaf) = Waiting(130, () => $"user-{next++ % 5}", static _ => 0, fair: false);
        var apps = cluster.Core.State.Apps.Values.ToList();
        cluster.Tick(200);
        Assert.Equal(apps[63].Id, leaf.SweptTo?.Id);
        foreach (var app in apps[..64])
        {
            cluster.Allocate(app.Current!.Id, Ask(2, "*", 2048, 0));
        }

        cluster.Tick(200);
        Assert.Equal(apps[127].Id, leaf.SweptTo?.Id);
        cluster.Tick(200);
        Assert.Null(leaf.SweptTo);
    }

    private static ContainerId Container(int number) => new(new ApplicationAttemptId(new ApplicationId(1, 1), 1), number);

    private static List<ScheduledApplication> Taken(LeafQueue leaf)
    {
        List<ScheduledApplication> taken = [];
        while (leaf.Line.Take() is { } application)
        {
            taken.Add(application);
        }

        return taken;
    }

    // Live containers of one application, which its master knows.
    private static List<RmContainer> Granted(int count)
    {
        var cluster = new Cluster(new RmOptions());
        cluster.AddNode(1, 1024 * (count + 1));
        cluster.Submit();
        return
        [
            .. cluster.Allocate(cluster.StartMaster().Attempt, Ask(1, "*", 1024, count)).Allocated
                .Select(c => cluster.Core.Context.Scheduler.Containers.Find(c.Id)!),
        ];
    }

    // Applications with masters and some containers, which wait for one that is larger than what is left.
    private static (Cluster Cluster, LeafQueue Leaf) Waiting(int applications, Func<string> user, Func<int, int> priority, bool fair)
    {
        var queue = new QueueSettings
        {
            Name = "default", Capacity = 100, UserLimitFactor = -1, MaximumAmResourcePercent = 1, Fair = fair,
        };
        var cluster = new Cluster(new RmOptions { MaxPriority = 10, Queues = new QueueSettings { Name = "root", Children = [queue] } });
        cluster.AddNode(1, 1024 * applications * 5);
        for (var i = 0; i < applications; i++)
        {
            cluster.Submit(user(), change: s => s with { Priority = priority(3) });
        }

        List<ApplicationAttemptId> masters = [];
        while (cluster.Launches.Count > 0)
        {
            masters.Add(cluster.StartMaster().Attempt);
        }

        masters.ForEach(master => cluster.Allocate(master, Ask(1, "*", 1024, priority(4))));
        var left = (applications * 4) - cluster.Core.State.Apps.Values.Sum(static a => a.Scheduled!.Containers - 1);
        cluster.Allocate(masters[0], Ask(1, "*", 1024, left - 1));
        masters.ForEach(master => cluster.Allocate(master, Ask(2, "*", 2048, 1)));
        return (cluster, cluster.Core.Context.Scheduler.Queues.FindLeaf("default")!);
    }
}
