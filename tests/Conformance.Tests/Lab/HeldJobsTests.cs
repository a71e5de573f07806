namespace Hathi.Conformance.Tests.Lab;

/// <summary>Jobs that are asked, killed, doubled, or lose their NameNode while a map stands still in its middle.</summary>
[Collection(LabCollection.Name)]
public sealed class HeldJobsTests(LabFixture lab)
{
    /// <summary>Counters come once a second; each question takes a process.</summary>
    private const int MostQuestions = 50;

    [Fact]
    public void What_a_running_map_has_counted_is_told_and_a_kill_by_the_ResourceManager_leaves_nothing()
    {
        using var job = new HeldJob(lab.Environment, ["a"], reduces: false);
        var questions = 0;
        while (lab.Hathi("mapred", "job", "-counter", job.Job, "held", "lines").Ok().Output.Trim() != "1")
        {
            Assert.True(++questions < MostQuestions, "the counter of the attempt that runs was never told");
        }

        Assert.Contains("Map input records=1", lab.Hathi("mapred", "job", "-status", job.Job).Ok().Output, StringComparison.Ordinal);

        // Without its client nobody clears up but the master.
        job.KillClient();
        lab.Hathi("yarn", "application", "-kill", job.Application).Ok();
        job.LeftNothing();
        Assert.Contains("Job state: KILLED", lab.Hathi("mapred", "job", "-status", job.Job).Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_is_killed_leaves_nothing_and_its_client_says_so()
    {
        using var job = new HeldJob(lab.Environment, ["a"], reduces: false);
        Assert.Contains($"Killed job {job.Job}", lab.Hathi("mapred", "job", "-kill", job.Job).Ok().Output, StringComparison.Ordinal);
        var (exitCode, said) = job.AwaitClient();
        Assert.Equal(1, exitCode);
        Assert.Contains("was killed: Job kill received from", said, StringComparison.Ordinal);
        job.LeftNothing();
        Assert.Contains(
            $"The job {job.Job} has already been killed.", lab.Hathi("mapred", "job", "-kill", job.Job).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_and_the_commit_wait_for_a_NameNode_in_safe_mode()
    {
        using var job = new HeldJob(lab.Environment, ["a", "b"], reduces: false);
        lab.Hathi("dfsadmin", "-safemode", "enter").Ok();
        job.LetGo();

        // Once this was refused, the map's output was, too: it came first.
        Assert.Contains("safe mode", lab.Hathi("dfs", "-mkdir", "/held/refused").Error, StringComparison.OrdinalIgnoreCase);
        lab.Hathi("dfsadmin", "-safemode", "leave").Ok();
        Assert.Equal(0, job.AwaitClient().ExitCode);
        Assert.Equal(["a1\t1", "a2\t1", "b1\t1", "b2\t1"], job.Output);
        Assert.DoesNotContain("FAILED", lab.Hathi("mapred", "job", "-events", job.Job, "0", "10").Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_stands_still_is_doubled_and_its_output_comes_once()
    {
        using var job = new HeldJob(lab.Environment, ["a", "b", "c", "d"], reduces: false, "-D", "hathi.job.speculative.after=1s");
        var (exitCode, said) = job.AwaitClient();
        Assert.True(exitCode == 0, said);
        Assert.Equal(["a1\t1", "a2\t1", "b1\t1", "b2\t1", "c1\t1", "c2\t1", "d1\t1", "d2\t1"], job.Output);
        Assert.Contains("Map input records=8", said, StringComparison.Ordinal);
        Assert.Contains("Killed map tasks=1", said, StringComparison.Ordinal);
        Assert.Contains("Launched map tasks=5", said, StringComparison.Ordinal);
        var history = lab.Hathi("mapred", "job", "-list-attempt-ids", job.Job, "MAP", "completed").Ok().Output;
        Assert.Single(history.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.EndsWith("_1", StringComparison.Ordinal));
        job.LeftNothing();
    }
}
