using System.Diagnostics;
using Hathi.Hadoop.Rpc;
using Hathi.MapReduce.Core;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>
/// The heartbeats to the ResourceManager: often while something is wanted, now and then otherwise. What it answers
/// goes to the master's loop.
/// </summary>
/// <param name="manager">The ResourceManager.</param>
/// <param name="progress">Of the job, 0 … 1.</param>
/// <param name="heard">Takes its answers.</param>
/// <param name="refused">
/// What is asked for has been refused for as long as <paramref name="patience"/>: the containers that the job wants do not exist.
/// </param>
/// <param name="gone">It wants this master to stop.</param>
/// <param name="patience">The largest node may just be restarted.</param>
internal sealed class Allocator(
    ApplicationMasterClient manager, Func<float> progress, Action<AllocateResponseProto> heard, Action<string> refused, Action gone,
    TimeSpan patience)
{
    /// <summary>As long as a refusal is put up with.</summary>
    internal static readonly TimeSpan RefusalsEnd = TimeSpan.FromSeconds(60);


    /// <summary>While containers are wanted: a ResourceManager that decides at once is then heard at once.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(50);

    /// <summary>One that has none to give is asked less and less often, down to this.</summary>
    private static readonly TimeSpan Patient = TimeSpan.FromMilliseconds(400);

    /// <summary>Otherwise (yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms, 1 s).</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _wanted = new(0, 1);
    private volatile bool _busy;
    private long? _refusedSince;

    /// <summary>When the ResourceManager answered last.</summary>
    internal ManagerContact Contact { get; } = new(TimeProvider.System);

    /// <summary>Whether containers are wanted now; what is wanted goes out soon.</summary>
    internal void Wake(bool busy)
    {
        _busy = busy;
        if (_wanted.CurrentCount == 0)
        {
            _wanted.Release();
        }
    }

    internal async Task RunAsync(CancellationToken cancellation)
    {
        var pause = Busy;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var reply = await manager.AllocateAsync(progress(), cancellation).ConfigureAwait(false);
                if (reply.HasAMCommand)
                {
                    gone();
                    return;
                }

                Contact.Heard();
                _refusedSince = null;
                heard(reply);
                pause = reply.AllocatedContainers.Count + reply.CompletedContainerStatuses.Count > 0 || !_busy
                    ? Busy
                    : TimeSpan.FromTicks(Math.Min(Patient.Ticks, pause.Ticks * 6 / 5));
            }
            catch (YarnException e) when (e.JavaClass == YarnException.AttemptNotFound)
            {
                gone();
                return;
            }
            catch (Exception e) when (e is RpcConnectionException or YarnException)
            {
                await Console.Error.WriteLineAsync($"The ResourceManager did not take a heartbeat: {e.Message}").ConfigureAwait(false);
                if (e is YarnException { JavaClass: YarnException.InvalidResourceRequest }
                    && Stopwatch.GetElapsedTime(_refusedSince ??= Stopwatch.GetTimestamp()) >= patience)
                {
                    refused($"The ResourceManager refuses the containers that the job asks for: {e.Message}");
                }

                await Task.Delay(Quiet, cancellation).ConfigureAwait(false);
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            if (!_busy)
            {
                await _wanted.WaitAsync(Quiet, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a heartbeat's answer means for the job.</summary>
    internal static IEnumerable<JobInput> Inputs(AllocateResponseProto reply, RackTable racks)
    {
        yield return new JobInput.ManagerHeard(reply.Limit?.Memory ?? -1, racks.Hosts(reply.NumClusterNodes));
        foreach (var node in reply.UpdatedNodes)
        {
            if (node.NodeState is NodeStateProto.NsLost or NodeStateProto.NsUnhealthy or NodeStateProto.NsDecommissioned)
            {
                yield return new JobInput.HostUnusable(node.NodeId.Host);
            }
        }

        // One that has ended already is granted first: a grant after its end would be of a container that nobody hears of again.
        foreach (var container in reply.AllocatedContainers)
        {
            var host = container.NodeId.Host;
            yield return new JobInput.ContainerGranted(
                container.Id.ToText(), host, racks.Of(host), container.Priority.Priority, container.Resource.Memory);
        }

        foreach (var ended in reply.CompletedContainerStatuses)
        {
            yield return new JobInput.ContainerEnded(ended.ContainerId.ToText(), ended.ExitStatus, ended.Diagnostics);
        }
    }
}
