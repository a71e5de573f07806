using System.Globalization;
using System.Text;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>
/// Writes a file so that its name never stands for a part of it: beside it as <c>_NAME.RANDOM._COPYING_</c>, then renamed over what is
/// there, in one step. Whatever ends it before, the old file is there and nothing is left; only a process that is killed leaves such a
/// file, which no job reads: names that begin with _ are hidden from them. Source: Apache <c>CommandWithDestination.TargetFileSystem</c>,
/// whose delete before the rename is left out, and whose <c>NAME._COPYING_</c> two copies to one target share: each may rename, or remove,
/// what the other has written so far.
/// </summary>
internal static class WholeFile
{
    private const char Hidden = '_';
    private const string Unfinished = "._COPYING_";

    /// <summary>
    /// Bytes of a name: dfs.namenode.fs-limits.max-component-length and what Linux takes, 255, less what the name of a checksum file has
    /// besides. Of a longer one less is shown while it is written.
    /// </summary>
    private const int LongestName = 250;

    /// <summary>Writes a target.</summary>
    /// <param name="target">Where.</param>
    /// <param name="replace">What is there goes; otherwise what somebody else put there meanwhile stays, and this fails.</param>
    /// <param name="how">Replicas, checksum files.</param>
    /// <param name="direct">Under its own name from the start: what is there is lost at once, and only a whole file stays.</param>
    /// <param name="write">Writes all of it.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async ValueTask WriteAsync(
        PathItem target, bool replace, CreateOptions how, bool direct, Func<FileWriteStream, ValueTask> write,
        CancellationToken cancellation)
    {
        // Nothing can be renamed over a device or a pipe, and neither holds a part of a file.
        var special = target.Status is { IsSpecial: true };
        var temporary = !direct && !special;
        var path = temporary ? Beside(target.Path) : target.Path;
        var created = false;
        try
        {
            var stream = await target.FileSystem.CreateAsync(path, how with { Overwrite = !temporary }, cancellation).ConfigureAwait(false);
            created = !special;
            await FillAsync(stream, write).ConfigureAwait(false);
            if (temporary)
            {
                await target.FileSystem.RenameAsync(path, target.Path, replace, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (created || (temporary && e is not FileAlreadyExistsException))
        {
            // A create whose answer was lost, or nobody waited for, may have been carried out all the same.
            await RemoveAsync(target.FileSystem, path).ConfigureAwait(false);
            throw;
        }
    }

    private static string Beside(string path)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $".{Random.Shared.Next():x8}{Unfinished}");
        var name = HdfsPath.Name(path);
        var start = path[..^name.Length];
        while (Encoding.UTF8.GetByteCount(name) + ending.Length + 1 > LongestName || (name.Length > 0 && char.IsHighSurrogate(name[^1])))
        {
            name = name[..^1];
        }

        return start + Hidden + name + ending;
    }

    /// <summary>
    /// What was not written to its end is not completed: that would wait for nodes that may be why it ended, and show a part as a
    /// file until it is gone.
    /// </summary>
    private static async ValueTask FillAsync(FileWriteStream stream, Func<FileWriteStream, ValueTask> write)
    {
        try
        {
            await write(stream).ConfigureAwait(false);
        }
        catch
        {
            await stream.AbortAsync().ConfigureAwait(false);
            throw;
        }

        await stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes away what was not finished, also when the user has had enough: hence no cancellation.</summary>
    private static async ValueTask RemoveAsync(FileSystem fileSystem, string path)
    {
        try
        {
            await fileSystem.DeleteAsync(path, recursive: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (Failures.IsReportable(e))
        {
            // What made the copy fail is told; this would only hide it.
        }
    }
}
