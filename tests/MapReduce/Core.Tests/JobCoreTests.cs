using Hathi.Base;

namespace Hathi.MapReduce.Core.Tests;

public partial class JobCoreTests
{
    private readonly List<JobEffect> _effects = [];
    private long _now = 1_000_000;

    [Fact]
    public void Asks_for_maps_by_node_rack_and_any_and_for_reduces_only_later()
    {
        var asks = Asks([["h1", "h2"], ["h1", "h2"]]);

        // Of few maps each asks for one host.
        Assert.Equal(1, asks[(20, "h1")]);
        Assert.Equal(1, asks[(20, "h2")]);
        Assert.Equal(2, asks[(20, "/r")]);
        Assert.Equal(2, asks[(20, "*")]);
        Assert.DoesNotContain((10, "*"), asks.Keys);
    }

    [Fact]
    public void Many_maps_ask_for_all_their_hosts()
    {
        var asks = Asks([.. Enumerable.Repeat((string[])["h1", "h2"], 100)]);
        Assert.True(asks[(20, "h1")] + asks[(20, "h2")] > 150, $"{asks[(20, "h1")]} and {asks[(20, "h2")]}");
        Assert.Equal(100, asks[(20, "*")]);
    }

    private Dictionary<(int Priority, string Location), int> Asks(string[][] hosts) =>
        Step(Core(hosts, reduces: 1), new JobInput.Start()).OfType<JobEffect.Ask>()
            .ToDictionary(a => (a.Priority, a.Location), a => a.Count);

    [Fact]
    public void A_container_gets_the_map_whose_input_is_there()
    {
        var core = Running([["h1"], ["h2"]], reduces: 0);
        var run = Grant(core, "c1", "h2");
        Assert.Equal(new AttemptRef(new TaskRef(TaskType.Map, 1), 0), run.Attempt);
        Assert.Equal(Locality.Node, Assert.Single(_effects.OfType<JobEffect.AttemptStarted>()).Locality);
    }

    [Fact]
    public void A_worker_that_is_done_gets_the_next_task()
    {
        var core = Running([["h1"], ["h1"]], reduces: 0);
        var first = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptSucceeded(first.Attempt));
        var second = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        Assert.NotEqual(first.Attempt.Task, second.Attempt.Task);
    }

    [Fact]
    public void A_map_that_failed_is_asked_for_at_once_and_the_fourth_failure_ends_the_job()
    {
        var core = Running([["h1"]], reduces: 0);
        var run = Grant(core, "c1", "h1");
        for (var failure = 1; failure <= 3; failure++)
        {
            var retry = Step(core, new JobInput.AttemptFailed(run.Attempt, "bad", false, false));
            Assert.Contains(new JobEffect.Ask(5, "*", 1), retry);
            run = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
            Assert.Equal(failure, run.Attempt.Number);
            if (failure == 2)
            {
                // Three failures would pass the only host over.
                Step(core, new JobInput.ManagerHeard(0, 1));
            }
        }

        Step(core, new JobInput.AttemptFailed(run.Attempt, "bad again", false, false));
        Step(core, new JobInput.WorkerIdle("c1"));
        var end = Step(core, new JobInput.ContainerEnded("c1", 0, ""));
        Assert.Equal(
            "task_1_0001_m_000000 failed 4 times; the last time: bad again", Assert.Single(end.OfType<JobEffect.AbortJob>()).Message);
        Assert.Equal(Outcome.Failed, Assert.Single(Step(core, new JobInput.JobAborted()).OfType<JobEffect.JobEnded>()).Outcome);
    }

    [Fact]
    public void A_full_disk_of_the_master_ends_a_job_in_it_by_its_tries()
    {
        var core = Running([["h1"]], reduces: 0, new JobLimits { Uber = true, FailuresPerHost = int.MaxValue });
        var run = Grant(core, "c1", "h1");
        for (var failure = 1; failure < 4; failure++)
        {
            Step(core, new JobInput.AttemptFailed(run.Attempt, "disk full", IsFinal: false, HostIsUnfit: true));
            run = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        }

        Step(core, new JobInput.AttemptFailed(run.Attempt, "disk full", IsFinal: false, HostIsUnfit: true));
        Step(core, new JobInput.WorkerIdle("c1"));
        Assert.Single(Step(core, new JobInput.ContainerEnded("c1", 0, "")).OfType<JobEffect.AbortJob>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_attempt_that_reports_and_does_not_go_on_fails(bool goesOn)
    {
        var core = Running([["h1"]], reduces: 0, new JobLimits { TaskTimeout = 5_000 });
        var run = Grant(core, "c1", "h1");
        for (var second = 1; second <= 6; second++)
        {
            _now += 1_000;
            Step(core, new JobInput.AttemptProgress(run.Attempt, 0.5f, goesOn));
        }

        var effects = Step(core, new JobInput.Tick());
        Assert.Equal(goesOn, !effects.Contains(new JobEffect.StopContainer("c1")));
    }

    [Theory]
    [InlineData(-100)]
    [InlineData(-102)]
    [InlineData(-106)]
    public void A_container_that_the_cluster_took_away_is_nobody_s_failure(int status)
    {
        var core = Running([["h1"]], reduces: 0);
        for (var i = 0; i < 10; i++)
        {
            Grant(core, $"c{i}", "h1");
            var end = Step(core, new JobInput.ContainerEnded($"c{i}", status, "preempted"));
            Assert.Equal(Outcome.Killed, Assert.Single(end.OfType<JobEffect.AttemptEnded>()).Outcome);
        }
    }

    [Fact]
    public void Reduces_start_when_enough_maps_are_done()
    {
        var core = Running([["h1"], ["h1"]], reduces: 1, new JobLimits { SlowStart = 1 });
        var map = Grant(core, "c1", "h1");
        Assert.DoesNotContain(Step(core, new JobInput.AttemptSucceeded(map.Attempt)), e => e is JobEffect.Ask { Priority: 10 });
        var second = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        var asked = Step(core, new JobInput.AttemptSucceeded(second.Attempt));
        Assert.Contains(new JobEffect.Ask(10, "*", 1), asked);

        // The worker that is there takes it, and no container is wanted any more.
        var reduce = Step(core, new JobInput.WorkerIdle("c1"));
        Assert.Equal(TaskType.Reduce, Assert.Single(reduce.OfType<JobEffect.RunAttempt>()).Attempt.Task.Type);
        Assert.Contains(new JobEffect.Ask(10, "*", 0), reduce);
    }

    [Fact]
    public void Only_one_attempt_may_commit_and_none_when_the_manager_is_silent()
    {
        var core = Running([["h1"]], reduces: 0);
        var run = Grant(core, "c1", "h1");
        _now += 10_001;
        Assert.Contains(new JobEffect.DeferCommit(run.Attempt), Step(core, new JobInput.CommitAsked(run.Attempt)));
        Step(core, new JobInput.ManagerHeard(0, 3));
        Assert.Contains(new JobEffect.AllowCommit(run.Attempt), Step(core, new JobInput.CommitAsked(run.Attempt)));
        var other = new AttemptRef(run.Attempt.Task, 1);
        Assert.Contains(new JobEffect.RefuseCommit(other), Step(core, new JobInput.CommitAsked(other)));
    }

    [Fact]
    public void Output_that_reduces_cannot_fetch_is_made_again()
    {
        var core = Running([["h1"]], reduces: 1);
        var map = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        var reduce = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        Assert.Empty(Step(core, new JobInput.FetchFailed(reduce.Attempt, map.Attempt)).OfType<JobEffect.MapOutputLost>());
        Step(core, new JobInput.FetchFailed(reduce.Attempt, map.Attempt));
        var third = Step(core, new JobInput.FetchFailed(reduce.Attempt, map.Attempt));
        Assert.Contains(new JobEffect.MapOutputLost(map.Attempt), third);
        Assert.Contains(new JobEffect.Ask(5, "*", 1), third);
    }

    [Fact]
    public void Reduces_that_have_fetched_everything_do_not_hold_up_a_late_one()
    {
        var core = Running([["h1"]], reduces: 7);
        var map = Grant(core, "c0", "h1");
        Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        var reduces = Enumerable.Range(1, 7).Select(n => Grant(core, $"c{n}", "h2").Attempt).ToList();
        foreach (var reduce in reduces.Skip(1))
        {
            Step(core, new JobInput.AttemptProgress(reduce, 0.5f, GoesOn: true));
        }

        Step(core, new JobInput.FetchFailed(reduces[0], map.Attempt));
        Step(core, new JobInput.FetchFailed(reduces[0], map.Attempt));
        Assert.Contains(new JobEffect.MapOutputLost(map.Attempt), Step(core, new JobInput.FetchFailed(reduces[0], map.Attempt)));
    }

    [Fact]
    public void A_node_that_does_not_answer_is_nobody_s_failure_and_passed_over_for_a_while()
    {
        var core = Running([["h1"]], reduces: 0);
        Step(core, new JobInput.ManagerHeard(100_000, 3));
        for (var i = 0; i < 5; i++)
        {
            Step(core, new JobInput.ContainerGranted($"c{i}", "h1", "/r", 20, 1024));
            var silent = Step(core, new JobInput.NodeSilent($"c{i}", "refused"));
            Assert.Contains(new JobEffect.ReleaseContainer($"c{i}"), silent);
            Assert.Contains(new JobEffect.PassOver("h1", true), silent);
            Assert.DoesNotContain(silent, e => e is JobEffect.AbortJob or JobEffect.AttemptEnded { Outcome: Outcome.Failed });
            _now += 60_000;
            Assert.Contains(new JobEffect.PassOver("h1", false), Step(core, new JobInput.Tick()));
        }
    }

    [Fact]
    public void A_lost_node_takes_its_map_outputs_along()
    {
        var core = Running([["h1"], ["h2"]], reduces: 1);
        var map = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        Assert.Contains(new JobEffect.MapOutputLost(map.Attempt), Step(core, new JobInput.HostUnusable("h1")));
    }

    [Fact]
    public void Maps_that_starve_behind_reduces_get_the_place_of_one()
    {
        var core = Running([["h1"]], reduces: 1);
        var map = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        Step(core, new JobInput.WorkerIdle("c1"));
        Step(core, new JobInput.HostUnusable("elsewhere"));
        Step(core, new JobInput.ManagerHeard(0, 1));
        var reduce = new AttemptRef(new TaskRef(TaskType.Reduce, 0), 0);
        for (var i = 0; i < 3; i++)
        {
            Step(core, new JobInput.FetchFailed(reduce, map.Attempt));
        }

        Step(core, new JobInput.Tick());
        _now += 3_000;
        Assert.Contains(new JobEffect.StopContainer("c1"), Step(core, new JobInput.Tick()));
    }

    [Fact]
    public void Maps_get_the_place_of_a_reduce_after_a_while_even_though_there_seems_to_be_room()
    {
        var core = Running([["h1"]], reduces: 1);
        var map = Grant(core, "c1", "h1");
        Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        Step(core, new JobInput.WorkerIdle("c1"));
        Step(core, new JobInput.HostUnusable("elsewhere"));
        Step(core, new JobInput.ManagerHeard(100_000, 1));
        for (var i = 0; i < 3; i++)
        {
            Step(core, new JobInput.FetchFailed(new AttemptRef(new TaskRef(TaskType.Reduce, 0), 0), map.Attempt));
        }

        Step(core, new JobInput.Tick());
        _now += 299_000;
        Assert.DoesNotContain(Step(core, new JobInput.Tick()), e => e is JobEffect.StopContainer);
        _now += 1_000;
        Step(core, new JobInput.Tick());
        _now += 3_000;
        Assert.Contains(new JobEffect.StopContainer("c1"), Step(core, new JobInput.Tick()));
    }

    [Fact]
    public void A_worker_too_small_for_a_map_that_waits_is_not_kept_for_a_reduce()
    {
        var core = Running([["h1"]], reduces: 2, new JobLimits { MapMemory = 2048 });
        var map = Grant(core, "c1", "h1", 2048);
        Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        var first = Assert.Single(Step(core, new JobInput.WorkerIdle("c1")).OfType<JobEffect.RunAttempt>());
        var second = Grant(core, "c2", "h2");
        foreach (var reduce in (AttemptRef[])[first.Attempt, second.Attempt, first.Attempt])
        {
            Step(core, new JobInput.FetchFailed(reduce, map.Attempt));
        }

        Step(core, new JobInput.AttemptFailed(second.Attempt, "bad", false, false));
        Assert.Contains(new JobEffect.DismissWorker("c2"), Step(core, new JobInput.WorkerIdle("c2")));
    }

    [Fact]
    public void What_failed_for_its_host_is_not_tried_by_another_worker_there()
    {
        var core = Running([["h1"], ["h1"]], reduces: 2, new JobLimits { SlowStart = 1 });
        Step(core, new JobInput.ManagerHeard(0, 2));
        var done = Grant(core, "c1", "h1");
        var onFull = Grant(core, "c2", "h1");
        Step(core, new JobInput.AttemptSucceeded(done.Attempt));
        Assert.Empty(Step(core, new JobInput.WorkerIdle("c1")));
        var failed = Step(core, new JobInput.AttemptFailed(onFull.Attempt, "no room", IsFinal: false, HostIsUnfit: true));
        Assert.Contains(new JobEffect.DismissWorker("c1"), failed);
        Assert.DoesNotContain(failed, e => e is JobEffect.RunAttempt);
    }

    [Fact]
    public void A_slow_attempt_is_doubled_and_the_loser_ended()
    {
        var core = Running([["h1"], ["h1"]], reduces: 0, new JobLimits { SpeculateAfter = 5_000 });
        var quick = Grant(core, "c1", "h1");
        var slow = Grant(core, "c2", "h1");
        _now += 1_000;
        Step(core, new JobInput.AttemptSucceeded(quick.Attempt));
        Step(core, new JobInput.WorkerIdle("c1"));
        _now += 10_000;
        Step(core, new JobInput.AttemptProgress(slow.Attempt, 0.1f, GoesOn: true));
        Assert.Contains(new JobEffect.Ask(20, "*", 1), Step(core, new JobInput.Tick()));
        var second = Grant(core, "c3", "h1");
        Assert.Equal(slow.Attempt.Task, second.Attempt.Task);
        Assert.Contains(new JobEffect.StopContainer("c2"), Step(core, new JobInput.AttemptSucceeded(second.Attempt)));

        // The job does not wait for the container's end, but what ran in it has ended with the job.
        Step(core, new JobInput.ManagerHeard(0, 3));
        Assert.Equal(
            [
                new JobEffect.AttemptEnded(slow.Attempt, Outcome.Killed, "Another attempt was first."),
                new JobEffect.JobEnded(Outcome.Succeeded, ""),
            ],
            Step(core, new JobInput.JobCommitted()));
    }

    [Fact]
    public void A_host_with_three_failures_is_passed_over_unless_that_leaves_too_few()
    {
        var core = Running([["h1"], ["h1"], ["h1"]], reduces: 0);
        Step(core, new JobInput.ManagerHeard(0, 10));
        for (var i = 0; i < 2; i++)
        {
            Grant(core, $"c{i}", "h1");
            Step(core, new JobInput.ContainerEnded($"c{i}", 1, ""));
        }

        // What failed there avoids it for a while, and then the host has failed too often.
        Assert.Contains(new JobEffect.PassOver("h1", true), Step(core, new JobInput.ContainerGranted("c2", "h1", "/r", 20, 1024)));
        Step(core, new JobInput.WorkerIdle("c2"));
        Step(core, new JobInput.ContainerEnded("c2", 1, ""));
        Step(core, new JobInput.Tick());
        _now += 60_000;
        Assert.DoesNotContain(new JobEffect.PassOver("h1", false), Step(core, new JobInput.Tick()));
        Assert.Contains(new JobEffect.ReleaseContainer("c3"), Step(core, new JobInput.ContainerGranted("c3", "h1", "/r", 5, 1024)));
        Assert.Contains(new JobEffect.PassOver("h1", false), Step(core, new JobInput.ManagerHeard(0, 2)));
    }

    [Fact]
    public void A_host_without_room_on_its_disks_is_passed_over_at_once_unless_all_are_so()
    {
        var core = Running([["h1"], ["h1"]], reduces: 0);
        Step(core, new JobInput.ManagerHeard(0, 2));
        var onFull = Grant(core, "c1", "h1");
        Assert.Contains(
            new JobEffect.PassOver("h1", true),
            Step(core, new JobInput.AttemptFailed(onFull.Attempt, "no room", IsFinal: false, HostIsUnfit: true)));
        Assert.Contains(new JobEffect.DismissWorker("c1"), Step(core, new JobInput.WorkerIdle("c1")));
        var elsewhere = Grant(core, "c2", "h2");
        Assert.Equal(onFull.Attempt.Task, elsewhere.Attempt.Task);
        Assert.Contains(
            new JobEffect.PassOver("h1", false),
            Step(core, new JobInput.AttemptFailed(elsewhere.Attempt, "no room", IsFinal: false, HostIsUnfit: true)));
    }

    [Fact]
    public void A_second_master_runs_only_what_is_not_done()
    {
        var done = new RecoveredTask(new AttemptRef(new TaskRef(TaskType.Map, 0), 0), "h1");
        var core = new JobCore(Plan([["h1"], ["h1"]], 1, new JobLimits()) with { MasterAttempt = 2, Recovered = [done] });
        var first = Step(core, new JobInput.Start());
        Assert.Contains(new JobEffect.MapOutputReady(done.Attempt), first);
        Assert.Contains(new JobEffect.Ask(20, "*", 1), first);
        Step(core, new JobInput.JobSetUp());
        Assert.Equal(new AttemptRef(new TaskRef(TaskType.Map, 1), 1000), Grant(core, "c1", "h1").Attempt);
    }

    // Time jumps here; see PauseTests for a master that was stopped.
    private static JobPlan Plan(string[][] hosts, int reduces, JobLimits limits) => new()
    {
        Id = "1_0001",
        Maps = [.. hosts.Select(h => new MapPlan(h, ["/r"]))],
        Reduces = reduces,
        Limits = limits with { LongestGap = long.MaxValue },
        MasterAttempt = 1,
        Recovered = [],
    };

    private static JobCore Core(string[][] hosts, int reduces) => new(Plan(hosts, reduces, new JobLimits()));

    private JobCore Running(string[][] hosts, int reduces, JobLimits? limits = null)
    {
        var core = new JobCore(Plan(hosts, reduces, limits ?? new JobLimits()));
        Step(core, new JobInput.Start());
        Step(core, new JobInput.JobSetUp());
        Step(core, new JobInput.ManagerHeard(100_000, 0));
        return core;
    }

    private JobEffect.RunAttempt Grant(JobCore core, string container, string host, long memory = 1024)
    {
        Step(core, new JobInput.ContainerGranted(container, host, "/r", 20, memory));
        return Assert.Single(Step(core, new JobInput.WorkerIdle(container)).OfType<JobEffect.RunAttempt>());
    }

    private IReadOnlyList<JobEffect> Step(JobCore core, JobInput input)
    {
        _effects.Clear();
        core.Step(new Now(_now, _now), input, _effects);
        return [.. _effects];
    }
}
