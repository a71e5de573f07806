using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Keys;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-expunge</c>: deletes old checkpoints of the trash and makes a new one.</summary>
internal sealed class Expunge : Verb
{
    private bool _all;

    public override string Name => "expunge";

    public override string Usage => "[-immediate] [-fs <path>]";

    public override string Help =>
        """
        Deletes what is in the trash for longer than fs.trash.interval minutes.
          -immediate  all that is in the trash
          -fs <path>  of this file system
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(0, 2, "immediate").WithValue("fs");
        flags.Parse(args);
        _all = flags.Has("immediate");
        if (flags.Value("fs") is { Length: > 0 } fileSystem)
        {
            Shell.Configuration.Set(HdfsKeys.DefaultFileSystem.Name, fileSystem);
        }

        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessTextsAsync(List<string> args)
    {
        var trash = await Trash.OfAsync(Shell, Shell.Default).ConfigureAwait(false);
        if (_all)
        {
            await trash.CheckpointAsync(DateTimeOffset.UtcNow).ConfigureAwait(false);
            await trash.DeleteCheckpointsAsync(DateTimeOffset.UtcNow, all: true).ConfigureAwait(false);
        }
        else
        {
            await trash.DeleteCheckpointsAsync(DateTimeOffset.UtcNow, all: false).ConfigureAwait(false);
            await trash.CheckpointAsync(DateTimeOffset.UtcNow).ConfigureAwait(false);
        }
    }
}
