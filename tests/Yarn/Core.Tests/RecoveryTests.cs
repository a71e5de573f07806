using System.Buffers;
using System.Text;
using Hathi.Base;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

public sealed class RecoveryTests
{
    private readonly Cluster _cluster = new(new RmOptions());

    [Fact]
    public void A_restart_gives_back_applications_and_their_running_containers()
    {
        _cluster.AddNode(1, 8192);
        _cluster.AddNode(2, 8192);
        var id = _cluster.Submit();
        var launch = _cluster.StartMaster();
        var granted = _cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 2)).Allocated;
        var ended = _cluster.Submit("bob");
        _cluster.Ask(new KillApplicationRequest { User = "bob", Id = ended });
        var before = _cluster.Core.ClusterTimestamp;

        _cluster.Restart();
        Assert.True(_cluster.Core.ClusterTimestamp > before);
        Assert.Equal(ApplicationState.Killed, _cluster.Report(ended).State);
        Assert.Equal(ApplicationState.Accepted, _cluster.Report(id).State);
        Assert.Equal(RmError.ApplicationMasterNotRegistered, Called(launch.Attempt, 1).Error);

        GrantedContainer[] all = [launch.Container, .. granted];
        foreach (var number in new[] { 1, 2 })
        {
            _cluster.AddNode(number, 8192, containers: [.. all.Where(c => c.Node == Node(number)).Select(c => Was(c))]);
        }

        _cluster.Register(launch.Attempt);
        var report = _cluster.Report(id);
        Assert.Equal((ApplicationState.Running, 3), (report.State, report.Usage.Containers));
        var fresh = Assert.Single(_cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        Assert.Equal((1, 1), (fresh.Id.Epoch, fresh.Id.Sequence));
        Assert.StartsWith("container_e01_", fresh.Id.ToString());
        _cluster.Heartbeat(granted[0].Node == Node(1) ? 1 : 2, Ended(granted[0].Id));
        Assert.Equal(granted[0].Id, Assert.Single(_cluster.Allocate(launch.Attempt).Completed).Id);
    }

    [Fact]
    public void A_master_that_is_not_there_any_more_gets_another_attempt_that_does_not_count()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit();
        var first = _cluster.StartMaster();
        _cluster.Restart();
        _cluster.AddNode(1, 8192);
        Assert.Equal(2, _cluster.StartMaster().Attempt.Attempt);
        Assert.Equal(ApplicationState.Running, _cluster.Report(id).State);
        var attempts = _cluster.Call<List<AttemptReport>>(new GetApplicationAttemptsRequest { User = "ann", Id = id });
        Assert.Equal([AttemptState.Failed, AttemptState.Running], attempts.Select(a => a.State));
        Assert.Equal(first.Container.Id, attempts[0].MasterContainer);
    }

    [Fact]
    public void Nothing_is_granted_before_the_nodes_have_come_back_or_some_time_has_passed()
    {
        _cluster.AddNode(1, 8192);
        _cluster.AddNode(2, 8192);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        var (here, away) = launch.Container.Node == Node(1) ? (1, 2) : (2, 1);
        _cluster.Restart();
        _cluster.AddNode(here, 8192, containers: Was(launch.Container));
        _cluster.Register(launch.Attempt);
        Assert.Empty(_cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        Assert.Contains("grants nothing until the nodes have told what they run", _cluster.Report(launch.Attempt.Application).Diagnostics);
        _cluster.AddNode(away, 8192);
        Assert.Single(_cluster.Allocate(launch.Attempt).Allocated);

        _cluster.Restart();
        _cluster.AddNode(here, 8192, containers: Was(launch.Container));
        _cluster.Register(launch.Attempt);
        Assert.Empty(_cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        _cluster.Tick(10_100);
        _cluster.Heartbeat(here, Runs(launch.Container.Id));
        Assert.Single(_cluster.Allocate(launch.Attempt).Allocated);
    }

    [Fact]
    public void What_a_master_gives_back_after_a_restart_is_ended_on_a_node_that_comes_back_late()
    {
        _cluster.AddNode(1, 8192);
        _cluster.AddNode(2, 8192);
        _cluster.Submit();
        var master = _cluster.StartMaster();
        var (here, away) = master.Container.Node == Node(1) ? (1, 2) : (2, 1);
        var task = Assert.Single(_cluster.Allocate(
            master.Attempt, Ask(1, $"node-{away}", 1024, 1), Ask(1, "/default-rack", 1024, 1), Ask(1, "*", 1024, 1)).Allocated);
        _cluster.Heartbeat(away, Runs(task.Id));
        _cluster.Restart();
        _cluster.AddNode(here, 8192, containers: Was(master.Container));
        _cluster.Register(master.Attempt);
        _cluster.Tick(20_000);
        _cluster.Allocate(master.Attempt, [], [task.Id]);
        _cluster.Tick(20_000);
        _cluster.AddNode(away, 8192, containers: Was(task));
        Assert.Equal(1, _cluster.Report(master.Attempt.Application).Usage.Containers);
        Assert.Equal(task.Id, Assert.Single(_cluster.Allocate(master.Attempt).Completed).Id);
    }

    [Fact]
    public void Containers_are_kept_over_attempts_when_that_was_asked_for()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit(change: static s => s with { KeepContainers = true });
        var first = _cluster.StartMaster();
        var granted = Assert.Single(_cluster.Allocate(first.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        _cluster.Heartbeat(1, Ended(first.Container.Id, 1), Runs(granted.Id));
        var launch = _cluster.Launches.Dequeue();
        Assert.Equal(granted.Id, Assert.Single(_cluster.Register(launch.Attempt).FromPreviousAttempts).Id);
        _cluster.Heartbeat(1, Ended(granted.Id));
        Assert.Equal(granted.Id, Assert.Single(_cluster.Allocate(launch.Attempt).Completed).Id);
        Assert.Equal(1, _cluster.Report(id).Usage.Containers);
    }

    [Fact]
    public void A_silent_node_and_a_silent_master_are_lost()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit();
        var first = _cluster.StartMaster();
        _cluster.Tick(300_000);
        _cluster.Allocate(first.Attempt);
        _cluster.Tick(302_000);
        Assert.Equal(0, _cluster.Call<ClusterFigures>(new GetClusterFiguresRequest { User = "" }).ActiveNodes);
        Assert.Equal(2, _cluster.Report(id).CurrentAttempt!.Value.Attempt);
        Assert.Equal(NodeAction.Resync, _cluster.Heartbeat(1).Action);
        _cluster.AddNode(1, 8192);
        var second = _cluster.StartMaster();
        for (var i = 0; i < 7; i++)
        {
            _cluster.Tick(100_000);
            _cluster.Heartbeat(1);
        }

        Assert.Contains("timed out", _cluster.Call<AttemptReport>(
            new GetApplicationAttemptReportRequest { User = "", Attempt = second.Attempt }).Diagnostics);
    }

    [Fact]
    public void An_application_is_ended_when_its_time_is_over()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit(change: static s => s with { LifetimeSeconds = 10 });
        _cluster.StartMaster();
        _cluster.Tick(5_000);
        Assert.Equal(ApplicationState.Running, _cluster.Report(id).State);
        _cluster.Tick(7_000);
        Assert.Equal(
            (ApplicationState.Killed, "Application is killed by ResourceManager as it has exceeded the LIFETIME period."),
            (_cluster.Report(id).State, _cluster.Report(id).Diagnostics));
    }

    [Fact]
    public void The_oldest_that_have_ended_are_forgotten()
    {
        var cluster = new Cluster(new RmOptions { MaxCompletedApplications = 2 });
        var ids = Enumerable.Range(0, 4).Select(_ => cluster.Submit()).ToList();
        foreach (var id in ids)
        {
            cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        }

        cluster.Restart();
        Assert.Equal(ids.Skip(2), cluster.Call<List<ApplicationReport>>(new GetApplicationsRequest { User = "ann" }).Select(r => r.Id));
        var unknown = cluster.Send(new GetApplicationReportRequest { User = "ann", Id = ids[0] });
        Assert.Equal(
            (RmError.ApplicationNotFound,
                $"Application with id '{ids[0]}' doesn't exist in RM. Please check that the job submission was successful."),
            (unknown.Error, unknown.Message));
    }

    [Fact]
    public void An_image_is_what_the_log_is()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        _cluster.Finish(launch.Attempt);
        _cluster.Submit("bob", change: static s => s with { Tags = ["x", "y"], KeepContainers = true });
        _cluster.Ask(new KeepSecretRequest { Name = "nm-key", Bytes = new byte[] { 1, 2, 3 } });
        var replayed = new ResourceManagerCore(new RmOptions());
        foreach (var record in _cluster.Log)
        {
            replayed.Replay(record);
        }

        var image = Image(replayed);
        Assert.Equal(image, Image(_cluster.Core));
        var read = new ResourceManagerCore(new RmOptions());
        var reader = new ImageReader(read);
        reader.Read(image);
        reader.Finish();
        Assert.Equal(image, Image(read));
        Assert.Equal([1, 2, 3], read.Secrets["nm-key"]);
        Assert.Throws<FormatException>(() => new ImageReader(new ResourceManagerCore(new RmOptions())).Finish());
        image[5] ^= 0x40;
        Assert.ThrowsAny<Exception>(() => new ImageReader(new ResourceManagerCore(new RmOptions())).Read(image));
    }

    [Fact]
    public void Edits_have_these_bytes()
    {
        var id = new ApplicationId(1_700_000_000_000, 7);
        var attempt = new ApplicationAttemptId(id, 1);
        var submission = new Submission
        {
            Id = id, User = "ann", Name = "n", Queue = "q", Type = "T", Tags = ["t"], Priority = 2, MasterAsks = [Ask(0, "*", 1024, 1)],
            MaxAttempts = 3, Payload = new byte[] { 9 },
        };
        var golden = new (string Bytes, Action<RecordWriter> Write)[]
        {
            ("010280D095FFBC31", w => new EpochBegun(2, 1_700_000_000_000).Write(w)),
            ("0280D095FFBC310703616E6E016E0171015401017404010001012A800801010101000601000001000109" + "06726F6F742E710480A0ABFEF96201",
                w => new ApplicationSubmitted(submission, "root.q", 2, 1_700_000_000_000, -1).Write(w)),
            ("0380D095FFBC3107010101016803036E3A3480A0ABFEF962",
                w => new AttemptStored(attempt, 1, new NodeId("h", 3), "n:4", 1_700_000_000_000).Write(w)),
            ("0480D095FFBC3107010702016402010175" + "80A0ABFEF962",
                w => new AttemptFinished(attempt, AttemptState.Failed, FinalStatus.Failed, "d", 1, true, "u", 1_700_000_000_000).Write(w)),
            ("0580D095FFBC310706010164" + "80A0ABFEF962",
                w => new ApplicationFinished(id, ApplicationState.Finished, FinalStatus.Succeeded, "d", 1_700_000_000_000).Write(w)),
            ("0680D095FFBC3107", w => new ApplicationRemoved(id).Write(w)),
            ("0780D095FFBC31070171060A", w => new ApplicationUpdated(id, "q", 3, 5).Write(w)),
            ("08016B020102", w => new SecretKept("k", [1, 2]).Write(w)),
            ("09016803", w => new NodeKnown(new NodeId("h", 3)).Write(w)),
            ("0A016803", w => new NodeForgotten(new NodeId("h", 3)).Write(w)),
        };
        var actual = new StringBuilder();
        foreach (var (_, write) in golden)
        {
            var writer = new RecordWriter();
            write(writer);
            actual.AppendLine(Convert.ToHexString(writer.Take().Span));
        }

        Assert.Equal(string.Join(Environment.NewLine, golden.Select(g => g.Bytes)) + Environment.NewLine, actual.ToString());
        Assert.Throws<FormatException>(() => new ResourceManagerCore(new RmOptions()).Replay([99]));
        Assert.Throws<FormatException>(() => new ResourceManagerCore(new RmOptions()).Replay(Convert.FromHexString("0680D095FFBC3107")));
    }

    private Cluster.Sent Called(ApplicationAttemptId attempt, int responseId) =>
        _cluster.Send(new AllocateRequest { Attempt = attempt, ResponseId = responseId, Progress = 0, Asks = [], Releases = [] });

    private static byte[] Image(ResourceManagerCore core)
    {
        var writer = new ImageWriter(core);
        var buffer = new ArrayBufferWriter<byte>();
        while (writer.WriteNext(buffer))
        {
            // piece by piece
        }

        return buffer.WrittenSpan.ToArray();
    }
}
