using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// What no client of ours would send, and anybody can: it is refused or cut before it is in the log, which a restart must be able to read.
/// </summary>
public sealed class BadCallsTests
{
    private readonly Cluster _cluster = new(new RmOptions());

    [Theory]
    [InlineData(-1, 7)]
    [InlineData(0, 7)]
    [InlineData(1, -7)]
    public void An_id_that_is_none_is_refused(int id, long timestamp)
    {
        var bad = new ApplicationId(timestamp, id);
        Assert.Equal(RmError.Yarn, Refused(s => s with { Id = bad }));
        AssertRestarts();
    }

    [Fact]
    public void What_an_unmanaged_application_asks_for_is_looked_at_too()
    {
        Assert.Equal(RmError.InvalidResourceRequest, Refused(
            s => s with { Unmanaged = true, MasterAsks = [Cluster.Ask(0, "*", 1024, 1) with { Capability = new Resource(1024, -1) }] }));
        AssertRestarts();
    }

    [Fact]
    public void Who_asks_for_more_containers_than_can_be_counted_takes_no_place_of_others()
    {
        _cluster.AddNode(1, 65_536);
        _cluster.Submit();
        var greedy = _cluster.StartMaster().Attempt;
        _cluster.Submit();
        var other = _cluster.StartMaster().Attempt;

        // On a node that is not there: 2^32 - 2 of them, to which the other's two are added.
        int[] priorities = [1, 2];
        ResourceAsk[] Nowhere(int priority) =>
        [
            Cluster.Ask(priority, "node-9", 1024, int.MaxValue), Cluster.Ask(priority, "/none", 1024, int.MaxValue, relax: false),
            Cluster.Ask(priority, "*", 1024, int.MaxValue, relax: false),
        ];
        var told = _cluster.Allocate(greedy, [.. priorities.SelectMany(Nowhere)]);
        Assert.Equal((0, 2L * int.MaxValue), (told.Allocated.Count, told.PendingContainers));
        Assert.Equal(2L * int.MaxValue, _cluster.Report(greedy.Application).Usage.PendingContainers);
        var granted = _cluster.Allocate(other, [Cluster.Ask(1, "*", 1024, 2)]).Allocated.Count;
        _cluster.Heartbeat(1);
        Assert.Equal(2, granted + _cluster.Allocate(other).Allocated.Count);
        AssertRestarts();
    }

    [Fact]
    public void A_submission_that_the_log_would_not_take_is_refused() =>
        Assert.Equal(RmError.Yarn, Refused(static s => s with { Payload = new byte[(8 << 20) + 1] }));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(65_536)]
    public void A_node_on_a_port_that_is_none_is_sent_away(int port)
    {
        var answer = _cluster.Call<NodeRegistered>(new RegisterNodeManagerRequest
        {
            Node = new NodeId("host", port), HttpPort = 8042,
            Capability = new Resource(4096, 4), Rack = "/r", Version = "3.5.0", Containers = [], RunningApplications = [],
        });
        Assert.Equal(NodeAction.Shutdown, answer.Action);
        AssertRestarts();
    }

    [Fact]
    public void Of_long_diagnostics_the_end_is_kept()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit();
        var attempt = _cluster.StartMaster().Attempt;
        _cluster.Ask(new FinishApplicationMasterRequest { Attempt = attempt,
            Status = FinalStatus.Failed, Diagnostics = new string('x', 9 << 20) + "why", TrackingUrl = "" });
        var said = _cluster.Report(id).Diagnostics;
        Assert.Equal(Diagnostics.Limit, said.Length);
        Assert.EndsWith("xwhy", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_asked_for_a_thousand_times_is_sent_once()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit();
        var container = _cluster.StartMaster().Container.Id;
        for (var i = 0; i < 1_000; i++)
        {
            _cluster.Ask(new SignalContainerRequest { User = "ann", Container = container, Command = SignalCommand.GracefulShutdown });
        }

        Assert.Equal([(container, SignalCommand.GracefulShutdown)], _cluster.Heartbeat(1, Cluster.Runs(container)).Signals);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(300_000_000_000)]
    public void A_lifetime_without_end_is_none(long seconds)
    {
        var id = _cluster.Submit(change: s => s with { LifetimeSeconds = seconds });
        _cluster.Tick(60_000);
        Assert.Equal(ApplicationState.Accepted, _cluster.Report(id).State);
    }

    private void AssertRestarts()
    {
        var id = _cluster.Submit();
        _cluster.Restart();
        Assert.Equal(id, _cluster.Report(id).Id);
    }

    private RmError Refused(Func<Submission, Submission> change)
    {
        var submission = change(new Submission
        {
            Id = new ApplicationId(7, 99), User = "ann", Name = "", Queue = "default", Type = "", Tags = [], Priority = -1,
            MasterAsks = [Cluster.Ask(0, "*", 1024, 1)], MaxAttempts = 0, FailuresValidityInterval = -1, KeepContainers = false,
            Unmanaged = false, LifetimeSeconds = -1, NodeLabel = "", Payload = Array.Empty<byte>(),
        });
        return _cluster.Send(new SubmitApplicationRequest { User = "ann", Submission = submission }).Error;
    }
}
