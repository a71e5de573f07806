namespace Hathi.MapReduce.Core.Tests;

/// <summary>What failed on a host is tried elsewhere, while there is an elsewhere.</summary>
public partial class JobCoreTests
{
    private static readonly TaskRef s_map = new(TaskType.Map, 0);

    public static TheoryData<string> WaysToFail =>
        ["told", "process ended", "not started", "not heard", "no progress", "ended by request", "gave it up", "output lost"];

    [Theory]
    [MemberData(nameof(WaysToFail))]
    public void A_map_that_failed_on_a_host_runs_on_another(string way)
    {
        var core = Running([["h1"]], reduces: 1, new JobLimits { TaskTimeout = 5_000, SlowStart = 1 });
        Step(core, new JobInput.ManagerHeard(100_000, 3));
        Assert.Contains(new JobEffect.PassOver("h1", true), FailOn(core, way));
        Assert.Contains(new JobEffect.ReleaseContainer("again"), Step(core, new JobInput.ContainerGranted("again", "h1", "/r", 5, 1024)));
        var elsewhere = Step(core, new JobInput.ContainerGranted("elsewhere", "h2", "/r", 5, 1024));
        Assert.Contains(new JobEffect.StartWorker("elsewhere"), elsewhere);
        Assert.Contains(new JobEffect.PassOver("h1", false), elsewhere);
        Assert.Equal(
            new AttemptRef(s_map, 1),
            Assert.Single(Step(core, new JobInput.WorkerIdle("elsewhere")).OfType<JobEffect.RunAttempt>()).Attempt);
    }

    [Theory]
    [MemberData(nameof(WaysToFail))]
    public void After_a_while_any_host_is_good_enough(string way)
    {
        var core = Running([["h1"]], reduces: 1, new JobLimits { TaskTimeout = 5_000, SlowStart = 1 });
        Step(core, new JobInput.ManagerHeard(100_000, 3));
        FailOn(core, way);
        Step(core, new JobInput.Tick());
        _now += 29_000;
        Step(core, new JobInput.Tick());
        Assert.Contains(new JobEffect.ReleaseContainer("early"), Step(core, new JobInput.ContainerGranted("early", "h1", "/r", 5, 1024)));
        _now += 1_000;
        var tick = Step(core, new JobInput.Tick());
        Assert.Contains(new JobEffect.PassOver("h1", false), tick);
        if (way == "gave it up")
        {
            // That worker was kept for a reduce.
            Assert.Contains(new JobEffect.RunAttempt("c1", new AttemptRef(s_map, 1)), tick);
            return;
        }

        Assert.Contains(new JobEffect.StartWorker("late"), Step(core, new JobInput.ContainerGranted("late", "h1", "/r", 5, 1024)));
    }

    [Fact]
    public void The_worker_that_failed_a_map_takes_another_one_meanwhile()
    {
        var core = Running([["h1"], ["h1"]], reduces: 0);
        Step(core, new JobInput.ManagerHeard(100_000, 3));
        var first = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptFailed(first.Attempt, "bad", false, false));
        var next = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        Assert.NotEqual(first.Attempt.Task, next.Attempt.Task);
        Step(core, new JobInput.AttemptSucceeded(next.Attempt));
        Assert.Contains(new JobEffect.DismissWorker("c1"), Step(core, new JobInput.WorkerIdle("c1")));
    }

    [Fact]
    public void A_reduce_that_failed_on_a_host_runs_on_another()
    {
        var core = Running([], reduces: 1);
        Step(core, new JobInput.ManagerHeard(100_000, 3));
        Step(core, new JobInput.ContainerGranted("c1", "h1", "/r", 10, 1024));
        var reduce = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        Step(core, new JobInput.AttemptFailed(reduce.Attempt, "bad", false, false));
        Assert.Contains(new JobEffect.DismissWorker("c1"), Step(core, new JobInput.WorkerIdle("c1")));
        Assert.Contains(new JobEffect.ReleaseContainer("c2"), Step(core, new JobInput.ContainerGranted("c2", "h1", "/r", 10, 1024)));
        Assert.Contains(new JobEffect.StartWorker("c3"), Step(core, new JobInput.ContainerGranted("c3", "h2", "/r", 10, 1024)));
    }

    [Fact]
    public void A_task_is_tried_on_each_of_three_hosts_before_on_one_a_second_time()
    {
        var core = Running([["h1"]], reduces: 0);
        Step(core, new JobInput.ManagerHeard(100_000, 3));
        foreach (var host in (string[])["h1", "h2"])
        {
            var run = Grant(core, $"on {host}", host);
            Step(core, new JobInput.AttemptFailed(run.Attempt, "bad", false, false));
            Step(core, new JobInput.WorkerIdle($"on {host}"));
        }

        Assert.Contains(new JobEffect.ReleaseContainer("c1"), Step(core, new JobInput.ContainerGranted("c1", "h1", "/r", 5, 1024)));
        Assert.Contains(new JobEffect.ReleaseContainer("c2"), Step(core, new JobInput.ContainerGranted("c2", "h2", "/r", 5, 1024)));
        var third = Grant(core, "c3", "h3");
        Step(core, new JobInput.AttemptFailed(third.Attempt, "bad", false, false));

        // Now only the last one is avoided.
        Assert.Contains(new JobEffect.StartWorker("c4"), Step(core, new JobInput.ContainerGranted("c4", "h1", "/r", 5, 1024)));
    }

    [Fact]
    public void A_slow_attempt_is_not_doubled_beside_itself()
    {
        var core = Running([["h1"], ["h1"]], reduces: 0, new JobLimits { SpeculateAfter = 5_000 });
        Step(core, new JobInput.ManagerHeard(100_000, 3));
        var quick = Grant(core, "c1", "h1");
        Grant(core, "c2", "h1");
        _now += 1_000;
        Step(core, new JobInput.AttemptSucceeded(quick.Attempt));
        _now += 10_000;
        Step(core, new JobInput.Tick());
        Assert.Contains(new JobEffect.ReleaseContainer("c3"), Step(core, new JobInput.ContainerGranted("c3", "h1", "/r", 20, 1024)));
        Assert.Contains(new JobEffect.StartWorker("c4"), Step(core, new JobInput.ContainerGranted("c4", "h2", "/r", 20, 1024)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Where_there_is_no_other_host_the_same_one_tries_again(int hosts)
    {
        var core = Running([["h1"]], reduces: 0);
        Step(core, new JobInput.ManagerHeard(100_000, hosts));
        var first = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptFailed(first.Attempt, "bad", false, false));
        Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
    }

    [Fact]
    public void A_map_that_starves_takes_a_reduces_place_on_any_host_when_there_is_no_other()
    {
        var core = Running([["h1"]], reduces: 1);
        Step(core, new JobInput.ManagerHeard(0, 3));
        var map = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        var reduce = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        for (var i = 0; i < 3; i++)
        {
            Step(core, new JobInput.FetchFailed(reduce.Attempt, map.Attempt));
        }

        Step(core, new JobInput.Tick());
        _now += 3_000;
        Assert.Contains(new JobEffect.StopContainer("c1"), Step(core, new JobInput.Tick()));
        Step(core, new JobInput.ContainerEnded("c1", 143, ""));
        Assert.Contains(new JobEffect.StartWorker("c2"), Step(core, new JobInput.ContainerGranted("c2", "h1", "/r", 5, 1024)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Without_a_time_out_a_silent_attempt_is_waited_for(long timeout)
    {
        var core = Running([["h1"]], reduces: 0, new JobLimits { TaskTimeout = timeout });
        Grant(core, "c1", "h1");
        _now += 10_000_000;
        Assert.DoesNotContain(Step(core, new JobInput.Tick()), e => e is JobEffect.StopContainer);
    }

    // The last steps of an attempt at the only map that fails on h1, and all effects of them.
    private List<JobEffect> FailOn(JobCore core, string way)
    {
        List<JobEffect> seen = [.. Step(core, new JobInput.ContainerGranted("c1", "h1", "/r", 20, 1024))];
        void Then(JobInput input) => seen.AddRange(Step(core, input));
        var attempt = new AttemptRef(s_map, 0);
        if (way is not ("not started" or "not heard"))
        {
            Then(new JobInput.WorkerIdle("c1"));
        }

        switch (way)
        {
            case "told":
                Then(new JobInput.AttemptFailed(attempt, "bad", false, false));
                break;
            case "process ended":
                Then(new JobInput.ContainerEnded("c1", 1, ""));
                break;
            case "not started":
                Then(new JobInput.ContainerNotStarted("c1", "no"));
                break;
            case "not heard" or "no progress":
                _now += 6_000;
                Then(new JobInput.Tick());
                Then(new JobInput.ContainerEnded("c1", 143, ""));
                break;
            case "ended by request":
                Then(new JobInput.KillAttempt(attempt, AsFailure: true));
                Then(new JobInput.ContainerEnded("c1", 143, ""));
                break;
            case "gave it up":
                Then(new JobInput.WorkerIdle("c1"));
                break;
            case "output lost":
                Then(new JobInput.AttemptSucceeded(attempt));
                var reduce = Grant(core, "c9", "h3");
                for (var i = 0; i < 3; i++)
                {
                    Then(new JobInput.FetchFailed(reduce.Attempt, attempt));
                }

                break;
        }

        return seen;
    }
}
