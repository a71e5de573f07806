namespace Hathi.MapReduce.Core.Tests;

/// <summary>Jobs that somebody ends while they are committed.</summary>
public partial class JobCoreTests
{
    [Fact]
    public void A_kill_breaks_the_commit_off()
    {
        var core = Committing();
        Assert.Equal([new JobEffect.CancelCommit()], Step(core, new JobInput.KillJob("enough")));
        Assert.Empty(Step(core, new JobInput.KillJob("once more")));
        Assert.Equal([new JobEffect.AbortJob(Outcome.Killed, "enough")], Step(core, new JobInput.JobCommitFailed("it was broken off")));
        Assert.Equal([new JobEffect.JobEnded(Outcome.Killed, "enough")], Step(core, new JobInput.JobAborted()));
    }

    [Fact]
    public void A_commit_that_is_through_is_not_undone_by_a_kill()
    {
        var core = Committing();
        Step(core, new JobInput.KillJob("enough"));
        Assert.Equal([new JobEffect.JobEnded(Outcome.Succeeded, "")], Step(core, new JobInput.JobCommitted()));
    }

    private JobCore Committing()
    {
        var core = Running([["h1"]], reduces: 0);
        var map = Grant(core, "c1", "h1");
        Assert.Contains(new JobEffect.CommitJob(), Step(core, new JobInput.AttemptSucceeded(map.Attempt)));
        Step(core, new JobInput.ContainerEnded("c1", 0, ""));
        return core;
    }
}
