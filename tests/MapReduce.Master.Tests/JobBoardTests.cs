using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A job's counters while it runs, and when attempts are lost or doubled.</summary>
public class JobBoardTests
{
    private static readonly TaskRef s_first = new(TaskType.Map, 0);
    private static readonly TaskRef s_second = new(TaskType.Map, 1);

    private readonly JobBoard _board = new(new JobId("1", 1), 2, 0, "file");

    [Fact]
    public void What_runs_counts_once_a_task_by_the_attempt_that_is_furthest()
    {
        Report(Start(s_first, 0), 0.2f, 20);
        Report(Start(s_first, 1), 0.5f, 50);
        Report(Start(s_second, 0), 0.1f, 7);
        Assert.Equal(57, Records);
    }

    [Fact]
    public void A_report_without_counters_leaves_those_of_the_one_before()
    {
        var attempt = Start(s_first, 0);
        Report(attempt, 0.2f, 20);
        _board.Report(attempt, new AttemptReportProto { Attempt = JobBoard.ToMessage(attempt.Id), Progress = 0.3f });
        Assert.Equal(20, Records);
    }

    [Fact]
    public void The_end_of_an_attempt_that_was_second_takes_nothing_from_the_task()
    {
        var (slow, fast) = (Start(s_first, 0), Start(s_first, 1));
        Report(slow, 0.5f, 50);
        Report(fast, 1, 100);
        _board.Ended(fast, Outcome.Succeeded, "", 9);
        Assert.Equal(100, Records);
        _board.Ended(slow, Outcome.Killed, "Another attempt was first.", 10);
        Assert.Equal(100, Records);
        Assert.Equal(0.5, _board.Fraction(TaskType.Map));
    }

    [Fact]
    public void Output_that_is_lost_no_longer_counts_and_that_made_again_does()
    {
        var attempt = Start(s_first, 0);
        Report(attempt, 1, 100);
        _board.Ended(attempt, Outcome.Succeeded, "", 9);
        _board.Ended(attempt, Outcome.Killed, "Its node is gone.", 10);
        Assert.Equal(0, Records);
        var again = Start(s_first, 1);
        Report(again, 1, 100);
        _board.Ended(again, Outcome.Succeeded, "", 12);
        Assert.Equal(100, Records);
    }

    [Fact]
    public void A_second_attempt_that_fails_leaves_the_progress_of_the_first()
    {
        var first = Start(s_first, 0);
        Report(first, 0.5f, 1);
        _board.Ended(Start(s_first, 1), Outcome.Failed, "no", 9);
        Assert.Equal(0.25, _board.Fraction(TaskType.Map));
    }

    private long Records => _board.Counters()[TaskCounter.MapInputRecords].Value;

    private AttemptRecord Start(TaskRef task, int number) => _board.Started(new AttemptRef(task, number), "c", "here", Locality.Node, 1);

    private void Report(AttemptRecord attempt, float progress, long records)
    {
        var counters = new JobCounters();
        counters[TaskCounter.MapInputRecords].Increment(records);
        _board.Report(attempt, new AttemptReportProto { Attempt = JobBoard.ToMessage(attempt.Id), Progress = progress, Counters = counters.ToMessage() });
    }
}
