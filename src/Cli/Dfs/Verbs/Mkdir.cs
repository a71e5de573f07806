using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-mkdir [-p]</c>.</summary>
internal sealed class Mkdir : Verb
{
    private bool _parents;

    public override string Name => "mkdir";

    public override string Usage => "[-p] <path> ...";

    public override string Help =>
        """
        Makes directories.
          -p  make missing parents too, and do not mind when the directory is there
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, "p");
        flags.Parse(args);
        _parents = flags.Has("p");
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ProcessPathAsync(PathItem item) =>
        !item.IsDirectory ? throw PathException.IsNotDirectory(item.Text)
        : _parents ? ValueTask.CompletedTask
        : throw PathException.Exists(item.Text);

    protected override async ValueTask ProcessMissingAsync(PathItem item)
    {
        var parent = HdfsPath.Parent(item.Path) ?? "/";
        if (!_parents && await item.FileSystem.GetFileStatusAsync(parent, Cancellation).ConfigureAwait(false) is null)
        {
            throw PathException.NotFound(PathItem.Qualify(item.FileSystem, parent));
        }

        await item.FileSystem.MakeDirectoryAsync(item.Path, null, Cancellation).ConfigureAwait(false);
    }
}
