using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.NodeManager;

/// <summary>
/// A NodeManager as the ResourceManager and masters see one: registers, tells, ends what it is told to, starts what was granted.
/// </summary>
internal sealed class NmActor : AsyncActor
{
    private const int HeartbeatMilliseconds = 1_000;
    private readonly YarnCluster _cluster;
    private readonly Machine _machine;
    private readonly RmProxy _rm;
    private long _rmIdentifier = -1;
    private int _responseId;

    public NmActor(SimProcess process, YarnCluster cluster, Machine machine)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _machine = machine;
        _rm = new RmProxy(this, cluster);
    }

    public override void OnStart()
    {
        Start(RunAsync);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first)
    {
        switch (first)
        {
            case StartContainer start:
                connection.Send(new ContainerStarted(start.Id, TryStart(start)));
                break;
            case StopContainer stop:
                _ended.Add(stop.Id);
                var container = _machine.Find(stop.Id);
                if (container is not null)
                {
                    _machine.End(container, ExitStatus.KilledByApplicationMaster);
                }

                connection.Send(
                    new ContainerStopped(stop.Id, container is null ? $"Container {stop.Id} is not handled by this NodeManager" : null));
                break;
        }
    }

    // As a NodeManager checks a container's token.
    private string? TryStart(StartContainer start)
    {
        if (start.RmIdentifier != _rmIdentifier)
        {
            return $"Container {start.Id} rejected as it is allocated by a previous RM";
        }

        if (start.Granted.Node != _machine.Id)
        {
            return $"the token of {start.Id} is for {start.Granted.Node}";
        }

        if (_machine.Find(start.Id) is not null || _ended.Contains(start.Id))
        {
            return _machine.Find(start.Id) is { IsRunning: true } ? null : $"Container {start.Id} already exists";
        }

        _ended.Add(start.Id);
        _machine.Start(start.Granted, start.By);
        return null;
    }

    private readonly HashSet<ContainerId> _ended = [];

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                await RegisterAsync().ConfigureAwait(false);
                while (await HeartbeatAsync().ConfigureAwait(false))
                {
                    await Delay(HeartbeatMilliseconds);
                }
            }
            catch (NoAnswerException e)
            {
                Process.Note("waits", e.Message);
            }
        }
    }

    private async Task RegisterAsync()
    {
        while (true)
        {
            var containers = _machine.Containers.Select(Describe).ToList();
            var answer = (NodeRegistered)(await _rm.AskAsync(
                new RegisterNodeManagerRequest
                {
                    Node = _machine.Id, HttpPort = 8042, Capability = _machine.Capability, Rack = _machine.Rack, Version = "3.5.0",
                    Containers = containers, RunningApplications = [.. containers.Select(static c => c.Id.Attempt.Application).Distinct()],
                },
                2,
                700).ConfigureAwait(false))!;
            if (answer.Action == NodeAction.Normal)
            {
                _rmIdentifier = answer.RmIdentifier;
                _responseId = 0;
                return;
            }

            await Delay(HeartbeatMilliseconds);
        }
    }

    // False: it is to register again.
    private async Task<bool> HeartbeatAsync()
    {
        var ended = _machine.Containers.Where(static c => c is { IsRunning: false, IsReported: false }).ToList();
        var statuses = _machine.Containers.Where(c => c.IsRunning || ended.Contains(c)).Select(static c =>
            new ContainerStatus(
                c.Id, c.IsRunning ? ContainerState.Running : ContainerState.Complete, c.ExitCode, "", c.Granted.Resource)).ToList();
        var request = new NodeHeartbeatRequest
        {
            Node = _machine.Id, ResponseId = _responseId, Containers = statuses, IsHealthy = _machine.IsHealthy,
            HealthReport = _machine.IsHealthy ? "" : "1/1 local-dirs are bad", LastHealthReportTime = Now.WallMilliseconds,
            ContainersUtilization = default, NodeUtilization = new Utilization(0, 0, Random.Next(8)),
        };
        var answer = (HeartbeatAnswer)(await _rm.AskAsync(request, 3, 700).ConfigureAwait(false))!;
        if (answer.Action == NodeAction.Resync)
        {
            _cluster.World.Report.Add("nodes told to register again", 1);
            return false;
        }

        _responseId = answer.ResponseId;
        foreach (var container in ended)
        {
            container.IsReported = true;
        }

        Obey(answer);
        return true;
    }

    private void Obey(HeartbeatAnswer answer)
    {
        foreach (var id in answer.ContainersToForget)
        {
            _machine.Forget(id);
        }

        foreach (var id in answer.ContainersToCleanup)
        {
            _ended.Add(id);
            if (_machine.Find(id) is { } container)
            {
                _machine.End(container, ExitStatus.KilledByResourceManager);
            }
        }

        foreach (var id in answer.ApplicationsToCleanup)
        {
            _machine.Forget(id);
        }
    }

    private static NodeContainerStatus Describe(SimContainer container) => new()
    {
        Id = container.Id,
        State = container.IsRunning ? ContainerState.Running : ContainerState.Complete,
        Resource = container.Granted.Resource,
        Priority = container.Granted.Priority,
        Diagnostics = "",
        ExitCode = container.ExitCode,
        CreationTime = container.Granted.CreationTime,
        AllocationRequestId = container.Granted.AllocationRequestId,
    };
}
