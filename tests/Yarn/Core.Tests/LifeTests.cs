using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

public sealed class LifeTests
{
    private readonly Cluster _cluster = new(new RmOptions());

    [Fact]
    public void An_application_runs_from_submission_to_end()
    {
        var id = _cluster.Submit();
        Assert.Equal(ApplicationState.Accepted, _cluster.Report(id).State);
        Assert.Contains("no NodeManager has registered", _cluster.Report(id).Diagnostics);
        _cluster.AddNode(1, 8192);
        var launch = _cluster.StartMaster();
        Assert.Equal($"container_{id.ClusterTimestamp}_0001_01_000001", launch.Container.Id.ToString());
        Assert.True(launch.Container.IsMaster);
        Assert.Equal("launch"u8.ToArray(), launch.Submission.Payload.ToArray());
        Assert.Equal(ApplicationState.Running, _cluster.Report(id).State);

        var granted = _cluster.Allocate(launch.Attempt, Ask(20, "*", 1000, 3)).Allocated;
        Assert.Equal(3, granted.Count);
        Assert.All(granted, c => Assert.Equal(new Resource(1024, 1), c.Resource));
        Assert.Equal(3, granted.Select(c => c.Id).Distinct().Count());
        Assert.Empty(_cluster.Allocate(launch.Attempt).Allocated);
        Assert.Equal(4, _cluster.Report(id).Usage.Containers);

        Assert.Empty(_cluster.Heartbeat(1, Ended(granted[0].Id, 3)).ContainersToForget);
        var told = Assert.Single(_cluster.Allocate(launch.Attempt).Completed);
        Assert.Equal((granted[0].Id, 3), (told.Id, told.ExitCode));
        Assert.Empty(_cluster.Allocate(launch.Attempt).Completed);
        Assert.Equal([granted[0].Id], _cluster.Heartbeat(1).ContainersToForget);

        _cluster.Finish(launch.Attempt);
        Assert.Equal(ApplicationState.Finishing, _cluster.Report(id).State);
        Assert.Equal(ApplicationState.Finished, _cluster.Report(id).ClientState);
        var answer = _cluster.Heartbeat(1, Ended(launch.Container.Id));
        Assert.Equal([id], answer.ApplicationsToCleanup);
        Assert.Equal(
            granted.Skip(1).Select(c => c.Id).Order(Comparer<ContainerId>.Create((a, b) => a.Id.CompareTo(b.Id))),
            answer.ContainersToCleanup.OrderBy(c => c.Id));
        var report = _cluster.Report(id);
        Assert.Equal((ApplicationState.Finished, FinalStatus.Succeeded, 0), (report.State, report.FinalStatus, report.Usage.Containers));
    }

    [Fact]
    public void A_repeated_allocate_gets_the_same_answer_and_a_strange_one_is_refused()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit();
        var attempt = _cluster.StartMaster().Attempt;
        AllocateRequest Call(int responseId) =>
            new() { Attempt = attempt, ResponseId = responseId, Progress = 0, Asks = [Ask(1, "*", 1024, 1)], Releases = [] };
        var first = _cluster.Call<Allocation>(Call(0));
        Assert.Single(first.Allocated);
        Assert.Same(first, _cluster.Call<Allocation>(Call(0)));
        Assert.Equal(RmError.InvalidApplicationMasterRequest, _cluster.Send(Call(7)).Error);
        Assert.Equal(RmError.ApplicationAttemptNotFound, _cluster.Send(
            new AllocateRequest { Attempt = attempt with { Attempt = 2 }, ResponseId = 0, Progress = 0, Asks = [], Releases = [] }).Error);
        Assert.Equal(RmError.InvalidApplicationMasterRequest,
            _cluster.Send(new RegisterApplicationMasterRequest { Attempt = attempt, Host = "", RpcPort = 0, TrackingUrl = "" }).Error);
    }

    [Fact]
    public void A_master_that_ends_too_soon_gets_another_attempt_and_then_fails_the_application()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit();
        var first = _cluster.StartMaster();
        var granted = Assert.Single(_cluster.Allocate(first.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        var answer = _cluster.Heartbeat(1, Ended(first.Container.Id, 1));
        Assert.Contains(granted.Id, answer.ContainersToCleanup);
        var second = _cluster.StartMaster();
        Assert.Equal(2, second.Attempt.Attempt);
        Assert.Equal(RmError.ApplicationAttemptNotFound, _cluster.Send(
            new AllocateRequest { Attempt = first.Attempt, ResponseId = 1, Progress = 0, Asks = [], Releases = [] }).Error);
        _cluster.Heartbeat(1, Ended(second.Container.Id, 1));
        var report = _cluster.Report(id);
        Assert.Equal(ApplicationState.Failed, report.State);
        Assert.StartsWith(
            $"Application {id} failed 2 times due to AM Container for {second.Attempt} exited with  exitCode: 1", report.Diagnostics);
        Assert.Empty(_cluster.Launches);
    }

    [Fact]
    public void A_killed_application_gives_everything_back()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit();
        var launch = _cluster.StartMaster();
        _cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 20));
        Assert.True(_cluster.Call<bool>(new KillApplicationRequest { User = "ann", Id = id }));
        Assert.Equal(ApplicationState.Killed, _cluster.Report(id).State);
        Assert.Equal(8, _cluster.Heartbeat(1).ContainersToCleanup.Count);
        var figures = _cluster.Call<ClusterFigures>(new GetClusterFiguresRequest { User = "ann" });
        Assert.Equal((Resource.None, 0, 1), (figures.Allocated, figures.ContainersPending, figures.AppsKilled));
    }

    [Fact]
    public void A_lifetime_is_changed_up_to_the_queues_maximum_and_not_at_all_when_it_is_over()
    {
        var cluster = new Cluster(new RmOptions
        {
            Queues = new QueueSettings { Name = "root", Children = [new QueueSettings { Name = "default", MaximumLifetimeSeconds = 100 }] },
        });
        cluster.AddNode(1, 8192);
        var id = cluster.Submit();
        var most = cluster.Report(id).SubmitTime + 100_000;
        Assert.Equal(most - 1_000, Change(most - 1_000));
        Assert.Equal(most, Change(most + 1_000));
        Assert.Equal(most, cluster.Report(id).ExpiresAt);
        cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        Assert.Equal(most + 5, Change(most + 5));
        Assert.Equal(most, cluster.Report(id).ExpiresAt);

        object? Change(long expiresAt) =>
            cluster.Ask(new UpdateApplicationTimeoutsRequest { User = "ann", Id = id, ExpiresAt = expiresAt });
    }

    [Fact]
    public void An_id_is_the_application_of_whoever_submitted_it_first_and_was_given_before()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit("ann");
        Assert.Null(Submit("ann", id));
        Assert.Contains(
            "was submitted by another user, ann", Assert.Throws<RmFault>(() => Submit("bob", id)).Message, StringComparison.Ordinal);
        var next = id with { Id = id.Id + 1 };
        Assert.Contains("was given to nobody", Assert.Throws<RmFault>(() => Submit("bob", next)).Message, StringComparison.Ordinal);
        Assert.Equal(next, _cluster.Submit("ann"));

        object? Submit(string user, ApplicationId what) => _cluster.Ask(new SubmitApplicationRequest
        {
            User = user, Submission = new Submission { Id = what,
            User = user, Name = "job", Queue = "default", MasterAsks = [Ask(0, "*", 1024, 1)], Payload = "launch"u8.ToArray() },
        });
    }

    [Fact]
    public void Attempts_that_do_not_count_have_no_end_and_the_oldest_of_them_are_forgotten()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit(change: static s => s with { MaxAttempts = 2, FailuresValidityInterval = 1 });
        const int Forgotten = 5;
        for (var i = 1; i <= RmApp.MostAttempts + Forgotten; i++)
        {
            Assert.False(_cluster.Report(id).State is ApplicationState.Failed);
            _cluster.Tick(20);
            _cluster.Heartbeat(1);
            _cluster.Ask(new FailApplicationAttemptRequest { User = "ann", Attempt = new ApplicationAttemptId(id, i) });
        }

        Check();
        _cluster.Restart();
        Check();

        void Check()
        {
            var attempts = _cluster.Call<IReadOnlyList<AttemptReport>>(new GetApplicationAttemptsRequest { User = "ann", Id = id });
            Assert.Equal(
                (RmApp.MostAttempts, Forgotten + 2, RmApp.MostAttempts + Forgotten + 1),
                (attempts.Count, attempts[0].Id.Attempt, attempts[^1].Id.Attempt));
            Assert.Equal(RmError.ApplicationAttemptNotFound, Assert.Throws<RmFault>(() => Attempt(Forgotten + 1)).Error);
            Assert.Equal(Forgotten + 2, Attempt(Forgotten + 2).Id.Attempt);
        }

        AttemptReport Attempt(int number) => _cluster.Call<AttemptReport>(
            new GetApplicationAttemptReportRequest { User = "ann", Attempt = new ApplicationAttemptId(id, number) });
    }
}
