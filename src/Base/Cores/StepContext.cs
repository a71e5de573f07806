namespace Hathi.Base.Cores;

/// <summary>
/// What operations work with during one step, as far as it is the same in every Core: the time, what is noted, and the one way to change
/// what is durable, <see cref="Commit"/>.
/// </summary>
/// <typeparam name="TState">What edits change.</typeparam>
/// <param name="state">It.</param>
/// <param name="maxRecordBytes">Bytes that all edits of one step may have: more could not be replayed.</param>
/// <param name="maxNotes">Lines for the node's log that one step may write.</param>
public abstract class StepContext<TState>(TState state, int maxRecordBytes, int maxNotes)
    where TState : class
{
    private readonly RecordWriter _edits = new();
    private readonly StepNotes _notes = new(maxNotes);

    /// <summary>The time of this step.</summary>
    public Now Now { get; private set; }

    /// <summary>
    /// Whether nothing was changed since the step began but what is of no account: who was last heard when, the state of random numbers.
    /// </summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>A step begins. What one that failed has left behind is dropped.</summary>
    public virtual void Begin(Now now)
    {
        Now = now;
        IsUnchanged = true;
        _notes.Clear();
        if (!_edits.IsEmpty)
        {
            _ = _edits.Take();
        }
    }

    /// <summary>Changes the state and puts the change into this step's log record.</summary>
    public void Commit<TEdit>(in TEdit edit)
        where TEdit : IEdit<TState>, allows ref struct
    {
        edit.Write(_edits);
        Changing();
        try
        {
            edit.Apply(state);
        }
        catch (CoreFault fault)
        {
            // Whoever asks is to be refused before anything is changed: half of an edit that is in the log is a fault of ours.
            throw new InvalidOperationException($"{typeof(TEdit).Name} was refused when it was applied: {fault.Message}", fault);
        }
    }

    /// <summary>
    /// To be called before anything is changed in another way than by <see cref="Commit"/>: from here on an unforeseen fault stops the
    /// Core.
    /// </summary>
    public void Changing() => IsUnchanged = false;

    /// <summary>Something for the node's log.</summary>
    public void Note(string message) => _notes.Add(message);

    /// <summary>Puts what the step has changed and noted among its effects, before those from <paramref name="at"/> on.</summary>
    public virtual void Flush(List<Effect> effects, int at)
    {
        if (!_edits.IsEmpty)
        {
            var record = _edits.Take();
            if (record.Length > maxRecordBytes)
            {
                throw new InvalidOperationException(
                    $"One step has made edits of {record.Length} bytes; no more than {maxRecordBytes} can be replayed.");
            }

            effects.Insert(at++, Effect.AppendEdit(record));
        }

        _notes.Flush(effects, at);
    }
}
