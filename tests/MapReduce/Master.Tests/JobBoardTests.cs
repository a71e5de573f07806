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

    [Fact]
    public void Of_a_task_that_is_done_the_attempt_that_did_it_is_shown()
    {
        var (fast, slow, third) = (Start(s_first, 0), Start(s_first, 1), Start(s_first, 2));
        Report(slow, 0.2f, 1);
        _board.Ended(fast, Outcome.Succeeded, "", 9);
        _board.Ended(third, Outcome.Killed, "Another attempt was first.", 10);
        Assert.Equal(0.5, _board.Fraction(TaskType.Map));
    }

    [Fact]
    public void Sums_are_those_over_all_tasks_whatever_happens()
    {
        var random = new Base.SeededRandom(11);
        var board = new JobBoard(new JobId("1", 1), 20, 5, "file");
        var running = new List<AttemptRecord>();
        var next = new Dictionary<TaskRef, int>();
        for (var step = 0; step < 3_000; step++)
        {
            if (running.Count < 10 && random.Chance(0.4))
            {
                var type = random.Chance(0.8) ? TaskType.Map : TaskType.Reduce;
                var task = new TaskRef(type, random.Next(type == TaskType.Map ? 20 : 5));
                if (board.Of(task).Any(static a => a.Outcome == Outcome.Succeeded))
                {
                    continue;
                }

                var number = next[task] = next.GetValueOrDefault(task) + 1;
                running.Add(board.Started(new AttemptRef(task, number), "c", "here", Locality.Node, step));
            }
            else if (running.Count > 0)
            {
                var record = running[random.Next(running.Count)];
                if (random.Chance(0.8))
                {
                    board.Report(record, new AttemptReportProto
                    {
                        Progress = (float)random.NextDouble(), Bytes = random.Next(1000), Spilled = random.Next(1000),
                    });
                }
                else
                {
                    running.Remove(record);
                    board.Ended(record, (Outcome)random.Next(3), "", step);
                    if (record.Outcome == Outcome.Succeeded && random.Chance(0.3))
                    {
                        board.Ended(record, Outcome.Killed, "Its node is gone.", step);
                    }
                }
            }

            var told = board.Watch(WatchResponseProto.Types.State.Running, 1);
            var shown = board.Shown.ToList();
            Assert.Equal(
                shown.Where(static r => r.Id.Task.Type == TaskType.Map).Sum(static r => (double)r.Progress) / 20, told.MapFraction, 1e-6);
            Assert.Equal(
                shown.Where(static r => r.Id.Task.Type == TaskType.Reduce).Sum(static r => (double)r.Progress) / 5,
                told.ReduceFraction,
                1e-6);
            Assert.Equal(shown.Where(static r => r.Id.Task.Type == TaskType.Map).Sum(static r => r.Bytes), told.BytesRead);
            Assert.Equal(shown.Sum(static r => r.Spilled), told.Spilled);
            Assert.Equal(shown.Count(static r => r is { Id.Task.Type: TaskType.Map, Outcome: Outcome.Succeeded }), told.MapsDone);
            Assert.Equal(shown.Count(static r => r is { Id.Task.Type: TaskType.Reduce, Outcome: Outcome.Succeeded }), told.ReducesDone);
        }
    }

    [Fact]
    public void What_was_told_of_completions_stays_under_its_number()
    {
        var (first, second) = (Start(s_first, 0), Start(s_second, 0));
        _board.Ended(first, Outcome.Succeeded, "", 9);
        _board.Ended(second, Outcome.Succeeded, "", 10);
        _board.Ended(first, Outcome.Killed, "Its node is gone.", 11);
        var again = Start(s_first, 1);
        _board.Ended(again, Outcome.Succeeded, "", 12);
        (AttemptRecord, Outcome?)[] expected =
        [
            (first, null), (second, Outcome.Succeeded), (first, Outcome.Killed), (again, Outcome.Succeeded),
        ];
        Assert.Equal(
            expected,
            Enumerable.Range(0, _board.Completions.Count).Select(n => (_board.Completions[n].Attempt, _board.Completions[n].Outcome)));
    }

    private long Records => _board.Counters()[TaskCounter.MapInputRecords].Value;

    private AttemptRecord Start(TaskRef task, int number) => _board.Started(new AttemptRef(task, number), "c", "here", Locality.Node, 1);

    private void Report(AttemptRecord attempt, float progress, long records)
    {
        var counters = new JobCounters();
        counters[TaskCounter.MapInputRecords].Increment(records);
        _board.Report(
            attempt,
            new AttemptReportProto { Attempt = JobBoard.ToMessage(attempt.Id), Progress = progress, Counters = counters.ToMessage() });
    }
}
