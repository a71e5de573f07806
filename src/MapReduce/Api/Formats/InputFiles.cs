using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Formats;

/// <summary>Finds the files that a job's input paths stand for. Source: Apache <c>FileInputFormat.listStatus</c>.</summary>
internal static class InputFiles
{
    /// <exception cref="InvalidInputException">
    /// Paths that do not exist, patterns without matches, directories inside directories.
    /// </exception>
    internal static async ValueTask<IReadOnlyList<(QualifiedPath File, FileStatus Status)>> FindAsync(
        JobContext job, CancellationToken cancellationToken)
    {
        var below = job.Configuration.Get(TaskKeys.InputRecursive) ? Below.Read
            : job.Configuration.Get(TaskKeys.InputIgnoresDirectories) ? Below.PassOver : Below.Refuse;
        var files = new List<(QualifiedPath, FileStatus)>();
        var faults = new List<string>();
        foreach (var text in job.Job.InputPaths)
        {
            var path = job.FileSystems.Resolve(text);
            var matches = await Globber.GlobAsync(path.FileSystem, path.Path, cancellationToken).ConfigureAwait(false);
            if (matches is null)
            {
                faults.Add($"Input path does not exist: {path}");
                continue;
            }

            var shown = matches.Where(m => Globber.IsPattern(path.Path) ? IsShown(m) : true).ToList();
            if (shown.Count == 0)
            {
                faults.Add($"Input Pattern {path} matches 0 files");
            }

            foreach (var match in shown)
            {
                await AddAsync(path with { Path = match.Path }, match, below, files, faults, cancellationToken).ConfigureAwait(false);
            }
        }

        return faults.Count == 0 ? files : throw InvalidInputException.Of(faults);
    }

    private static async ValueTask AddAsync(
        QualifiedPath path, FileStatus status, Below directories, List<(QualifiedPath, FileStatus)> files, List<string> faults,
        CancellationToken cancellationToken)
    {
        if (!status.IsDirectory)
        {
            files.Add((path, status));
            return;
        }

        var below = new Stack<FileStatus>();
        below.Push(status);
        while (below.TryPop(out var directory))
        {
            await foreach (var child in path.FileSystem.ListAsync(directory.Path, cancellationToken).ConfigureAwait(false))
            {
                var childPath = path with { Path = child.Path };
                if (!IsShown(child))
                {
                    continue;
                }

                if (!child.IsDirectory)
                {
                    files.Add((childPath, child));
                }
                else if (directories == Below.Read)
                {
                    below.Push(child);
                }
                else if (directories == Below.Refuse)
                {
                    faults.Add($"Not a file: {childPath} (set {TaskKeys.InputRecursive} to true to read directories in directories)");
                }
            }
        }
    }

    // What is done with directories in directories.
    private enum Below
    {
        Refuse,
        PassOver,
        Read,
    }

    private static bool IsShown(FileStatus status) => status.Name.Length == 0 || status.Name[0] is not ('_' or '.');
}
