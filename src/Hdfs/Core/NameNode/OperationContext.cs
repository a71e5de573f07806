using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>What an operation works with during one step: the state, the time, and the one way to change the state, <see cref="Commit"/>.</summary>
internal sealed class OperationContext
{
    private readonly RecordWriter _edits = new();
    private readonly StepNotes _notes = new();

    public OperationContext(NameNodeOptions options, NameSpace space, BlockSide blocks)
    {
        Options = options;
        Space = space;
        Blocks = blocks;
        Permissions = new PermissionChecker(space.Tree, options);
        Paths = new PathResolver(space.Tree, Permissions);
        Progress = new Progress(Permissions);
    }

    public NameNodeOptions Options { get; }

    public NameSpace Space { get; }

    public NameTree Tree => Space.Tree;

    public BlockSide Blocks { get; }

    public PermissionChecker Permissions { get; }

    public PathResolver Paths { get; }

    public Now Now { get; private set; }

    /// <summary>Of the call that is run.</summary>
    public Progress Progress { get; }

    /// <summary>Whether nothing was changed since the step began but what is of no account: when a lease was renewed, the state of the random numbers.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>A step begins. What one that failed has left behind is dropped.</summary>
    public void Begin(Now now)
    {
        IsUnchanged = true;
        _notes.Clear();
        if (!_edits.IsEmpty)
        {
            _ = _edits.Take();
        }

        Now = now;
        Space.Monotonic = now.MonotonicMilliseconds;
        Space.Wall = now.WallMilliseconds;
    }

    /// <summary>Changes the state and puts the change into this step's log record.</summary>
    public void Commit<TEdit>(in TEdit edit)
        where TEdit : IEdit, allows ref struct
    {
        edit.Write(_edits);
        Changing();
        try
        {
            edit.Apply(Space);
        }
        catch (HdfsFault fault)
        {
            // Whoever asks is to be refused before anything is changed: half of an edit that is in the log is a fault of ours.
            throw new InvalidOperationException($"{typeof(TEdit).Name} was refused when it was applied: {fault.Message}", fault);
        }
    }

    /// <summary>
    /// To be called before anything is changed in another way than by <see cref="Commit"/>, such as by a call of the block side that changes something:
    /// from here on an unforeseen fault stops the NameNode.
    /// </summary>
    public void Changing() => IsUnchanged = false;

    /// <summary>Something for the node's log.</summary>
    public void Note(string message) => _notes.Add(message);

    /// <summary>Puts what the step has changed and noted among its effects, before those from <paramref name="at"/> on.</summary>
    public void Flush(List<NameNodeEffect> effects, int at)
    {
        if (!_edits.IsEmpty)
        {
            var record = _edits.Take();
            if (record.Length > EditFormat.MaxRecordBytes)
            {
                throw new InvalidOperationException($"One step has made edits of {record.Length} bytes; no more than {EditFormat.MaxRecordBytes} can be replayed.");
            }

            effects.Insert(at++, NameNodeEffect.AppendEdit(record));
        }

        _notes.Flush(effects, at);
    }

    /// <summary>Refuses changes while the name space is read-only.</summary>
    /// <param name="what">For the message: "Cannot create directory ".</param>
    /// <param name="subject">What follows it: a path.</param>
    public void RequireNoSafeMode(string what, string subject)
    {
        if (Blocks.Manager.InSafeMode)
        {
            throw SafeMode(what + subject);
        }
    }

    public HdfsFault SafeMode(string what) =>
        new(HdfsError.SafeMode, $"{what}. Name node is in safe mode.\n{Blocks.Manager.SafeModeMessage} NamenodeHostName:{Options.HostName}");
}
