using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>
/// The containers that the job was granted: starts workers in them and ends them. Used by the master's loop; calls to nodes run beside it.
/// </summary>
internal sealed class GrantedContainers(
    MasterPlan plan, ContainerClient nodes, int port, Action<Action> post, Action<JobInput> step, Action<ContainerIdProto> release,
    Action<string, int> portKnown) : IAsyncDisposable
{
    /// <summary>As the ResourceManager tells a container on a node that is lost (ContainerExitStatus.ABORTED).</summary>
    private const int NodeDoesNotAnswer = -100;

    private const string ShuffleService = "mapreduce_shuffle";

    private readonly Dictionary<string, Granted> _containers = new(StringComparer.Ordinal);

    // Of hosts' shuffle services, as their nodes have told it: all containers of a node have the same.
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);

    internal void Add(ContainerProto container) => _containers.TryAdd(container.Id.ToText(), new Granted(container));

    internal Granted? Find(string container) => _containers.GetValueOrDefault(container);

    internal void Remove(string container) => _containers.Remove(container);

    /// <summary>Starts a worker; whether it came about is told to the Core.</summary>
    internal void Start(string id)
    {
        if (_containers.GetValueOrDefault(id) is not { } granted)
        {
            post(() => step(new JobInput.ContainerNotStarted(id, "It had ended before it was to be started.")));
            return;
        }

        var launch = Launch(granted.Container.Resource.Memory);
        _ = Task.Run(async () =>
        {
            try
            {
                var services = await nodes.StartAsync(granted.Container, launch, CancellationToken.None).ConfigureAwait(false);
                post(() =>
                {
                    granted.ShufflePort = services.TryGetValue(ShuffleService, out var data) && data.Length >= sizeof(int)
                        ? BinaryPrimitives.ReadInt32BigEndian(data)
                        : 0;
                    _ports[granted.Container.NodeId.ToText()] = granted.ShufflePort;
                    Answered(id, granted);
                    if (granted.ShufflePort == 0 && plan.Reduces > 0)
                    {
                        Stop(id);
                        step(new JobInput.ContainerNotStarted(id, $"The NodeManager at {granted.Container.NodeId.ToText()} has no service "
                            + $"{ShuffleService}: add it to yarn.nodemanager.aux-services there."));
                    }
                });
            }
            catch (RpcConnectionException e)
            {
                post(() => Refused(
                    id,
                    granted,
                    new JobInput.NodeSilent(id, $"The NodeManager at {granted.Container.NodeId.ToText()} does not answer: {e.Message}")));
            }
            catch (Exception e)
            {
                // Nobody waits for this task: whatever it is, what a map there has put out would be held back for ever,
                // and reduces wait for it.
                post(() => Refused(id, granted, new JobInput.ContainerNotStarted(
                    id, $"The NodeManager at {granted.Container.NodeId.ToText()} did not start its container: {e.Message}")));
            }
        });
    }

    // Where the answer alone was lost, and the container has come to work, another's of its node says the port.
    private void Refused(string id, Granted granted, JobInput told)
    {
        granted.ShufflePort = _ports.GetValueOrDefault(granted.Container.NodeId.ToText());
        Answered(id, granted);
        step(told);
    }

    private void Answered(string id, Granted granted)
    {
        granted.IsAnswered = true;
        portKnown(id, granted.ShufflePort);
    }

    /// <summary>Ends a container; when it has, the ResourceManager tells.</summary>
    internal void Stop(string id)
    {
        if (_containers.GetValueOrDefault(id) is not { } granted)
        {
            return;
        }

        _ = Task.Run(async () =>
        {
            try
            {
                await nodes.StopAsync(granted.Container.NodeId, granted.Container.Id, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // It has ended, or its node has, which the ResourceManager need not know of any more when it was started again meanwhile.
                await Console.Error.WriteLineAsync($"{id} was not stopped: {e.Message}").ConfigureAwait(false);
                post(() =>
                {
                    release(granted.Container.Id);
                    step(new JobInput.ContainerEnded(
                        id, NodeDoesNotAnswer, $"The NodeManager at {granted.Container.NodeId.ToText()} did not end it: {e.Message}"));
                });
            }
        });
    }

    public ValueTask DisposeAsync() => nodes.DisposeAsync();

    private ContainerLaunchContextProto Launch(long memory)
    {
        var credentials = new Hadoop.Tokens.Credentials();
        credentials.Add(JobKeys.TokenAlias, plan.Token);
        credentials.Add(JobKeys.ShuffleAlias, plan.Token.Password.ToArray());
        var arguments = string.Create(CultureInfo.InvariantCulture, $"{JobKeys.WorkerVerb} {ContainerEnvironment.Host} {port}");
        var launch = Containers.Launch(
            plan.Configuration.Get(MapReduceKeys.Command), arguments, plan.Resources, memory, credentials, plan.Configuration);
        if (plan.Reduces > 0)
        {
            launch.ServiceData.Add(new StringBytesMapProto { Key = ShuffleService, Value = ByteString.CopyFrom(plan.Token.ToBytes()) });
        }

        return launch;
    }

    /// <summary>A container of the job.</summary>
    internal sealed class Granted(ContainerProto container)
    {
        internal ContainerProto Container { get; } = container;

        /// <summary>Its NodeManager has said whether it started it.</summary>
        internal bool IsAnswered { get; set; }

        /// <summary>Of its node's shuffle service; 0 until it has started.</summary>
        internal int ShufflePort { get; set; }
    }
}
