using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-put</c> and <c>-copyFromLocal</c>: local files into the file system; <c>-</c> is standard input.</summary>
internal class Put(string name) : CopyVerb
{
    private const string StandardInput = "-";

    public override string Name => name;

    public override string Usage => "[-f] [-p] [-l] [-d] [-t <thread count>] [-q <thread pool queue size>] <localsrc> ... <dst>";

    public override string Help =>
        """
        Copies local files and directories into the file system; - is standard input.
          -f  replace what is there
          -p  keep times, owner, group and permissions
          -l  one replica only
          -d  write the target at once, not first _<dst>.RANDOM._COPYING_
          -t <thread count>  files copied at a time (1)
          -q <thread pool queue size>  with -t: how many wait for a free thread (1024)
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, "f", "p", "l", "d").WithValue("t", "q");
        flags.Parse(args);
        TakeThreads(flags);
        Overwrite = flags.Has("f");
        Preserve = flags.Has("p") ? Preserved.Default : Preserved.None;
        Replication = flags.Has("l") ? (short)1 : null;
        Direct = flags.Has("d");
        Recursive = true;
        return TakeDestinationAsync(args);
    }

    /// <summary>Local names are taken as they are: the user's own shell has expanded its patterns.</summary>
    protected override async ValueTask<IReadOnlyList<PathItem>> ExpandAsync(string arg) =>
        [arg == StandardInput ? PathItem.Named(Shell, arg) : await PathItem.FindLocalAsync(Shell, arg).ConfigureAwait(false)];

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        if (items is [{ Text: StandardInput } input])
        {
            var stream = Shell.Streams.OpenInput();
            await using (stream.ConfigureAwait(false))
            {
                using var progress = CopyProgress.Start(Shell.Streams, "standard input", 0);
                await WriteAsync(stream, await TargetAsync(input).ConfigureAwait(false), progress).ConfigureAwait(false);
            }

            return;
        }

        await base.ProcessItemsAsync(items).ConfigureAwait(false);
    }
}
