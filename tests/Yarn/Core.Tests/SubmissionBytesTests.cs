using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;

namespace Hathi.Yarn.Core.Tests;

/// <summary>What a submission brings with it is kept as long as its application, and there is an end to it.</summary>
public sealed class SubmissionBytesTests
{
    private const int Large = 1000;

    private readonly Cluster _cluster = new(new RmOptions { MaxCompletedBytes = 2 * Large, MaxBytesOfUser = 3 * Large });

    [Fact]
    public void The_oldest_that_have_ended_are_forgotten_when_their_submissions_take_too_much()
    {
        var ids = Enumerable.Range(0, 4).Select(_ => Kill(Submit("ann"))).ToList();
        Assert.Equal(ids.Skip(2), Known());
        _cluster.Restart();
        Assert.Equal(ids.Skip(2), Known());
        var last = Kill(Submit("ann"));
        Assert.Equal([ids[3], last], Known());
    }

    [Fact]
    public void A_user_whose_submissions_take_too_much_waits_and_others_do_not()
    {
        var ids = Enumerable.Range(0, 3).Select(_ => Submit("ann")).ToList();
        var refused = Assert.Throws<RmFault>(() => Submit("ann"));
        Assert.Contains("wait for some of them to end", refused.Message, StringComparison.Ordinal);
        Submit("bob");
        _cluster.Restart();
        Assert.Throws<RmFault>(() => Submit("ann"));
        Kill(ids[1]);
        Submit("ann");
        Assert.Throws<RmFault>(() => Submit("ann"));
    }

    /// <summary>Who leaves much behind is forgotten first, and nobody else for it.</summary>
    [Fact]
    public void What_one_user_leaves_behind_pushes_out_nobody_else()
    {
        var other = Kill(_cluster.Submit("bob"));
        var ids = Enumerable.Range(0, 5).Select(_ => Kill(Submit("ann"))).ToList();
        Assert.Equal([other, ids[4]], Known());
        _cluster.Restart();
        Assert.Equal([other, ids[4]], Known());
    }

    /// <summary>Its master still runs, and may for ten minutes.</summary>
    [Fact]
    public void An_application_that_is_finishing_keeps_no_other_from_being_forgotten()
    {
        _cluster.AddNode(1, 8192);
        var finishing = Submit("ann");
        _cluster.Finish(_cluster.StartMaster().Attempt);
        Assert.Equal(ApplicationState.Finishing, _cluster.Report(finishing).State);
        var ids = Enumerable.Range(0, 3).Select(_ => Kill(Submit("ann"))).ToList();
        Assert.Equal([finishing, ids[2]], Known());
        _cluster.Restart();
        Assert.Equal([finishing, ids[2]], Known());
    }

    [Fact]
    public void With_too_many_that_have_ended_one_that_is_finishing_stays_and_others_go()
    {
        var cluster = new Cluster(new RmOptions { MaxCompletedApplications = 1 });
        cluster.AddNode(1, 8192);
        var finishing = cluster.Submit();
        cluster.Finish(cluster.StartMaster().Attempt);
        var next = cluster.Submit();
        cluster.Ask(new KillApplicationRequest { User = "ann", Id = next });
        Assert.Equal(finishing, Assert.Single(cluster.Call<List<ApplicationReport>>(new GetApplicationsRequest { User = "ann" })).Id);
    }

    [Fact]
    public void Those_of_which_nothing_is_kept_are_forgotten_one_after_the_other()
    {
        var cluster = new Cluster(new RmOptions { MaxCompletedApplications = 2, KeptOfEnded = static payload => payload[..0] });
        foreach (var user in new[] { "ann", "ann", "bob", "bob" })
        {
            var id = cluster.Submit(user);
            cluster.Ask(new KillApplicationRequest { User = user, Id = id });
        }

        Assert.Equal(["bob", "bob"], cluster.Call<List<ApplicationReport>>(
            new GetApplicationsRequest { User = "ann" }).Select(static r => r.User));
    }

    /// <summary>In memory, in what a replay makes of the log, and in the image.</summary>
    [Fact]
    public void Of_one_that_has_ended_only_what_is_asked_for_is_kept()
    {
        var cluster = new Cluster(new RmOptions { KeptOfEnded = static payload => payload[..Math.Min(payload.Length, 3)] });
        var id = cluster.Submit(change: static s => s with { Payload = new byte[Large] });
        var lives = cluster.Submit(change: static s => s with { Payload = new byte[Large] });
        cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        for (var life = 0; life < 2; life++)
        {
            Assert.Equal(3, cluster.Call<Submission>(new GetSubmissionRequest { User = "ann", Id = id }).Payload.Length);
            Assert.Equal(Large, cluster.Call<Submission>(new GetSubmissionRequest { User = "ann", Id = lives }).Payload.Length);
            var image = new System.Buffers.ArrayBufferWriter<byte>();
            var writer = new Image.ImageWriter(cluster.Core);
            while (writer.WriteNext(image))
            {
            }

            Assert.InRange(image.WrittenCount, Large, 2 * Large);
            cluster.Restart();
        }
    }

    private ApplicationId Submit(string user) => _cluster.Submit(user, change: static s => s with { Payload = new byte[Large] });

    private ApplicationId Kill(ApplicationId id)
    {
        _cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        return id;
    }

    private IEnumerable<ApplicationId> Known() => _cluster.Call<List<ApplicationReport>>(
        new GetApplicationsRequest { User = "ann" }).Select(static r => r.Id).Order();
}
