using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Whether somebody comes after a master that is to stop.</summary>
public class ApplicationFateTests
{
    [Fact]
    public async Task A_kill_that_is_not_through_yet_is_waited_for()
    {
        var reports = new Queue<ApplicationReportProto>(
            [Report(YarnApplicationStateProto.Running, 1), Report(YarnApplicationStateProto.Killed, 1, "Kill received from ada\n")]);
        Assert.Equal("Kill received from ada", await new ApplicationFate(_ => Task.FromResult(reports.Dequeue()), 1).EndedAsync());
        Assert.Empty(reports);
    }

    [Fact]
    public async Task With_a_next_attempt_the_job_goes_on() =>
        Assert.Null(await new ApplicationFate(_ => Task.FromResult(Report(YarnApplicationStateProto.Accepted, 2)), 1).EndedAsync());

    [Fact]
    public async Task What_is_not_known_counts_as_going_on()
    {
        Assert.Null(await new ApplicationFate(_ => throw new IOException("nobody answers"), 1).EndedAsync());
        Assert.Null(await new ApplicationFate(_ => new TaskCompletionSource<ApplicationReportProto>().Task, 1).EndedAsync());
    }

    [Fact]
    public async Task An_application_that_nobody_knows_any_more_has_ended() => Assert.Equal(
        "unknown",
        await new ApplicationFate(_ => throw new YarnException(YarnException.ApplicationNotFound, "unknown", null), 1).EndedAsync());

    private static ApplicationReportProto Report(YarnApplicationStateProto state, int attempt, string why = "") =>
        new()
        {
            YarnApplicationState = state,
            CurrentApplicationAttemptId = new ApplicationAttemptIdProto { AttemptId = attempt },
            Diagnostics = why,
        };
}
