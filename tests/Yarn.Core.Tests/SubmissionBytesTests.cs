using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.ResourceManager;

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

    private ApplicationId Submit(string user) => _cluster.Submit(user, change: static s => s with { Payload = new byte[Large] });

    private ApplicationId Kill(ApplicationId id)
    {
        _cluster.Ask(new KillApplicationRequest { Ticket = _cluster.Ticket(), User = "ann", Id = id });
        return id;
    }

    private IEnumerable<ApplicationId> Known() => _cluster.Call<List<ApplicationReport>>(new GetApplicationsRequest { Ticket = _cluster.Ticket(), User = "ann" }).Select(static r => r.Id).Order();
}
