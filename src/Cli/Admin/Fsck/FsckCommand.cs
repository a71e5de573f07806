using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Fsck;

/// <summary>
/// <c>hathi fsck</c>: asks the NameNode which files and blocks below a path are in trouble, and prints its report, as <c>hdfs fsck</c>.
/// </summary>
internal static class FsckCommand
{
    private const string Usage =
        "Usage: hathi fsck <path> [-list-corruptfileblocks | [-move | -delete | -openforwrite] "
        + "[-files [-blocks [-locations | -racks | -replicaDetails]]]] [--json]\n"
        + """
        	<path>	start checking from this path
        	-files	print each file
        	-blocks	and its blocks
        	-locations	and where they are
        	-racks	and on which racks
        	-replicaDetails	and what is known of each replica
        	-openforwrite	also files that somebody writes
        	-list-corruptfileblocks	only the blocks that are lost, with their files
        	-move	move files with lost blocks to /lost+found
        	-delete	delete files with lost blocks
        	-blockId <blk_id> ...	say what a block belongs to
        	--json	the summary as JSON
        """;

    /// <summary>Runs one command with the streams of this process.</summary>
    /// <param name="args">What follows <c>hathi fsck</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        return await RunAsync(args, ShellStreams.OfProcess(), interrupt.Token).ConfigureAwait(false);
    }

    /// <summary>Runs one command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams, CancellationToken cancellation) =>
        CommandFrame.RunAsync("fsck", args, streams, options => RunAsync(options, streams, cancellation));

    private static async Task<int> RunAsync(GenericOptions options, ShellStreams streams, CancellationToken cancellation)
    {
        FsckQuery query;
        try
        {
            query = options.Rest.Count > 0 ? FsckQuery.Parse(options.Rest) : throw new UsageException("a path is missing");
        }
        catch (UsageException e)
        {
            streams.ErrorLine("fsck: " + e.Message);
            streams.ErrorLine(Usage);
            return ExitCodes.Usage;
        }

        var shell = new Shell(options.Configure(), streams, cancellation);
        await using (shell.ConfigureAwait(false))
        {
            var code = await RunAsync(query, shell).ConfigureAwait(false);
            shell.Out.Flush();
            return code;
        }
    }

    private static async Task<int> RunAsync(FsckQuery query, Shell shell)
    {
        if (await FindAsync(query.Path, shell).ConfigureAwait(false) is not { } path)
        {
            shell.Streams.ErrorLine("DFSck exiting.");
            return ExitCodes.Ok;
        }

        var address = query.Address(NameNodePage.Address(path.FileSystem.Uri, shell.Configuration), CurrentUser.Name, path.Path);
        shell.Streams.ErrorLine("Connecting to namenode via " + address);
        using var page = new NameNodePage(shell.Configuration);
        return query.ListsCorrupt ? await CorruptFiles.ListAsync(page, address, query.Path, shell).ConfigureAwait(false)
            : await PrintAsync(page, address, query, shell).ConfigureAwait(false);
    }

    /// <summary>Null when there is nothing to check; it has been said why.</summary>
    private static async Task<PathItem?> FindAsync(string text, Shell shell)
    {
        try
        {
            var item = await PathItem.FindAsync(shell, text).ConfigureAwait(false);
            if (item.FileSystem is not HdfsFileSystem)
            {
                shell.Streams.ErrorLine($"FileSystem is {item.FileSystem.Uri}");
                return null;
            }

            return item.Exists ? item : throw new FileNotFoundException("File does not exist: " + item.Path);
        }
        catch (Exception e) when (e is IOException or ConfigurationException)
        {
            shell.Streams.ErrorLine("FileSystem is inaccessible due to:\n" + Failures.Describe(e));
            return null;
        }
    }

    private static async Task<int> PrintAsync(NameNodePage page, string address, FsckQuery query, Shell shell)
    {
        var json = query.Json ? new FsckJson(query.Path) : null;
        string? last = null;
        await foreach (var line in page.LinesAsync(address, shell.Cancellation).ConfigureAwait(false))
        {
            last = line;
            if (json is null)
            {
                shell.Out.Line(line);
            }

            json?.Add(line);
        }

        var code = FsckExit.Of(last);
        if (json is not null)
        {
            using var output = JsonOutput.Create();
            json.WriteTo(output, code);
            output.WriteTo(shell.Out);
        }

        return code;
    }
}
