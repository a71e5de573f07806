using System.Globalization;
using System.Text;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.State;

/// <summary>One container: what was asked for, and how far it is. Safe from any thread.</summary>
internal sealed class Container
{
    /// <summary>Characters of diagnostics kept, the newest (yarn.nodemanager.container-diagnostics-maximum-size).</summary>
    private const int MaxDiagnostics = 10_000;

    // MiB whose bytes, and twice as many, are still a number: whoever has more has no limit.
    private const long MostMemory = long.MaxValue >> 22;

    private readonly Lock _gate = new();
    private readonly StringBuilder _diagnostics = new();
    private readonly CancellationTokenSource _killed = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ContainerState _state = ContainerState.New;
    private KillOrder? _kill;
    private TaskCompletionSource<long?>? _remembered;
    private bool _hasSucceeded;
    private int _exitStatus = NodeManager.State.ExitStatus.Invalid;

    internal Container(ContainerTokenIdentifierProto token, StartContainerRequestProto request, long startTime)
    {
        Token = token;
        Request = request;
        StartTime = startTime;
        Id = token.ContainerId.ToText();
        Application = token.ContainerId.Application().ToText();
    }

    internal ContainerTokenIdentifierProto Token { get; }

    internal StartContainerRequestProto Request { get; }

    internal ContainerLaunchContextProto Context => Request.ContainerLaunchContext;

    /// <summary><c>container_…</c>.</summary>
    internal string Id { get; }

    /// <summary><c>application_…</c>.</summary>
    internal string Application { get; }

    internal string User => Token.AppSubmitter;

    /// <summary>Milliseconds since 1970.</summary>
    internal long StartTime { get; }

    /// <summary>Milliseconds since 1970; 0: it has not ended.</summary>
    internal long FinishTime { get; set; }

    internal bool IsMaster => Token is { HasContainerType: true, ContainerType: ContainerTypeProto.ApplicationMaster };

    /// <summary>Bytes of memory that it may have.</summary>
    internal long MemoryLimit => Math.Min(Token.Resource.Memory, MostMemory) << 20;

    /// <summary>The local directory that it was given, once it has one.</summary>
    internal string? Local { get; set; }

    /// <summary>The local directories that have one of its application, for what it writes itself.</summary>
    internal IReadOnlyList<string> ApplicationLocals { get; set; } = [];

    /// <summary>Its log directory, once it has one.</summary>
    internal string? Logs { get; set; }

    /// <summary>Its first process; 0: none has been started.</summary>
    internal int Pid { get; set; }

    /// <summary>The first process's start time, which with its number names it for good; 0: it had ended before it was looked at.</summary>
    internal long ProcessStart { get; set; }

    /// <summary>Its processes when last looked at: who has left the session is not found by a number once his parents have gone.</summary>
    internal IReadOnlyList<ProcessEntry> Seen { get; set; } = [];

    /// <summary>What it uses of the cache; ended with it.</summary>
    internal List<LocalizedResource> Resources { get; } = [];

    /// <summary>Resident bytes of its processes when last looked at.</summary>
    internal long UsedMemory { get; set; }

    /// <summary>Cores in use when last looked at.</summary>
    internal double UsedCores { get; set; }

    /// <summary>
    /// Completes when it is written down, so that it runs whatever becomes of this node; fails with what it is refused for. Until then
    /// nobody is told that it is here: a disk that hangs may refuse it yet.
    /// </summary>
    internal Task Admission { get; set; } = Task.CompletedTask;

    internal bool IsAdmitted => Admission.IsCompletedSuccessfully;

    /// <summary>Cancelled when it is to end.</summary>
    internal CancellationToken Killed => _killed.Token;

    /// <summary>Completes when it has ended and its processes are gone.</summary>
    internal Task Done => _done.Task;

    internal ContainerState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    internal bool IsDone => State == ContainerState.Done;

    internal int ExitStatus
    {
        get
        {
            lock (_gate)
            {
                return _exitStatus;
            }
        }
    }

    /// <summary>Why it is to end; null: nobody wants it to.</summary>
    internal KillOrder? Kill
    {
        get
        {
            lock (_gate)
            {
                return _kill;
            }
        }
    }

    /// <summary>
    /// The order's record in the node's memory, when it is there (<see cref="Recovery.StateStore.Put"/>); null: nobody wants it to end.
    /// </summary>
    internal Task<long?>? Remembered
    {
        get
        {
            lock (_gate)
            {
                return _remembered?.Task;
            }
        }
    }

    /// <summary>The node's memory has let go of it, and takes nothing more of it. That memory's, below its lock.</summary>
    internal bool IsForgotten { get; set; }

    internal string Diagnostics
    {
        get
        {
            lock (_gate)
            {
                return _diagnostics.ToString();
            }
        }
    }

    /// <summary>Goes on; a container that is to end stays where it is.</summary>
    internal void Enter(ContainerState state)
    {
        lock (_gate)
        {
            if (_kill is null)
            {
                _state = state;
            }
        }
    }

    /// <summary>Wants it ended. The first order counts. Who orders goes through <see cref="Containers.ContainerMemory.Order"/>.</summary>
    /// <param name="order">Why.</param>
    /// <param name="remember">
    /// Has the first order known to the next node, before anything comes of it; returns its record. It may wait for a disk: nobody waits
    /// for it who looks at the container.
    /// </param>
    /// <returns>Whether it was not ended or ordered to end before.</returns>
    internal bool Order(KillOrder order, Func<KillOrder, long?> remember)
    {
        // More is not told of it, and would be in the memory's log for nobody.
        var first = order.Reason.Length > MaxDiagnostics ? order with { Reason = order.Reason[^MaxDiagnostics..] } : order;
        var remembered = new TaskCompletionSource<long?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_state == ContainerState.Done || _kill is not null || _hasSucceeded)
            {
                return false;
            }

            (_kill, _remembered) = (first, remembered);
            _state = ContainerState.Killing;
            Append(first.Reason);
        }

        try
        {
            remembered.SetResult(remember(first));
        }
        catch (Exception e)
        {
            remembered.SetException(e);
            _ = remembered.Task.Exception; // perhaps nobody asks whether it is kept
            throw;
        }
        finally
        {
            _killed.Cancel();
        }

        return true;
    }

    /// <summary>
    /// Its first process has ended with 0, and nobody had wanted that: it has done its work, whatever becomes of what it has left running.
    /// Source: ContainerImpl, whose EXITED_WITH_SUCCESS no kill changes.
    /// </summary>
    internal void Succeed()
    {
        lock (_gate)
        {
            _hasSucceeded = _kill is null;
        }
    }

    /// <summary>
    /// The same of one that was over when a node took it up, whoever had wanted it to end: the order came too late. Source:
    /// ContainerImpl.LaunchTransition and RecoveredContainerLaunch, which have it run until its exit code is read.
    /// </summary>
    /// <returns>Whether there was an order.</returns>
    internal bool RecallSuccess()
    {
        lock (_gate)
        {
            var wasOrdered = _kill is not null;
            (_kill, _hasSucceeded) = (null, true);
            return wasOrdered;
        }
    }

    /// <summary>
    /// Sends its processes a signal on behalf of a user; nothing when it has none. What comes of it is up to them. Source:
    /// ContainerLaunch.signalContainer.
    /// </summary>
    /// <param name="command">Which.</param>
    /// <param name="table">The machine's processes, read after the order came.</param>
    internal void Signal(SignalContainerCommandProto command, ProcessTable table)
    {
        if (Pid == 0 || IsDone)
        {
            return;
        }

        // Before it is sent: what it does may be told, and the end with it, at once.
        switch (command)
        {
            case SignalContainerCommandProto.OutputThreadDump:
                AddDiagnostics(Sent("OUTPUT_THREAD_DUMP (SIGQUIT)"));
                ProcessTree.ThreadDump(table.Tree(Pid, ProcessStart));
                break;
            case SignalContainerCommandProto.GracefulShutdown:
                AddDiagnostics(Sent("GRACEFUL_SHUTDOWN (SIGTERM)"));
                ProcessTree.SignalBelow(Pid, Signals.Terminate, table.Tree(Pid, ProcessStart));
                break;
            case SignalContainerCommandProto.ForcefulShutdown:
                AddDiagnostics(Sent("FORCEFUL_SHUTDOWN (SIGKILL)"));
                ProcessTree.SignalBelow(Pid, Signals.Kill, table.Tree(Pid, ProcessStart));
                break;
        }
    }

    internal void AddDiagnostics(string text)
    {
        lock (_gate)
        {
            Append(text);
        }
    }

    /// <summary>What was said before this node was started, with the times of then.</summary>
    internal void RecallDiagnostics(string text)
    {
        lock (_gate)
        {
            _diagnostics.Append(text);
        }
    }

    /// <summary>It has ended.</summary>
    internal void End(int exitStatus, long finishTime)
    {
        lock (_gate)
        {
            _exitStatus = exitStatus;
            FinishTime = finishTime;
            _state = ContainerState.Done;
        }

        _done.TrySetResult();
    }

    internal ContainerStatusProto Status()
    {
        lock (_gate)
        {
            return new ContainerStatusProto
            {
                ContainerId = Token.ContainerId,
                State = _state == ContainerState.Done ? ContainerStateProto.CComplete : ContainerStateProto.CRunning,
                Diagnostics = _diagnostics.ToString(),
                ExitStatus = _exitStatus,
                Capability = Token.Resource,
                ExecutionType = Token.ExecutionType,
                ContainerSubState = SubState(),
            };
        }
    }

    internal NMContainerStatusProto RegistrationStatus()
    {
        lock (_gate)
        {
            return new NMContainerStatusProto
            {
                ContainerId = Token.ContainerId,
                ContainerState = _state == ContainerState.Done ? ContainerStateProto.CComplete : ContainerStateProto.CRunning,
                Resource = Token.Resource,
                Priority = Token.Priority ?? new PriorityProto { Priority = 0 },
                Diagnostics = _diagnostics.ToString(),
                ContainerExitStatus = _exitStatus,
                CreationTime = Token.CreationTime,
                NodeLabelExpression = Token.NodeLabelExpression,
                Version = Token.Version,
                ExecutionType = Token.ExecutionType,
                AllocationRequestId = Token.AllocationRequestId,
            };
        }
    }

    private string Sent(string signal) =>
        string.Create(
            CultureInfo.InvariantCulture, $"Sent signal {signal} to pid {Pid} as user {User} for container {Id}, result=success\n");

    private ContainerSubStateProto SubState() => _state switch
    {
        ContainerState.Running => ContainerSubStateProto.CssRunning,
        ContainerState.Killing => ContainerSubStateProto.CssCompleting,
        ContainerState.Done => ContainerSubStateProto.CssDone,
        _ => ContainerSubStateProto.CssScheduled,
    };

    private void Append(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        _diagnostics.Append('[').Append(time).Append(']').Append(text);
        if (!text.EndsWith('\n'))
        {
            _diagnostics.Append('\n');
        }

        if (_diagnostics.Length > MaxDiagnostics)
        {
            _diagnostics.Remove(0, _diagnostics.Length - MaxDiagnostics);
        }
    }
}

/// <summary>Why a container is to end.</summary>
/// <param name="ExitStatus">What it is reported with.</param>
/// <param name="Reason">For its owner.</param>
internal sealed record KillOrder(int ExitStatus, string Reason);
