using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Events;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.Protocol.History;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.History.Storage;

/// <summary>
/// Takes in what masters leave in <c>done_intermediate/USER</c>: histories, settings and summaries of jobs. Each user may write there what
/// he likes, and anybody may make a directory there: whatever is wrong with one keeps no other from being looked at, and only what its
/// owner left is his. One look at a time.
/// </summary>
/// <param name="fileSystem">Holds all of it.</param>
/// <param name="options">Where.</param>
/// <param name="files">The directories it is moved to.</param>
/// <param name="index">What is known, and told of what is new.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Receives what was passed over.</param>
internal sealed class HistoryIntake(
    FileSystem fileSystem, HistoryServerOptions options, HistoryFiles files, HistoryIndex index, IClock clock, ILogger log)
{
    /// <summary>
    /// Names of a user that one look reads: a hundred calls. What has its place behind so many that cannot be taken is
    /// its user's own affair.
    /// </summary>
    internal const int MostNames = 100_000;

    /// <summary>
    /// Milliseconds: a directory whose time of change has been the same for so long has had all changes of that time, and nothing new until
    /// it is another. More than a file system's times may be apart.
    /// </summary>
    internal const long SettleTime = 2_000;

    /// <summary>
    /// Milliseconds after which it is looked at all the same: a NameNode whose clock is behind another's that was active before does not
    /// change the time at first.
    /// </summary>
    internal const long LookAgain = 600_000;

    /// <summary>Directories of which it is known that nothing is new in them, a hundred bytes each.</summary>
    private const int MostRemembered = 100_000;

    /// <summary>Moves of which it is not known whether they were done.</summary>
    private const int MostDoubts = 10_000;

    private readonly Dictionary<string, Doubt> _doubts = new(StringComparer.Ordinal);
    private Dictionary<string, Look> _looks = new(StringComparer.Ordinal);

    /// <summary>Looks at every directory in which something may have changed.</summary>
    /// <returns>What could not be looked at, though it may be with a later look, and why; null: nothing.</returns>
    public async Task<string?> LookAsync()
    {
        string? missed = null;
        var looks = new Dictionary<string, Look>(StringComparer.Ordinal);
        try
        {
            var shared = await fileSystem.GetFileStatusAsync(options.IntermediateDirectory, CancellationToken.None).ConfigureAwait(false);
            if (shared is null)
            {
                await files.MakeAllAsync(CancellationToken.None).ConfigureAwait(false); // Somebody has removed it.
            }

            var server = shared?.Owner;
            await foreach (var directory in fileSystem.ListAsync(
                options.IntermediateDirectory, CancellationToken.None).ConfigureAwait(false))
            {
                if (directory.IsDirectory)
                {
                    var look = await LookAtAsync(directory, server).ConfigureAwait(false);
                    missed ??= look.Missed;
                    if (looks.Count < MostRemembered)
                    {
                        looks[directory.Name] = look;
                    }
                }
            }
        }
        catch (IOException e)
        {
            missed = $"new history in {options.IntermediateDirectory} was not looked at: {e.Message}";
            log.IntakeFailed(options.IntermediateDirectory, e.Message);
        }

        _looks = looks;
        return await SettleAsync().ConfigureAwait(false) ?? missed;
    }

    private async Task<Look> LookAtAsync(FileStatus directory, string? server)
    {
        var now = clock.Read().MonotonicMilliseconds;
        var last = _looks.GetValueOrDefault(directory.Name);
        var isSame = last?.Changed == directory.ModificationTime;
        if (last is { IsSettled: true } && isSame && now - last.At < LookAgain)
        {
            return last;
        }

        var since = isSame ? last!.Since : now;
        var look = new Look(
            directory.ModificationTime, since, isSame && now - since >= SettleTime, now, directory.Owner, last?.Passed ?? 0, Failed: false,
            Missed: null);
        try
        {
            if (last?.Owner != directory.Owner && !IsOf(directory, directory.Name, server))
            {
                // On a machine's own file system such a call follows a link, wherever whoever made it wants it to.
                if (fileSystem.Uri.IsFile)
                {
                    TellWhose(directory, "that is not done on a file system of one machine");
                }
                else
                {
                    await GiveBackAsync(directory).ConfigureAwait(false);
                }
            }

            return await TakeAllAsync(directory, server, look).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            if (last is not { Failed: true })
            {
                log.DirectoryNotSeen(directory.Path, e.Message);
            }

            // Who shuts others out of his directory keeps only his own jobs from being known.
            var missed = e is AccessControlException or FileNotFoundException
                ? null
                : $"new history in {directory.Path} was not looked at: {e.Message}";
            return look with { IsSettled = false, Failed = true, Missed = missed };
        }
    }

    // Whose name it has cannot leave anything in it: who may change owners sets it right.
    private async Task GiveBackAsync(FileStatus directory)
    {
        try
        {
            await fileSystem.SetOwnerAsync(directory.Path, directory.Name, null, CancellationToken.None).ConfigureAwait(false);
            await fileSystem.SetPermissionAsync(directory.Path, HistoryFiles.DoneMode, CancellationToken.None).ConfigureAwait(false);
            log.DirectoryGivenBack(directory.Path, directory.Owner, directory.Name);
        }
        catch (IOException e)
        {
            TellWhose(directory, e.Message);
        }
    }

    private void TellWhose(FileStatus directory, string why) => log.DirectoryOfOthers(
        directory.Path, directory.Owner, directory.Name, why);

    // Where nobody has a name of his own all is the server's: a machine's own file system, or one that tells no owners.
    private static bool IsOf(FileStatus file, string user, string? server) => file.Owner == user || file.Owner == server;

    private async Task<Look> TakeAllAsync(FileStatus directory, string? server, Look look)
    {
        var (user, names, passed, isWhole) = (directory.Name, 0, 0, true);
        await foreach (var file in fileSystem.ListAsync(directory.Path, CancellationToken.None).ConfigureAwait(false))
        {
            if (++names > MostNames)
            {
                passed++;
                break;
            }

            var name = HistoryFileName.Parse(file.Name);
            if ((name?.JobId ?? JobBeside(file.Name)) is not { } job)
            {
                continue;
            }

            // Whose it is say the directory and the file: what is in a name anybody may write.
            if (file.IsDirectory || file.IsSpecial || !IsOf(file, user, server) || !IsFree(job, user)
                || (name is not null && name.User != user))
            {
                passed++;
                continue;
            }

            isWhole &= await TryTakeAsync(directory, file, name, job).ConfigureAwait(false);
        }

        if (passed > 0 && passed != look.Passed)
        {
            var more = names > MostNames ? $", and all behind the first {MostNames}," : "";
            log.PassedOver(passed, directory.Path, more, user);
        }

        // What could not be moved may go better with the next look, though nothing is new.
        return look with { IsSettled = look.IsSettled && isWhole, Passed = passed };
    }

    // Of which job a file of settings or a summary is; null: it is neither.
    private static string? JobBeside(string file)
    {
        var suffix = file.EndsWith(HistoryFileName.ConfSuffix, StringComparison.Ordinal)
            ? HistoryFileName.ConfSuffix
            : HistoryFileName.SummarySuffix;
        return file.EndsWith(suffix, StringComparison.Ordinal) ? file[..^suffix.Length] : null;
    }

    // A job has one history, and nobody's takes the place of another's.
    private bool IsFree(string job, string user) => index.Find(job) is not { } known || known.Name.User == user;

    private async Task<bool> TryTakeAsync(FileStatus directory, FileStatus file, HistoryFileName? name, string job)
    {
        try
        {
            await (name is not null ? TakeAsync(directory, file, name) : TakeBesideAsync(directory, file, job)).ConfigureAwait(false);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true; // Its user, or a later master of the job, was faster.
        }
        catch (IOException e)
        {
            log.NotMoved(file.Path, options.DoneDirectory, e.Message);
            return false;
        }
    }

    private async Task TakeAsync(FileStatus directory, FileStatus file, HistoryFileName name)
    {
        var known = index.Find(name.JobId);
        var isOther = known is not null && known.File != file.Path;
        if (isOther && known!.Name.FinishTime >= name.FinishTime)
        {
            // Of an earlier master, or once more what is there.
            if (!IsIn(known, directory))
            {
                await fileSystem.DeleteAsync(file.Path, false, CancellationToken.None).ConfigureAwait(false);
            }

            return;
        }

        var target = files.DoneDirectoryOf(name);
        var moved = HistoryEntry.In(target, name, file.Name, file.ModificationTime);
        try
        {
            await fileSystem.MakeDirectoryAsync(target, HistoryFiles.DoneMode, CancellationToken.None).ConfigureAwait(false);
            await fileSystem.RenameAsync(file.Path, moved.File, true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            var kept = HistoryEntry.In(directory.Path, name, file.Name, file.ModificationTime);
            if (_doubts.Count < MostDoubts)
            {
                _doubts[name.JobId] = new Doubt(kept, moved);
            }

            if (DiskFaults.KindOf(e) != DiskFault.Gone)
            {
                index.Enter(kept); // It is served from where it is until a later look can move it.
            }

            throw;
        }

        index.Enter(moved);
        if (isOther)
        {
            // The settings that lie beside one that could not be moved are taken next.
            await files.ReplaceAsync(
                IsIn(known!, directory) ? known! with { ConfFile = moved.ConfFile } : known!, moved).ConfigureAwait(false);
        }
    }

    // A move of which the answer was lost may have been done, also where the call that was sent again says that there is nothing to move.
    // Until that is known nobody is told that there is no such job.
    private async Task<string?> SettleAsync()
    {
        foreach (var (job, doubt) in _doubts.ToList())
        {
            try
            {
                var isMoved = await fileSystem.GetFileStatusAsync(
                    doubt.Moved.File, CancellationToken.None).ConfigureAwait(false) is not null;
                _doubts.Remove(job);
                if (isMoved)
                {
                    await EnterMovedAsync(doubt).ConfigureAwait(false);
                }
            }
            catch (IOException e)
            {
                return $"it is not known whether {doubt.Kept.File} was moved to {doubt.Moved.File}: {e.Message}";
            }
        }

        return null;
    }

    private async Task EnterMovedAsync(Doubt doubt)
    {
        var known = index.Find(doubt.Moved.Name.JobId);
        var isOther = known is not null && known.File != doubt.Kept.File && known.File != doubt.Moved.File;
        if (isOther && known!.Name.FinishTime >= doubt.Moved.Name.FinishTime)
        {
            return;
        }

        index.Enter(doubt.Moved);
        if (isOther)
        {
            await files.ReplaceAsync(known!, doubt.Moved).ConfigureAwait(false);
        }
    }

    // Settings and summary. Their names follow that of the history, so that it is in its place when they come, and also what a master
    // brings after it is taken.
    private async Task TakeBesideAsync(FileStatus directory, FileStatus file, string job)
    {
        if (index.Find(job) is not { } known || IsIn(known, directory))
        {
            return;
        }

        if (file.Name.EndsWith(HistoryFileName.ConfSuffix, StringComparison.Ordinal))
        {
            await fileSystem.RenameAsync(file.Path, known.ConfFile, true, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await fileSystem.DeleteAsync(file.Path, false, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static bool IsIn(HistoryEntry known, FileStatus directory) =>
        known.File.StartsWith(directory.Path + "/", StringComparison.Ordinal);

    /// <param name="Kept">Where the history was.</param>
    /// <param name="Moved">Where it may be.</param>
    private sealed record Doubt(HistoryEntry Kept, HistoryEntry Moved);

    /// <param name="Changed">The directory's modification time when it was looked at.</param>
    /// <param name="Since">When that was seen first, monotonic milliseconds.</param>
    /// <param name="IsSettled">It has been looked at long enough after that: as long as the time is the same nothing is new.</param>
    /// <param name="At">When it was read, monotonic milliseconds.</param>
    /// <param name="Owner">Whose it was.</param>
    /// <param name="Passed">Entries that were passed over, which was said.</param>
    /// <param name="Failed">It could not be looked at, which was said.</param>
    /// <param name="Missed">Why, where that may pass.</param>
    private sealed record Look(long Changed, long Since, bool IsSettled, long At, string Owner, int Passed, bool Failed, string? Missed);
}
