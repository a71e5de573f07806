using System.Text;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Commits a job exactly once, whichever of its masters lives to do it: a file says that the commit has begun, another how it went. A
/// master that finds that an earlier one began and did not end brings it to its end, if the committer can. Source: Apache's
/// CommitterEventHandler and MRAppMaster.
/// </summary>
internal sealed class CommitMarkers(StagingDirectory staging, OutputCommitter committer, int masterAttempt)
{
    /// <summary>Commits, with markers before and after.</summary>
    /// <param name="inTouch">
    /// Completes when the ResourceManager was heard of lately: until then another master may have taken this one's place.
    /// </param>
    /// <param name="cancellation">Breaks it off: it counts as failed.</param>
    /// <exception cref="IOException">
    /// An earlier master has begun it, or it failed; then a committer of the job's own may also throw others.
    /// </exception>
    internal async Task CommitAsync(Func<CancellationToken, Task> inTouch, CancellationToken cancellation)
    {
        await ClusterFiles.WriteAsync(
            staging.CommitStarted,
            Encoding.ASCII.GetBytes(masterAttempt.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            StagingDirectory.InIt,
            cancellation).ConfigureAwait(false);
        try
        {
            await inTouch(cancellation).ConfigureAwait(false);
            await committer.CommitJobAsync(cancellation).ConfigureAwait(false);

            // The output is complete: who wants to break it off now is too late.
            await ClusterFiles.WriteAsync(
                staging.CommitSucceeded, default, StagingDirectory.InIt, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await ClusterFiles.WriteAsync(
                staging.CommitFailed, default, StagingDirectory.InIt, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What an earlier master left: null when the job goes on, else whether it is committed, and why not.</summary>
    internal async Task<(bool Committed, string Message)?> FindAsync(CancellationToken cancellation)
    {
        if (await ClusterFiles.ExistsAsync(staging.CommitSucceeded, cancellation).ConfigureAwait(false))
        {
            return (true, "");
        }

        if (await ClusterFiles.ExistsAsync(staging.CommitFailed, cancellation).ConfigureAwait(false))
        {
            return (false, "its output could not be committed under an earlier application master.");
        }

        if (!await ClusterFiles.ExistsAsync(staging.CommitStarted, cancellation).ConfigureAwait(false))
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(await ClusterFiles.ReadAsync(staging.CommitStarted, cancellation).ConfigureAwait(false));
        if (!int.TryParse(text, out var began))
        {
            // It died before it had said so, and thus before it touched anything.
            await staging.CommitStarted.FileSystem.DeleteAsync(
                staging.CommitStarted.Path, recursive: false, cancellation).ConfigureAwait(false);
            return null;
        }

        if (!await committer.ResumeCommitAsync(began, cancellation).ConfigureAwait(false))
        {
            return (false,
                $"application master {began} died while it committed the output, and {committer.GetType().Name} cannot go on from there.");
        }

        await ClusterFiles.WriteAsync(
            staging.CommitSucceeded, default, StagingDirectory.InIt with { Overwrite = true }, cancellation).ConfigureAwait(false);
        return (true, "");
    }
}
