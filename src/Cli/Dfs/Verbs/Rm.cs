using System.Globalization;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Keys;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-rm</c>: deletes, or moves to the trash. Source: Apache <c>Delete.Rm</c>.</summary>
internal class Rm : Verb
{
    private bool _ignoreMissing;
    private bool _directories;
    private bool _skipTrash;
    private bool _ask;

    public override string Name => "rm";

    public override string Usage => "[-f] [-r|-R] [-skipTrash] [-safely] <src> ...";

    public override string Help =>
        """
        Deletes, or moves to the trash where fs.trash.interval is more than 0.
          -f  do not mind what is not there
          -r, -R  directories with all that is in them
          -skipTrash  delete at once
          -safely  ask before more than hadoop.shell.safely.delete.limit.num.files (100) files go
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, "f", "r", "R", "skipTrash", "safely");
        flags.Parse(args);
        _ignoreMissing = flags.Has("f");
        _directories = flags.Has("r") || flags.Has("R");
        _skipTrash = flags.Has("skipTrash");
        _ask = flags.Has("safely");
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask<IReadOnlyList<PathItem>> ExpandAsync(string arg)
    {
        try
        {
            return await base.ExpandAsync(arg).ConfigureAwait(false);
        }
        catch (PathException e) when (e.IsNotFound && _ignoreMissing)
        {
            return [];
        }
    }

    protected override ValueTask ProcessMissingAsync(PathItem item) =>
        _ignoreMissing ? ValueTask.CompletedTask : base.ProcessMissingAsync(item);

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory && !_directories)
        {
            throw PathException.IsDirectory(item.Text);
        }

        if ((!_skipTrash && await MoveToTrashAsync(item).ConfigureAwait(false)) || !await MayDeleteAsync(item).ConfigureAwait(false))
        {
            return;
        }

        if (!await item.FileSystem.DeleteAsync(item.Path, _directories, Cancellation).ConfigureAwait(false))
        {
            throw PathException.Failed(item.Text);
        }

        Out.Line("Deleted " + item.Text);
    }

    private async ValueTask<bool> MoveToTrashAsync(PathItem item)
    {
        try
        {
            var trash = await Trash.OfAsync(Shell, item.FileSystem).ConfigureAwait(false);
            return await trash.MoveAsync(item).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            throw;
        }
        catch (IOException e)
        {
            var cause = e.InnerException is null ? "" : ": " + Failures.Describe(e.InnerException);
            throw Failures.InOtherWords(e, $"{Failures.Describe(e)}{cause}. Consider using -skipTrash option");
        }
    }

    private async ValueTask<bool> MayDeleteAsync(PathItem item)
    {
        var limit = _ask ? Shell.Configuration.Get(ClientKeys.SafeDeleteLimit) : 0;
        if (limit <= 0)
        {
            return true;
        }

        var summary = await item.FileSystem.GetContentSummaryAsync(item.Path, Cancellation).ConfigureAwait(false);
        if (summary.FileCount <= limit)
        {
            return true;
        }

        if (Confirmation.Ask(Shell.Streams, string.Create(CultureInfo.InvariantCulture, $"Proceed deleting {summary.FileCount} files?")))
        {
            return true;
        }

        Shell.Streams.ErrorLine("Delete aborted at user request.\n");
        return false;
    }
}

/// <summary><c>-rmr</c>, the old name of <c>-rm -r</c>.</summary>
internal sealed class Rmr : Rm
{
    public override string Name => "rmr";

    public override string Replacement => "-rm -r";

    protected override ValueTask PrepareAsync(List<string> args)
    {
        args.Insert(0, "-r");
        return base.PrepareAsync(args);
    }
}
