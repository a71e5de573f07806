using Hathi.Base;

namespace Hathi.MapReduce.Core.Tests;

/// <summary>A master that did not run heard of none of its workers: none is ended for that.</summary>
public sealed class PauseTests
{
    private const long Timeout = 5_000;
    private const long Pause = 24 * 3_600_000;
    private readonly List<JobEffect> _effects = [];
    private readonly JobCore _core = new(new JobPlan
    {
        Id = "1_0001", Maps = [new MapPlan(["h1"], ["/r"])], Reduces = 0, Limits = new JobLimits { TaskTimeout = Timeout },
        MasterAttempt = 1, Recovered = [],
    });

    private long _now = 1_000_000;

    public PauseTests()
    {
        Step(new JobInput.Start());
        Step(new JobInput.JobSetUp());
        Step(new JobInput.ManagerHeard(100_000, 3));
        Step(new JobInput.ContainerGranted("c1", "h1", "/r", JobCore.MapPriority, 1024));
    }

    /// <summary>A worker that has begun with its attempt, and one that is not heard yet.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_worker_is_ended_and_a_silent_one_is_found_while_it_runs(bool hasBegun)
    {
        if (hasBegun)
        {
            Step(new JobInput.WorkerIdle("c1"));
        }

        for (var i = 0; i < 50; i++)
        {
            _now += Pause;
            Assert.DoesNotContain(Step(new JobInput.Tick()), e => e is JobEffect.StopContainer);
            if (hasBegun)
            {
                Step(new JobInput.AttemptProgress(Attempt, 0.5f, GoesOn: true));
            }
            else
            {
                break; // nothing comes of it that would end its silence
            }
        }

        List<JobEffect> effects = [];
        for (long passed = 0; passed <= Timeout; passed += 1_000)
        {
            _now += 1_000;
            effects.AddRange(Step(new JobInput.Tick()));
        }

        Assert.Contains(new JobEffect.StopContainer("c1"), effects);
    }

    /// <summary>The ResourceManager ran, and may have started another master.</summary>
    [Fact]
    public void It_commits_nothing_before_the_ResourceManager_is_heard()
    {
        Step(new JobInput.WorkerIdle("c1"));
        _now += Pause;
        Assert.Contains(new JobEffect.DeferCommit(Attempt), Step(new JobInput.CommitAsked(Attempt)));
        Assert.DoesNotContain(new JobEffect.CommitJob(), Step(new JobInput.AttemptSucceeded(Attempt)));
        Assert.Contains(new JobEffect.CommitJob(), Step(new JobInput.ManagerHeard(100_000, 3)));
    }

    private static AttemptRef Attempt => new(new TaskRef(TaskType.Map, 0), 0);

    private JobEffect[] Step(JobInput input)
    {
        _effects.Clear();
        _core.Step(new Now(_now, _now), input, _effects);
        return [.. _effects];
    }
}
