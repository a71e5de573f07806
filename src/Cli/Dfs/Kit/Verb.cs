using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>
/// One verb of <c>hathi dfs</c>: made for one command line, run once. The order of the steps, and which error ends what, are those of
/// Apache's <c>org.apache.hadoop.fs.shell.Command</c>: a path that fails is told and the next one is tried.
/// </summary>
internal abstract class Verb
{
    private Shell? _shell;

    /// <summary>As typed, without the dash.</summary>
    public abstract string Name { get; }

    /// <summary>What may follow the name.</summary>
    public abstract string Usage { get; }

    /// <summary>What it does and each flag, for -help.</summary>
    public abstract string Help { get; }

    /// <summary>What to write instead of this old name; null when the name is not old.</summary>
    public virtual string? Replacement => null;

    /// <summary>How deep below the path of the command line the current one is.</summary>
    protected int Depth { get; private set; }

    /// <summary>Directories are entered after they are processed.</summary>
    protected bool Recursive { get; set; }

    /// <summary>What to end with when nothing failed.</summary>
    protected int ExitCode { get; set; }

    /// <summary>Paths that failed so far.</summary>
    protected int Errors => _errors;

    protected Shell Shell => _shell ?? throw new InvalidOperationException("The verb does not run yet.");

    protected CancellationToken Cancellation => Shell.Cancellation;

    protected ShellWriter Out => Shell.Out;

    private int _errors;
    private volatile bool _outputLossTold;

    /// <summary>Runs the verb.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public async Task<int> RunAsync(Shell shell, List<string> args)
    {
        _shell = shell;
        try
        {
            if (Replacement is not null)
            {
                Warn($"DEPRECATED: Please use '{Replacement}' instead.");
            }

            await PrepareAsync(args).ConfigureAwait(false);
            await ProcessTextsAsync(args).ConfigureAwait(false);
            FlushOutput();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            Report("Interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (Failures.IsReportable(e))
        {
            Report(e);
        }

        return _errors == 0 ? ExitCode : ExitCodes.Failed;
    }

    /// <summary>Takes the flags out of <paramref name="args"/> and what is no path.</summary>
    protected abstract ValueTask PrepareAsync(List<string> args);

    /// <summary>What is left of the command line: patterns of paths, unless a verb knows better.</summary>
    protected virtual async ValueTask ProcessTextsAsync(List<string> args)
    {
        var items = new List<PathItem>();
        foreach (var arg in args)
        {
            try
            {
                items.AddRange(await ExpandAsync(arg).ConfigureAwait(false));
            }
            catch (Exception e) when (Failures.IsReportable(e))
            {
                Report(e);
            }
        }

        await ProcessItemsAsync(items).ConfigureAwait(false);
    }

    /// <summary>What one argument stands for.</summary>
    protected virtual async ValueTask<IReadOnlyList<PathItem>> ExpandAsync(string arg)
    {
        var items = await PathItem.ExpandAsync(Shell, arg).ConfigureAwait(false);
        return items.Count > 0 ? items : throw PathException.NotFound(arg);
    }

    /// <summary>All paths of the command line.</summary>
    protected virtual async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        foreach (var item in items)
        {
            try
            {
                if (item.Exists)
                {
                    await ProcessArgumentAsync(item).ConfigureAwait(false);
                }
                else
                {
                    await ProcessMissingAsync(item).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (Failures.IsReportable(e))
            {
                Report(e);
            }
        }
    }

    /// <summary>A path of the command line that exists.</summary>
    protected virtual async ValueTask ProcessArgumentAsync(PathItem item)
    {
        Depth = 0;
        await ProcessAsync([item]).ConfigureAwait(false);
    }

    /// <summary>A path of the command line that does not exist.</summary>
    protected virtual ValueTask ProcessMissingAsync(PathItem item) => throw PathException.NotFound(item.Text);

    /// <summary>A path of the command line (a list of one), or a page of what is in a directory.</summary>
    protected virtual async ValueTask ProcessAsync(IReadOnlyList<PathItem> items)
    {
        foreach (var item in items)
        {
            try
            {
                await ProcessPathAsync(item).ConfigureAwait(false);
                if (Recursive && item.IsDirectory)
                {
                    await EnterAsync(item).ConfigureAwait(false);
                }

                await AfterPathAsync(item).ConfigureAwait(false);
            }
            catch (Exception e) when (Failures.IsReportable(e))
            {
                Report(e);
            }
        }
    }

    /// <summary>One path.</summary>
    protected virtual ValueTask ProcessPathAsync(PathItem item) => ValueTask.CompletedTask;

    /// <summary>One path, after what is below it.</summary>
    protected virtual ValueTask AfterPathAsync(PathItem item) => ValueTask.CompletedTask;

    /// <summary>What is in a directory.</summary>
    protected virtual async ValueTask EnterAsync(PathItem directory)
    {
        Depth++;
        try
        {
            await foreach (var child in directory.ChildrenAsync(Shell, Cancellation).ConfigureAwait(false))
            {
                await ProcessAsync([child]).ConfigureAwait(false);
            }
        }
        finally
        {
            Depth--;
        }
    }

    /// <summary>Tells of a failure and counts it.</summary>
    protected void Report(Exception e)
    {
        _outputLossTold |= Out.IsFailure(e);
        Report(Failures.Describe(e));
    }

    protected void Report(string message)
    {
        Interlocked.Increment(ref _errors);
        Warn(message);
    }

    private void FlushOutput()
    {
        try
        {
            Out.Flush();
        }
        catch (IOException e) when (_outputLossTold && Out.IsFailure(e))
        {
            // Told and counted where it was first met.
        }
    }

    /// <summary>Tells something that changes no exit code.</summary>
    protected void Warn(string message) => Shell.Streams.ErrorLine($"{Name}: {message}");

    /// <summary>Whether both are the same file system.</summary>
    protected static bool Same(FileSystem a, FileSystem b) => ReferenceEquals(a, b);
}
