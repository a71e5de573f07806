using Hathi.Simulation.Tests.Jobs;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn.Master;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.Client;

/// <summary>A user: submits applications, watches them, kills one now and then, moves one, changes what is urgent.</summary>
internal sealed class YarnClientActor : AsyncActor
{
    private readonly YarnCluster _cluster;
    private readonly RmProxy _rm;
    private readonly List<ApplicationId> _watched = [];

    public YarnClientActor(SimProcess process, YarnCluster cluster)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _rm = new RmProxy(this, cluster);
    }

    /// <summary>All that it has submitted has ended.</summary>
    public bool IsDone { get; private set; }

    private string User => Name;

    public override void OnStart()
    {
        Start(RunAsync);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first) => throw new InvalidOperationException("nobody calls a client");

    private async Task RunAsync()
    {
        while (!_cluster.Draining)
        {
            await Try(SubmitAsync);
            await Delay(Random.Next(50, 3_000));
            await Try(WatchAsync);
        }

        while (_watched.Count > 0)
        {
            await Delay(1_000);
            await Try(WatchAsync);
        }

        IsDone = true;
    }

    private async Task Try(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (NoAnswerException e)
        {
            Process.Note("gives up", e.Message);
        }
    }

    private async Task SubmitAsync()
    {
        var id = ((NewApplication)(await AskAsync(new GetNewApplicationRequest { User = User }).ConfigureAwait(false))!).Id;
        var leaves = Leaves(_cluster.Settings.Rm.Queues);
        var queue = leaves[Random.Next(leaves.Count)];
        SimApplication job = Random.Next(3) == 0
            ? MapReduceJob.Draw(_cluster, Random, id, User, queue)
            : Job.Draw(_cluster, Random, id, User, queue);
        _cluster.Begun++;
        if (!_cluster.Jobs.TryAdd(id, job))
        {
            throw new InvalidOperationException($"{id} was given twice");
        }

        try
        {
            await AskAsync(new SubmitApplicationRequest { User = User, Submission = job.Submission }).ConfigureAwait(false);
            _cluster.Ledger.Submitted(id);
            _watched.Add(id);
        }
        catch (NoAnswerException)
        {
            // Perhaps it was submitted. It is watched: unknown will do then.
            _watched.Add(id);
            throw;
        }
        catch (RmFault e) when (e.Error == RmError.InvalidResourceRequest)
        {
            _cluster.World.Report.Add("submissions refused", 1);
        }
    }

    private async Task WatchAsync()
    {
        foreach (var id in _watched.ToArray())
        {
            try
            {
                // Later, whoever is starved must not be helped by a kill.
                if (!_cluster.Draining && Random.Next(25) == 0)
                {
                    await MeddleAsync(id).ConfigureAwait(false);
                }

                var report = (ApplicationReport)(await AskAsync(
                    new GetApplicationReportRequest { User = User, Id = id }).ConfigureAwait(false))!;
                _cluster.Ledger.Seen(report);
                if (report.FinishTime != 0)
                {
                    _watched.Remove(id);
                }
            }
            catch (RmFault e) when (e.Error == RmError.ApplicationNotFound)
            {
                _cluster.Ledger.NotFound(id);
                _watched.Remove(id);
            }
        }
    }

    private async Task MeddleAsync(ApplicationId id)
    {
        switch (Random.Next(3))
        {
            case 0:
                await AskAsync(new KillApplicationRequest { User = User, Id = id }).ConfigureAwait(false);
                _cluster.World.Report.Add("kills", 1);
                _cluster.Ledger.Killed(id);
                break;
            case 1:
                await AskAsync(
                    new UpdateApplicationPriorityRequest { User = User, Id = id, Priority = Random.Next(10) }).ConfigureAwait(false);
                break;
            default:
                var leaves = Leaves(_cluster.Settings.Rm.Queues);
                try
                {
                    await AskAsync(new MoveApplicationRequest { User = User,
                        Id = id, TargetQueue = leaves[Random.Next(leaves.Count)] }).ConfigureAwait(false);
                    _cluster.World.Report.Add("moves", 1);
                }
                catch (RmFault e) when (e.Error == RmError.Yarn)
                {
                    // There is no room for it there, or it has ended.
                }

                break;
        }
    }

    private static List<string> Leaves(Hathi.Yarn.Core.Options.QueueSettings queue) =>
        queue.Children.Count == 0 ? [queue.Name] : [.. queue.Children.SelectMany(Leaves)];

    private Task<object?> AskAsync(RmInput input) => _rm.AskAsync(input, 4, 800);
}
