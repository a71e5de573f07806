using Hathi.Base;
using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Nodes;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.ResourceManager;

/// <summary>
/// The ResourceManager's decisions: applications and their attempts, nodes, and who gets which container where. One thread owns it.
/// Lifecycle: construct, read an image into it (<see cref="Image.ImageReader"/>), <see cref="Replay"/> the log, <see cref="Start"/>, then
/// <see cref="Step"/> only. A second instance that is only replayed into writes checkpoints (<see cref="Image.ImageWriter"/>).
/// </summary>
public sealed class ResourceManagerCore : ICore<RmInput, Effect>, IReplayable
{
    private readonly OperationContext _context;
    private readonly RunningClock _clock;

    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public ResourceManagerCore(RmOptions options)
    {
        options.Validate();
        State = new RmState(options.Lists, options.KeptOfEnded);
        _context = new OperationContext(options, State, Attempts.OnMasterGranted);
        _clock = new RunningClock(options.LongestGap);
    }

    /// <summary>
    /// When this life of the ResourceManager began, milliseconds since 1970: in the names of applications, and rm_identifier.
    /// </summary>
    public long ClusterTimestamp => State.ClusterTimestamp;

    /// <summary>Lives before this one.</summary>
    public long Epoch => State.Epoch;

    /// <summary>Somebody waits for containers: ticks are wanted every 20 ms. Otherwise one a second will do.</summary>
    public bool WantsTicks => _context.Scheduler.WantsTicks || State.Awaited.Count > 0;

    /// <summary>Containers granted in this life.</summary>
    public long Decisions => _context.Scheduler.Decisions;

    /// <summary>What <see cref="KeepSecretRequest"/> kept; also what was replayed, before <see cref="Start"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> Secrets => State.Secrets;

    internal RmState State { get; }

    internal int Unconfirmed => _context.Scheduler.Containers.Unconfirmed;

    internal OperationContext Context => _context;

    /// <inheritdoc/>
    public void Replay(ReadOnlySpan<byte> record)
    {
        State.Follow("A ResourceManager");
        Replayer.Replay(State, record);
    }

    /// <summary>Everything was loaded: a new epoch begins, applications go on.</summary>
    /// <param name="now">The time.</param>
    /// <param name="effects">Receives what is to be done before anything else: the edits must be durable before the first input.</param>
    public void Start(Now now, List<Effect> effects)
    {
        var first = effects.Count;
        Begin(now);
        State.Lead();
        var epoch = State.HasEpoch ? State.Epoch + 1 : 0;
        _context.Commit(new EpochBegun(epoch, Math.Max(now.WallMilliseconds, State.ClusterTimestamp + 1)));
        Recovery.Start(_context);
        Settle();
        _context.Flush(effects, first);
    }

    /// <inheritdoc/>
    public bool IsUnchanged => _context.IsUnchanged;

    /// <inheritdoc/>
    public void Step(Now now, RmInput input, List<Effect> effects)
    {
        var first = effects.Count;
        Begin(now);
        if (_clock.Stopped > 0)
        {
            _context.Changing();
            _context.Note($"The ResourceManager did not run for {_clock.Stopped} ms; no node and no application is given up for that.");
            NodeLife.NobodyWasHeard(_context);
        }

        try
        {
            Dispatch(input, effects);
        }
        catch (RmFault fault)
        {
            effects.Add(Effect.Refuse(fault));
        }

        Settle();
        _context.Flush(effects, first);
    }

    /// <summary>
    /// Whether the master's token of an attempt is still worth anything: its attempt is the current one and has not ended.
    /// </summary>
    public bool IsCurrent(ApplicationAttemptId id) => Masters.Find(_context, id).Attempt is not null;

    // Containers run on while this process is stopped, and what they use counts.
    private void Begin(Now now)
    {
        _context.Begin(_clock.Read(now));
        _context.Scheduler.Begin();
        _context.Scheduler.Containers.Passed = now.MonotonicMilliseconds;
    }

    private void Dispatch(RmInput input, List<Effect> effects)
    {
        if (Operation.All.TryGetValue(input.GetType(), out var operation))
        {
            effects.Add(Effect.Reply(operation(_context, input)));
            return;
        }

        _context.Changing(); // of what follows, nothing is somebody's call that could be refused

        switch (input)
        {
            case AmLaunched launched:
                MasterLaunch.Run(_context, launched);
                break;
            case AmLaunchFailed failed:
                MasterLaunch.Run(_context, failed);
                break;
            case Tick:
                TimeMonitor.Run(_context);
                break;
            default:
                throw new ArgumentException($"A ResourceManager takes no {input.GetType().Name}.", nameof(input));
        }
    }

    private void Settle()
    {
        _context.Changing();
        _context.Scheduler.IsHeld = State.IsRecovering(_context.Now);
        _context.Scheduler.Settle(_context.Now);
    }
}
