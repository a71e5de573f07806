using Hathi.MapReduce.Core;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Jobs;

/// <summary>Its talk with the ResourceManager and the nodes.</summary>
internal sealed partial class JobMasterActor
{
    private const int Aborted = -100;

    protected override async Task RegisterAsync(bool first)
    {
        await RegisterCallAsync().ConfigureAwait(false);
        _changed.UnionWith(_asks.Keys);
        _passOverChanges.UnionWith(_passedOver.Keys);
    }

    private async Task AllocateAsync()
    {
        ResourceAsk[] asks = [.. _changed.Select(
            k => new ResourceAsk(k.Priority, -1, k.Place, Capability(k.Priority), _asks[k], true, ExecutionType.Guaranteed, ""))];
        string[] passOver = [.. _passOverChanges.Where(h => _passedOver[h])];
        string[] useAgain = [.. _passOverChanges.Where(h => !_passedOver[h])];
        _changed.Clear();
        _passOverChanges.Clear();
        await AllocateAsync(asks, passOver, useAgain).ConfigureAwait(false);
    }

    protected override void Take(Allocation allocation)
    {
        _heardAt = Now.MonotonicMilliseconds;
        Step(new JobInput.ManagerHeard(allocation.Headroom.MemoryMiB, allocation.ClusterNodes));
        foreach (var node in allocation.UpdatedNodes.Where(
            static n => n.State is NodeState.Lost or NodeState.Unhealthy or NodeState.Decommissioned))
        {
            Step(new JobInput.HostUnusable(node.Id.Host));
        }

        foreach (var status in allocation.Completed)
        {
            if (Cluster.Mutant != YarnMutant.LosesWorkersEnds)
            {
                Step(new JobInput.ContainerEnded(status.Id.ToString(), status.ExitCode, ""));
            }
        }

        foreach (var container in allocation.Allocated)
        {
            var id = container.Id.ToString();
            _containers[id] = container;
            Step(new JobInput.ContainerGranted(
                id, HostOf(container), Cluster.MachineOf(container.Node).Rack, container.Priority, container.Resource.MemoryMiB));
        }

        foreach (var container in allocation.FromPreviousAttempts)
        {
            Releases.Add(container.Id);
        }
    }

    private async Task LaunchAsync(string id)
    {
        string? refused;
        try
        {
            refused = await StartContainerAsync(_containers[id], LaunchMilliseconds).ConfigureAwait(false);
        }
        catch (ConnectionLostException e)
        {
            refused = e.Message;
        }

        if (refused is not null)
        {
            Cluster.World.Report.Add("workers not started", 1);
            Step(new JobInput.ContainerNotStarted(id, refused));
        }
    }

    // A node that does not answer may be gone for good, and the ResourceManager not know of the container any more:
    // nobody would tell its end.
    private async Task StopAsync(string id)
    {
        var container = _containers[id];
        var connection = Wire.Open(Cluster.MachineOf(container.Node).Name);
        var answered = false;
        try
        {
            connection.Send(new StopContainer(container.Id));
            answered = ((ContainerStopped)await connection.Receive(LaunchMilliseconds)).Refused is null;
        }
        catch (ConnectionLostException)
        {
            Cluster.World.Report.Add("workers not stopped", 1);
        }

        connection.Close();
        if (!answered)
        {
            Release(id);
            Step(new JobInput.ContainerEnded(id, Aborted, "its node does not answer"));
        }
    }

    private string HostOf(GrantedContainer container) =>
        Cluster.Mutant == YarnMutant.MixesUpHosts
            ? Cluster.Machines[container.Node.Port % Cluster.Machines.Count].Id.Host
            : container.Node.Host;

    private Resource Capability(int priority) =>
        new(priority == JobCore.ReducePriority ? _job.Plan.Limits.ReduceMemory : _job.Plan.Limits.MapMemory, 1);
}
