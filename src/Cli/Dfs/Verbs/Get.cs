using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary>
/// <c>-get</c> and <c>-copyToLocal</c>: files of the file system to this machine; the destination <c>-</c> is standard output.
/// </summary>
internal sealed class Get(string name) : CopyVerb
{
    private const string StandardOutput = "-";
    private bool _toOutput;

    public override string Name => name;

    public override string Usage => "[-f] [-p] [-crc] [-ignoreCrc] [-t <thread count>] [-q <thread pool queue size>] <src> ... <localdst>";

    public override string Help =>
        """
        Copies files and directories to this machine; the destination - is standard output.
          -f  replace what is there
          -p  keep times, owner, group and permissions
          -crc  write .<name>.crc beside each file
          -ignoreCrc  do not verify checksums
          -t <thread count>  files copied at a time (1)
          -q <thread pool queue size>  with -t: how many wait for a free thread (1024)
        """;

    protected override async ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, "crc", "ignoreCrc", "p", "f").WithValue("t", "q");
        flags.Parse(args);
        WriteChecksums = flags.Has("crc");
        VerifyChecksums = !flags.Has("ignoreCrc");
        Preserve = flags.Has("p") ? Preserved.Default : Preserved.None;
        Overwrite = flags.Has("f");
        TakeThreads(flags);
        Recursive = true;
        if (args.Count > 1 && args[^1] == StandardOutput)
        {
            args.RemoveAt(args.Count - 1);
            _toOutput = true;
            Destination = PathItem.Named(Shell, StandardOutput);
            return;
        }

        await TakeLocalDestinationAsync(args).ConfigureAwait(false);
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        if (!_toOutput)
        {
            await base.ProcessItemsAsync(items).ConfigureAwait(false);
            return;
        }

        foreach (var item in items)
        {
            try
            {
                await PrintAsync(item).ConfigureAwait(false);
            }
            catch (Exception e) when (Failures.IsReportable(e))
            {
                Report(e);
            }
        }
    }

    private async ValueTask PrintAsync(PathItem item)
    {
        if (!item.Exists)
        {
            throw PathException.NotFound(item.Text);
        }

        if (item.IsDirectory)
        {
            throw PathException.IsDirectory(item.Text);
        }

        var stream = await item.FileSystem.OpenReadAsync(item.Path, VerifyChecksums, Cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await Transfer.ToOutputAsync(stream, Out, Cancellation).ConfigureAwait(false);
        }
    }
}
