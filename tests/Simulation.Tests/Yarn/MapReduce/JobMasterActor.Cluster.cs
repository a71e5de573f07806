using Hathi.MapReduce.Core;
using Hathi.Simulation.Tests.Hdfs.Runtime;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.MapReduce;

/// <summary>Its talk with the ResourceManager and the nodes.</summary>
internal sealed partial class JobMasterActor
{
    private const int Aborted = -100;

    private async Task RegisterAsync()
    {
        try
        {
            await PersistAsync(new RegisterApplicationMasterRequest { Ticket = _cluster.NextId(), Attempt = _attempt, Host = _machine.Id.Host, RpcPort = 1, TrackingUrl = "" }).ConfigureAwait(false);
        }
        catch (RmRefusedException e) when (e.Message.Contains("already registered", StringComparison.Ordinal))
        {
            // The answer to an earlier try was lost.
        }

        _responseId = 0;
        _changed.UnionWith(_asks.Keys);
        _passOverChanges.UnionWith(_passedOver.Keys);
    }

    private async Task AllocateAsync()
    {
        var request = new AllocateRequest
        {
            Ticket = _cluster.NextId(), Attempt = _attempt, ResponseId = _responseId, Progress = 0.5f,
            Asks = [.. _changed.Select(k => new ResourceAsk(k.Priority, -1, k.Place, Capability(k.Priority), _asks[k], true, ExecutionType.Guaranteed, ""))],
            Releases = [.. _releases],
            BlacklistAdditions = [.. _passOverChanges.Where(h => _passedOver[h])],
            BlacklistRemovals = [.. _passOverChanges.Where(h => !_passedOver[h])],
        };
        _changed.Clear();
        _releases.Clear();
        _passOverChanges.Clear();
        try
        {
            var allocation = (Allocation)await PersistAsync(request).ConfigureAwait(false);
            _responseId = allocation.ResponseId;
            Take(allocation);
        }
        catch (RmRefusedException e) when (e.Error == RmError.ApplicationMasterNotRegistered)
        {
            _cluster.World.Report.Add("masters that register again", 1);
            _releases.AddRange(request.Releases);
            await RegisterAsync().ConfigureAwait(false);
        }
    }

    private void Take(Allocation allocation)
    {
        _heardAt = Now.MonotonicMilliseconds;
        Step(new JobInput.ManagerHeard(allocation.Headroom.MemoryMiB, allocation.ClusterNodes));
        foreach (var node in allocation.UpdatedNodes.Where(static n => n.State is NodeState.Lost or NodeState.Unhealthy or NodeState.Decommissioned))
        {
            Step(new JobInput.HostUnusable(node.Id.Host));
        }

        foreach (var status in allocation.Completed)
        {
            if (_cluster.Mutant != YarnMutant.LosesWorkersEnds)
            {
                Step(new JobInput.ContainerEnded(status.Id.ToString(), status.ExitCode, ""));
            }
        }

        foreach (var container in allocation.Allocated)
        {
            var id = container.Id.ToString();
            _containers[id] = container;
            Step(new JobInput.ContainerGranted(id, container.Node.Host, _cluster.MachineOf(container.Node).Rack, container.Priority, container.Resource.MemoryMiB));
        }

        foreach (var container in allocation.FromPreviousAttempts)
        {
            _releases.Add(container.Id);
        }
    }

    private async Task LaunchAsync(string id)
    {
        var container = _containers[id];
        var connection = Wire.Open(_cluster.MachineOf(container.Node).Name);
        string? refused;
        try
        {
            connection.Send(new StartContainer(container.Id, container.Resource, _cluster.Ledger.LifeThatGranted(container.Id), container, Name));
            refused = ((ContainerStarted)await connection.Receive(LaunchMilliseconds)).Refused;
        }
        catch (ConnectionLostException e)
        {
            refused = e.Message;
        }

        connection.Close();
        if (refused is not null)
        {
            _cluster.World.Report.Add("workers not started", 1);
            Step(new JobInput.ContainerNotStarted(id, refused));
        }
    }

    // A node that does not answer may be gone for good, and the ResourceManager not know of the container any more: nobody would tell its end.
    private async Task StopAsync(string id)
    {
        var container = _containers[id];
        var connection = Wire.Open(_cluster.MachineOf(container.Node).Name);
        var answered = false;
        try
        {
            connection.Send(new StopContainer(container.Id));
            answered = ((ContainerStopped)await connection.Receive(LaunchMilliseconds)).Refused is null;
        }
        catch (ConnectionLostException)
        {
            _cluster.World.Report.Add("workers not stopped", 1);
        }

        connection.Close();
        if (!answered)
        {
            Release(id);
            Step(new JobInput.ContainerEnded(id, Aborted, "its node does not answer"));
        }
    }

    private async Task FinishAsync(Outcome outcome)
    {
        while (true)
        {
            try
            {
                await PersistAsync(new FinishApplicationMasterRequest
                {
                    Ticket = _cluster.NextId(), Attempt = _attempt, Diagnostics = _end!.Message, TrackingUrl = "",
                    Status = outcome == Outcome.Succeeded ? FinalStatus.Succeeded : outcome == Outcome.Failed ? FinalStatus.Failed : FinalStatus.Killed,
                }).ConfigureAwait(false);
                _cluster.Ledger.MasterFinished(_attempt.Application);
                return;
            }
            catch (RmRefusedException e) when (e.Error == RmError.ApplicationMasterNotRegistered)
            {
                await RegisterAsync().ConfigureAwait(false);
            }
        }
    }

    private Resource Capability(int priority) => new(priority == JobCore.ReducePriority ? _job.Plan.Limits.ReduceMemory : _job.Plan.Limits.MapMemory, 1);

    // A master tries again until it is answered or dies.
    private async Task<object> PersistAsync(Hathi.Yarn.Core.ResourceManager.RmInput input)
    {
        while (true)
        {
            try
            {
                return (await _rm.AskAsync(input, 3, 700).ConfigureAwait(false))!;
            }
            catch (RmSilentException)
            {
                await Delay(500);
            }
        }
    }
}
