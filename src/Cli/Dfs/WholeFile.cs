using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs;

/// <summary>
/// Writes a file so that its name never stands for a part of it: beside it as <c>NAME._COPYING_</c>, then renamed over what is there, in one step.
/// Whatever ends it before, the old file is there and nothing is left. Source: Apache <c>CommandWithDestination.TargetFileSystem</c>, whose delete
/// before the rename is left out.
/// </summary>
internal static class WholeFile
{
    private const string Unfinished = "._COPYING_";

    /// <summary>Writes a target.</summary>
    /// <param name="target">Where.</param>
    /// <param name="replace">What is there goes; otherwise what somebody else put there meanwhile stays, and this fails.</param>
    /// <param name="how">Replicas, checksum files.</param>
    /// <param name="direct">Under its own name from the start: what is there is lost at once, and only a whole file stays.</param>
    /// <param name="write">Writes all of it.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async ValueTask WriteAsync(
        PathItem target, bool replace, CreateOptions how, bool direct, Func<FileWriteStream, ValueTask> write, CancellationToken cancellation)
    {
        // Nothing can be renamed over a device or a pipe, and neither holds a part of a file.
        var special = target.Status is { IsSpecial: true };
        var path = direct || special ? target.Path : target.Path + Unfinished;
        var temporary = path != target.Path;
        var created = false;
        try
        {
            var stream = await target.FileSystem.CreateAsync(path, how with { Overwrite = true }, cancellation).ConfigureAwait(false);
            created = !special;
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
            }

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
