namespace Hathi.MapReduce.Core.Tests;

/// <summary>Attempts that somebody ends.</summary>
public partial class JobCoreTests
{
    [Fact]
    public void An_attempt_that_waits_can_be_ended_and_the_next_one_waits()
    {
        var core = Running([["h1"]], reduces: 0);
        var map = new TaskRef(TaskType.Map, 0);
        Assert.True(core.IsLive(new AttemptRef(map, 0)));
        Step(core, new JobInput.KillAttempt(new AttemptRef(map, 0), AsFailure: false));
        Assert.False(core.IsLive(new AttemptRef(map, 0)));
        Assert.Equal(new AttemptRef(map, 1), Grant(core, "c1", "h1").Attempt);
    }

    [Fact]
    public void An_attempt_that_waits_and_is_made_to_fail_counts_as_a_failure()
    {
        var core = Running([["h1"]], reduces: 0);
        var map = new TaskRef(TaskType.Map, 0);
        for (var number = 0; number < 4; number++)
        {
            Step(core, new JobInput.KillAttempt(new AttemptRef(map, number), AsFailure: true));
        }

        Assert.Single(_effects.OfType<JobEffect.AbortJob>());
    }

    /// <summary>As in Apache's, a map's output is given up when its attempt is killed, as long as reduces may need it.</summary>
    [Theory]
    [InlineData(1, false, true)]
    [InlineData(1, true, false)]
    [InlineData(0, false, false)]
    public void A_map_that_is_done_and_killed_is_done_again_for_reduces(int reduces, bool asFailure, bool again)
    {
        var core = Running([["h1"], ["h1"]], reduces);
        var run = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptSucceeded(run.Attempt));
        Step(core, new JobInput.KillAttempt(run.Attempt, asFailure));
        Assert.Equal(again, core.IsLive(run.Attempt with { Number = 1 }));
        Assert.Equal(again, _effects.OfType<JobEffect.MapOutputLost>().Any());
    }
}
