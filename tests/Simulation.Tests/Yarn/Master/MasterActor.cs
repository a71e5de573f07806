using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.Master;

/// <summary>
/// What every application master does: registers, asks and asks again, has containers started, says that it is done,
/// ends its own container.
/// </summary>
internal abstract class MasterActor : AsyncActor
{
    private readonly GrantedContainer _own;
    private readonly RmProxy _rm;
    private int _responseId;

    protected MasterActor(SimProcess process, YarnCluster cluster, Machine machine, GrantedContainer container)
        : base(process, cluster.NextId)
    {
        Cluster = cluster;
        Machine = machine;
        _own = container;
        _rm = new RmProxy(this, cluster);
    }

    protected YarnCluster Cluster { get; }

    /// <summary>Where it runs.</summary>
    protected Machine Machine { get; }

    protected ApplicationAttemptId Attempt => _own.Id.Attempt;

    /// <summary>What the next call gives back.</summary>
    protected List<ContainerId> Releases { get; } = [];

    public override void OnStart()
    {
        Start(RunAsync);
        ThrowIfFailed();
    }

    /// <summary>Its life.</summary>
    /// <returns>The exit code of its container; null: it hangs.</returns>
    protected abstract Task<int?> WorkAsync();

    /// <summary>Tells the ResourceManager that it is there, and what it wants once more.</summary>
    /// <param name="first">False: the ResourceManager was started again meanwhile.</param>
    protected abstract Task RegisterAsync(bool first);

    /// <summary>Takes what an answer brings.</summary>
    protected abstract void Take(Allocation allocation);

    /// <summary>The call itself.</summary>
    /// <returns>The containers of earlier attempts.</returns>
    protected async Task<IReadOnlyList<GrantedContainer>> RegisterCallAsync()
    {
        IReadOnlyList<GrantedContainer> kept = [];
        try
        {
            var answer = (RegisteredApplicationMaster)await PersistAsync(
                new RegisterApplicationMasterRequest { Attempt = Attempt,
                    Host = Machine.Id.Host, RpcPort = 1, TrackingUrl = "" }).ConfigureAwait(false);
            kept = answer.FromPreviousAttempts;
        }
        catch (RmFault e) when (e.Message.Contains("already registered", StringComparison.Ordinal))
        {
            // The answer to an earlier try was lost.
        }

        _responseId = 0;
        return kept;
    }

    /// <summary>Asks, and takes what it is given; registers first where the ResourceManager does not know it.</summary>
    protected async Task AllocateAsync(IReadOnlyList<ResourceAsk> asks, IReadOnlyList<string> passOver, IReadOnlyList<string> useAgain)
    {
        var request = new AllocateRequest
        {
            Attempt = Attempt, ResponseId = _responseId, Progress = 0.5f, Asks = asks, Releases = [.. Releases],
            BlacklistAdditions = passOver, BlacklistRemovals = useAgain,
        };
        Releases.Clear();
        try
        {
            var allocation = (Allocation)await PersistAsync(request).ConfigureAwait(false);
            _responseId = allocation.ResponseId;
            Take(allocation);
        }
        catch (RmFault e) when (e.Error == RmError.ApplicationMasterNotRegistered)
        {
            Cluster.World.Report.Add("masters that register again", 1);
            Releases.AddRange(request.Releases);
            await RegisterAsync(first: false).ConfigureAwait(false);
        }
    }

    /// <summary>Has a container started on its node.</summary>
    /// <returns>Why it was refused; null: it was not.</returns>
    /// <exception cref="ConnectionLostException">No answer within so many milliseconds.</exception>
    protected async Task<string?> StartContainerAsync(GrantedContainer container, long timeout)
    {
        var connection = Wire.Open(Cluster.MachineOf(container.Node).Name);
        try
        {
            connection.Send(
                new StartContainer(container.Id, container.Resource, Cluster.Ledger.LifeThatGranted(container.Id), container, Name));
            return ((ContainerStarted)await connection.Receive(timeout)).Refused;
        }
        finally
        {
            connection.Close();
        }
    }

    /// <summary>Says that the application has ended.</summary>
    protected async Task FinishAsync(FinalStatus status, string diagnostics)
    {
        while (true)
        {
            try
            {
                await PersistAsync(new FinishApplicationMasterRequest
                {
                    Attempt = Attempt, Status = status, Diagnostics = diagnostics, TrackingUrl = "",
                }).ConfigureAwait(false);
                Cluster.Ledger.MasterFinished(Attempt.Application);
                return;
            }
            catch (RmFault e) when (e.Error == RmError.ApplicationMasterNotRegistered)
            {
                await RegisterAsync(first: false).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync()
    {
        int? exitCode;
        try
        {
            exitCode = await WorkAsync().ConfigureAwait(false);
        }
        catch (RmFault e)
        {
            // The ResourceManager has given this attempt up.
            Cluster.World.Check(
                e.Error is RmError.ApplicationAttemptNotFound or RmError.InvalidApplicationMasterRequest,
                $"{Attempt} was refused with {e.Error}: {e.Message}");
            exitCode = 1;
        }

        if (exitCode is { } code)
        {
            var own = Machine.Find(_own.Id);
            Cluster.World.After(0, () => Machine.End(own!, code));
        }
    }

    // A master tries again until it is answered or dies.
    private async Task<object> PersistAsync(RmInput input)
    {
        while (true)
        {
            try
            {
                return (await _rm.AskAsync(input, 3, 700).ConfigureAwait(false))!;
            }
            catch (NoAnswerException)
            {
                await Delay(500);
            }
        }
    }
}
