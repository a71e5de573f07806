using Hathi.Simulation.Tests.Jobs;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.Client;

/// <summary>
/// A user who has the cluster to himself: submits a small job when the one before it has ended and all nodes have told of its end.
/// </summary>
internal sealed class OneByOneActor : AsyncActor
{
    private const int LooksEvery = 500;

    /// <summary>Milliseconds, more than two heartbeats: in them nodes register, and tell what has ended.</summary>
    private const int Pause = 3_000;

    private readonly YarnCluster _cluster;
    private readonly RmProxy _rm;

    public OneByOneActor(SimProcess process, YarnCluster cluster)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _rm = new RmProxy(this, cluster);
    }

    /// <summary>All jobs have ended.</summary>
    public bool IsDone { get; private set; }

    public override void OnStart()
    {
        Start(RunAsync);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first) => throw new InvalidOperationException("nobody calls a client");

    private async Task RunAsync()
    {
        await Delay(Pause);
        while (!_cluster.Draining)
        {
            var id = ((NewApplication)(await AskAsync(new GetNewApplicationRequest { User = Name }).ConfigureAwait(false))!).Id;
            var job = MapReduceJob.DrawSmall(_cluster, Random, id, Name);
            _cluster.Begun++;
            _cluster.Jobs.Add(id, job);
            await AskAsync(new SubmitApplicationRequest { User = Name, Submission = job.Submission }).ConfigureAwait(false);
            _cluster.Ledger.Submitted(id);
            await EndAsync(id).ConfigureAwait(false);
            await Delay(Pause);
        }

        IsDone = true;
    }

    private async Task EndAsync(ApplicationId id)
    {
        ApplicationReport report;
        do
        {
            await Delay(LooksEvery);
            report = (ApplicationReport)(await AskAsync(new GetApplicationReportRequest { User = Name, Id = id }).ConfigureAwait(false))!;
            _cluster.Ledger.Seen(report);
        }
        while (report.FinishTime == 0);
        _cluster.World.Check(
            report.FinalStatus == FinalStatus.Succeeded, $"{id} met no fault, and is {report.FinalStatus}: {report.Diagnostics}");
    }

    private Task<object?> AskAsync(RmInput input) => _rm.AskAsync(input, 4, 800);
}
