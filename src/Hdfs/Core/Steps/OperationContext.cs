using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.Steps;

/// <summary>
/// What an operation works with during one step: the state, the time, and the one way to change the state,
/// <see cref="StepContext{TState}.Commit"/>.
/// </summary>
internal sealed class OperationContext : StepContext<NameSpace>
{
    public OperationContext(NameNodeOptions options, NameSpace space, BlockSide blocks)
        : base(space, EditFormat.MaxRecordBytes, StepNotes.Limit)
    {
        Options = options;
        Space = space;
        Blocks = blocks;
        Permissions = new PermissionChecker(space.Tree, options);
        Paths = new PathResolver(space.Tree, Permissions);
        Progress = new Progress(Permissions);
        Subtrees = new SubtreePermissions(space.Tree, Permissions, options.InodesPerPiece, Progress);
    }

    public NameNodeOptions Options { get; }

    public NameSpace Space { get; }

    public NameTree Tree => Space.Tree;

    public BlockSide Blocks { get; }

    public PermissionChecker Permissions { get; }

    public PathResolver Paths { get; }

    /// <summary>Of the call that is run.</summary>
    public Progress Progress { get; }

    /// <summary>What the caller may do to whole trees.</summary>
    public SubtreePermissions Subtrees { get; }

    /// <inheritdoc/>
    public override void Begin(Now now)
    {
        base.Begin(now);
        Space.Monotonic = now.MonotonicMilliseconds;
        Space.Wall = now.WallMilliseconds;
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
        new(
            HdfsError.SafeMode,
            $"{what}. Name node is in safe mode.\n{Blocks.Manager.SafeModeMessage} NamenodeHostName:{Options.HostName}");
}
