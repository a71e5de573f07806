using Hathi.MapReduce.Core;
using Hathi.MapReduce.Shuffle.Fetch;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Jobs;

/// <summary>
/// A worker process of a job: asks its master for attempts and runs them, one after the other, until it is sent away or
/// hears nothing any more.
/// </summary>
internal sealed class WorkerActor : AsyncActor
{
    private const int AnswerWithin = 4_000;
    private const int Tries = 3;
    private const int Step = 1_500;
    private readonly YarnCluster _cluster;
    private readonly Machine _machine;
    private readonly GrantedContainer _container;
    private readonly string _master;
    private readonly MapReduceJob _job;
    private Connection? _connection;

    public WorkerActor(SimProcess process, YarnCluster cluster, Machine machine, GrantedContainer container, string master)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _machine = machine;
        _container = container;
        _master = master;
        _job = (MapReduceJob)cluster.Jobs[container.Id.Attempt.Application];
    }

    private int Master => _container.Id.Attempt.Attempt;

    public override void OnStart()
    {
        Start(RunAsync);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first) => throw new InvalidOperationException("nobody calls a worker");

    private async Task RunAsync()
    {
        var exitCode = 1;
        try
        {
            await Delay(Random.Next(20, 400));
            var next = await AskAsync(new WorkerCall.Next(_container.Id.ToString())).ConfigureAwait(false);
            while (next is not MasterAnswer.End)
            {
                if (next is MasterAnswer.Run run && !await AttemptAsync(run.Attempt).ConfigureAwait(false))
                {
                    break;
                }

                next = await AskAsync(new WorkerCall.Next(_container.Id.ToString())).ConfigureAwait(false);
            }

            exitCode = next is MasterAnswer.End ? 0 : 1;
        }
        catch (ConnectionLostException)
        {
            // The master is gone.
        }

        var own = _machine.Find(_container.Id);
        _cluster.World.After(0, () => _machine.End(own!, exitCode));
    }

    // False: the process breaks.
    private async Task<bool> AttemptAsync(AttemptRef attempt)
    {
        if (attempt.Task.Type == TaskType.Reduce && await FetchAsync(attempt).ConfigureAwait(false) is { } given)
        {
            _cluster.World.Report.Add("reduces that gave themselves up", 1);
            await AskAsync(new WorkerCall.Failed(attempt, HostIsUnfit: false, HostIsCutOff: given.IsCutOff)).ConfigureAwait(false);
            return true;
        }

        for (var time = Random.Next(1, 2 * _cluster.Settings.TaskTime) * (Random.Next(15) == 0 ? 5 : 1); time > 0; time -= Step)
        {
            await Delay(Math.Min(time, Step));
            await AskAsync(new WorkerCall.Progress(attempt, (float)Random.NextDouble())).ConfigureAwait(false);
        }

        switch (_cluster.Settings.NothingFails ? -1 : Random.Next(24))
        {
            case 0:
                return false;
            case 1:
                await AskAsync(new WorkerCall.Failed(attempt, Random.Next(3) == 0, HostIsCutOff: false)).ConfigureAwait(false);
                return true;
        }

        if (attempt.Task.Type == TaskType.Map && _job.Plan.Reduces > 0)
        {
            _machine.MapOutputs.Add((_job.Id, attempt));
            await AskAsync(new WorkerCall.Done(attempt)).ConfigureAwait(false);
        }
        else
        {
            await AskAsync(await CommitAsync(attempt).ConfigureAwait(false)
                ? new WorkerCall.Done(attempt)
                : new WorkerCall.Failed(attempt, HostIsUnfit: false, HostIsCutOff: false)).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<bool> CommitAsync(AttemptRef attempt)
    {
        while (true)
        {
            switch (await AskAsync(new WorkerCall.MayCommit(attempt)).ConfigureAwait(false))
            {
                case MasterAnswer.Commit { Yes: true }:
                    await Delay(Random.Next(1, 200));
                    return _job.CommitTask(Master, attempt);
                case MasterAnswer.Commit { Yes: false }:
                    return false;
            }

            await Delay(200);
        }
    }

    // Null: it has all of it.
    private async Task<GivenUp?> FetchAsync(AttemptRef reduce)
    {
        var fetched = new HashSet<TaskRef>();
        var health = new ReducerHealth(_job.Plan.Maps.Count, Now.MonotonicMilliseconds, _machine.Id.Host);
        while (fetched.Count < _job.Plan.Maps.Count)
        {
            var outputs = (MasterAnswer.Outputs)await AskAsync(new WorkerCall.WhereAreOutputs()).ConfigureAwait(false);
            foreach (var host in outputs.Maps.Where(m => !fetched.Contains(m.Attempt.Task))
                .GroupBy(static m => m.Host, StringComparer.Ordinal).ToList())
            {
                var failed = new List<(int Map, int Attempt)>();
                foreach (var map in host)
                {
                    if (Reaches(map))
                    {
                        fetched.Add(map.Attempt.Task);
                        health.Fetched(Now.MonotonicMilliseconds, host.Key, map.Attempt.Task.Number);
                        continue;
                    }

                    _cluster.World.Report.Add("fetches failed", 1);
                    failed.Add((map.Attempt.Task.Number, map.Attempt.Number));
                    await AskAsync(new WorkerCall.FetchFailed(reduce, map.Attempt)).ConfigureAwait(false);
                }

                var known = outputs.Maps.Count(m => !fetched.Contains(m.Attempt.Task));
                if (failed.Count > 0 && health.Failed(Now.MonotonicMilliseconds, host.Key, failed, known) is { } given
                    && (!given.IsDoubt || IsBorneOut(health, outputs)) && _cluster.Mutant != YarnMutant.NeverGivesUpFetching)
                {
                    return given;
                }
            }

            await AskAsync(new WorkerCall.Progress(reduce, 0)).ConfigureAwait(false);
            await Delay(400);
        }

        return null;
    }

    private bool IsBorneOut(ReducerHealth health, MasterAnswer.Outputs outputs)
    {
        var witnesses = health.Witnesses(outputs.Maps.Select(static m => m.Host).Distinct(StringComparer.Ordinal));
        return health.IsBorneOut(
            Now.MonotonicMilliseconds, witnesses, witnesses.OthersAsked.Count(Answers), witnesses.FailingAsked.Count(Answers));

        bool Answers(string host) => !_machine.FetchesNothing && _cluster.Machines.Exists(m => m.Id.Host == host && m.ServesMapOutputs);
    }

    private bool Reaches(RecoveredTask map) => (!_machine.FetchesNothing || map.Host == _machine.Id.Host)
        && _cluster.Machines.Exists(m => m.Id.Host == map.Host && m.ServesMapOutputs && m.MapOutputs.Contains((_job.Id, map.Attempt)));

    private async Task<MasterAnswer> AskAsync(WorkerCall call)
    {
        for (var attempt = 1; ; attempt++)
        {
            _connection ??= Wire.Open(_master);
            try
            {
                _connection.Send(call);
                return (MasterAnswer)await _connection.Receive(AnswerWithin);
            }
            catch (ConnectionLostException) when (attempt < Tries)
            {
                _connection.Close();
                _connection = null;
                await Delay(Random.Next(20, 400));
            }
        }
    }
}
