using Hathi.Tests.Cases;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>The words of texts about the verbs of YARN and MapReduce: what they mean stands in tests/Cases/README.md.</summary>
internal sealed class VerbWords : Language
{
    private readonly VerbCluster _cluster;

    /// <param name="cluster">Need not have been started before a word is used.</param>
    public VerbWords(VerbCluster cluster)
    {
        _cluster = cluster;
        Given("{node} has {gib} GiB", m => Wait(_cluster.AddNodeAsync(m["node"], m.Int("gib"))));
        Given("queue {queue} has {capacity} %[ up to {maximum} %]", m => Wait(
            _cluster.AddQueueAsync(m["queue"], m.Number("capacity"), m.Has("maximum") ? m.Number("maximum") : 100)));
        Given("{application} waits[ in {queue}][ as {type}][ with tags {tags…}]", m => Wait(SubmitAsync(m)));
        Given("{application} runs[ in {queue}][ as {type}][ with tags {tags…}]", m => Wait(RunAsync(m)));
        Given("{application} has a container of {gib} GiB", m => Wait(_cluster.AddContainerAsync(m["application"], m.Int("gib"))));
        Given("the logs of {application} are in the file system", m => Wait(_cluster.LeaveLogsAsync(m["application"])));
        Given("the history of {application} is kept", m => Wait(_cluster.KeepHistoryAsync(m["application"])));
        When("{application} ends", m => Wait(_cluster.EndAsync(m["application"], isFailure: false)));
        When("{application} fails", m => Wait(_cluster.EndAsync(m["application"], isFailure: true)));
        When("{seconds} s pass", m => Wait(_cluster.PassAsync(m.Int("seconds"))));
        Then("the state of {application}", m => _cluster.StateAsync(m["application"]).Patiently().GetAwaiter().GetResult());
    }

    protected override string? RefusalOf(Exception e) => null;

    private static void Wait(Task task) => task.Patiently().GetAwaiter().GetResult();

    private Task SubmitAsync(Slots m) => _cluster.SubmitAsync(m["application"], m["queue"], m["type"], m.List("tags"));

    private async Task RunAsync(Slots m)
    {
        await SubmitAsync(m);
        await _cluster.StartMasterAsync(m["application"]);
    }
}
