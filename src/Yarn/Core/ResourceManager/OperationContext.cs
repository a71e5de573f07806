using Hathi.Base;
using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Scheduling;

namespace Hathi.Yarn.Core.ResourceManager;

/// <summary>What an operation works with during one step: the state, the scheduler, the time, and the one way to change what is durable, <see cref="Commit"/>.</summary>
internal sealed class OperationContext
{
    private readonly RecordWriter _edits = new();
    private readonly List<string> _notes = [];
    private readonly List<AmLaunch> _launches = [];

    public OperationContext(RmOptions options, RmState state)
    {
        Options = options;
        State = state;
        Scheduler = new Scheduler(options, () => state.Epoch, container => Attempts.OnMasterGranted(this, container));
    }

    public RmOptions Options { get; }

    public RmState State { get; }

    public Scheduler Scheduler { get; }

    public Now Now { get; private set; }

    /// <summary>Whether nothing was changed since the step began but what is of no account: when a master or a node was last heard.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>A step begins. What one that failed has left behind is dropped.</summary>
    public void Begin(Now now)
    {
        Now = now;
        IsUnchanged = true;
        _notes.Clear();
        _launches.Clear();
        if (!_edits.IsEmpty)
        {
            _ = _edits.Take();
        }
    }

    /// <summary>
    /// To be called before anything is changed in another way than by <see cref="Commit"/>: from here on an unforeseen fault stops the ResourceManager.
    /// </summary>
    public void Changing() => IsUnchanged = false;

    /// <summary>Changes the state and puts the change into this step's log record.</summary>
    public void Commit<TEdit>(in TEdit edit)
        where TEdit : struct, IEdit
    {
        edit.Write(_edits);
        Changing();
        edit.Apply(State);
    }

    /// <summary>Something for the node's log.</summary>
    public void Note(string message) => _notes.Add(message);

    /// <summary>A master is to be launched when this step is durable.</summary>
    public void Launch(AmLaunch launch) => _launches.Add(launch);

    /// <summary>Puts what the step has changed and noted among its effects before those from <paramref name="at"/> on, and what is to be launched behind them.</summary>
    public void Flush(List<RmEffect> effects, int at)
    {
        if (!_edits.IsEmpty)
        {
            effects.Insert(at++, RmEffect.AppendEdit(_edits.Take()));
        }

        foreach (var note in _notes)
        {
            effects.Insert(at++, RmEffect.Note(note));
        }

        foreach (var launch in _launches)
        {
            effects.Add(RmEffect.LaunchMaster(launch));
        }

        _notes.Clear();
        _launches.Clear();
    }
}
