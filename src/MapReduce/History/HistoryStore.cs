using System.Globalization;
using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History;

/// <summary>
/// Where history lies: masters leave it in <c>done_intermediate/USER</c>, the server moves it to <c>done/YYYY/MM/DD/NNNNNN</c>, where the date is that of
/// the job's end and the last directory its number by the thousand, and forgets it when it is too old. Source of the layout: Apache's <c>JobHistoryUtils</c>.
/// </summary>
/// <param name="fileSystem">Holds both.</param>
/// <param name="options">Directories and limits.</param>
/// <param name="log">Receives what could not be moved or read.</param>
internal sealed class HistoryStore(FileSystem fileSystem, HistoryServerOptions options, INodeLog log) : IDisposable
{
    /// <summary>History is for its user and for who serves it; masters of all users make a directory of their own in the shared one.</summary>
    private const int DoneMode = 0x1f8; // 0770
    private const int SharedMode = 0x3ff; // 1777
    private const int OpenMode = 0x1ed; // 0755

    /// <summary>Bytes of a file, of which one is read at a time: minutes. A job of a million tasks has less.</summary>
    private const long LargestFile = 2L << 30;

    /// <summary>Bytes of memory of all jobs that are remembered in full, and of one: some 250,000 tasks.</summary>
    private const long MostLoaded = 1L << 30;

    private const string Area = "history";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SortedDictionary<string, Entry> _jobs = new(StringComparer.Ordinal);
    private readonly LinkedList<CompletedJob> _loaded = new();
    private Task _scan = Task.CompletedTask;
    private Task? _nextScan;

    /// <summary>Makes the directories and reads what is kept.</summary>
    /// <exception cref="IOException">The file system does not answer, or is in safe mode.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await MakeAsync(options.StagingDirectory, SharedMode, SharedMode, cancellationToken).ConfigureAwait(false);
        await MakeAsync(options.DoneDirectory, DoneMode, OpenMode, cancellationToken).ConfigureAwait(false);
        await MakeAsync(options.IntermediateDirectory, SharedMode, OpenMode, cancellationToken).ConfigureAwait(false);
        await IndexAsync(options.DoneDirectory, 4, cancellationToken).ConfigureAwait(false);
        await ScanAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All jobs known, the one that was submitted last first.</summary>
    public async Task<IReadOnlyList<HistoryFileName>> ListAsync(CancellationToken cancellationToken)
    {
        await ScanAsync(cancellationToken).ConfigureAwait(false);
        lock (_jobs)
        {
            return [.. _jobs.Values.Select(e => e.Name).OrderByDescending(n => n.SubmitTime).Take(options.ListedJobs)];
        }
    }

    /// <summary>One job in full; null when there is none of that id.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Its file is no history.</exception>
    public async Task<CompletedJob?> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        if (Recall(jobId) is { } known)
        {
            return known;
        }

        if (Entered(jobId) is null)
        {
            await ScanAsync(cancellationToken).ConfigureAwait(false);
        }

        return Entered(jobId) is { } entry ? await LoadAsync(entry, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Moves what masters have left. A look that is under way may have passed by what is asked for: who comes then shares the next one.</summary>
    public Task ScanAsync(CancellationToken cancellationToken)
    {
        lock (_loaded)
        {
            var scan = _nextScan ?? (_scan.IsCompleted ? _scan = MoveAllAsync() : _nextScan = MoveAfterAsync(_scan));
            return scan.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Removes what is older than it may be.</summary>
    public async Task CleanAsync(long nowMilliseconds, CancellationToken cancellationToken)
    {
        List<Entry> old;
        lock (_jobs)
        {
            old = [.. _jobs.Values.Where(e => e.Name.FinishTime < nowMilliseconds - (long)options.MaxAge.TotalMilliseconds)];
        }

        foreach (var entry in old)
        {
            await fileSystem.DeleteAsync(entry.File, false, cancellationToken).ConfigureAwait(false);
            await fileSystem.DeleteAsync(entry.ConfFile, false, cancellationToken).ConfigureAwait(false);
            lock (_jobs)
            {
                _jobs.Remove(entry.Name.JobId);
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    // A file system gives the directories above the mode of the one that was asked for: they are made one by one where theirs is another.
    private async Task MakeAsync(string directory, int mode, int modeAbove, CancellationToken cancellationToken)
    {
        if (await fileSystem.GetFileStatusAsync(directory, cancellationToken).ConfigureAwait(false) is null)
        {
            if (directory.LastIndexOf('/') is > 0 and var above)
            {
                await MakeAsync(directory[..above], modeAbove, modeAbove, cancellationToken).ConfigureAwait(false);
            }

            await fileSystem.MakeDirectoryAsync(directory, mode, cancellationToken).ConfigureAwait(false);
            await fileSystem.SetPermissionAsync(directory, mode, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task IndexAsync(string directory, int depth, CancellationToken cancellationToken)
    {
        await foreach (var entry in fileSystem.ListAsync(directory, cancellationToken).ConfigureAwait(false))
        {
            if (entry.IsDirectory && depth > 0)
            {
                await IndexAsync(entry.Path, depth - 1, cancellationToken).ConfigureAwait(false);
            }
            else if (HistoryFileName.Parse(entry.Name) is { } name)
            {
                Enter(name, directory, entry.Path);
            }
        }
    }

    private async Task MoveAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // Who calls holds the lock.
        Task next;
        lock (_loaded)
        {
            _nextScan = null;
            next = _scan = MoveAllAsync();
        }

        await next.ConfigureAwait(false);
    }

    private async Task MoveAllAsync()
    {
        try
        {
            await foreach (var user in fileSystem.ListAsync(options.IntermediateDirectory, CancellationToken.None).ConfigureAwait(false))
            {
                if (user.IsDirectory)
                {
                    await MoveOfUserAsync(user.Path).ConfigureAwait(false);
                }
            }
        }
        catch (IOException e)
        {
            log.Warn(Area, $"new history in {options.IntermediateDirectory} was not looked at: {e.Message}", null);
        }
    }

    private async Task MoveOfUserAsync(string directory)
    {
        var user = directory[(directory.LastIndexOf('/') + 1)..];
        await foreach (var file in fileSystem.ListAsync(directory, CancellationToken.None).ConfigureAwait(false))
        {
            // Whose it is says the directory: what is in a name anybody may write. A master renames the history file into place last: the other two are there when it is.
            if (HistoryFileName.Parse(file.Name) is not { } name || name.User != user || IsTaken(name, file.Path))
            {
                continue;
            }

            try
            {
                var target = DoneDirectoryOf(name);
                await fileSystem.MakeDirectoryAsync(target, DoneMode, CancellationToken.None).ConfigureAwait(false);
                await fileSystem.RenameAsync($"{directory}/{name.JobId}{HistoryFileName.ConfSuffix}", $"{target}/{name.JobId}{HistoryFileName.ConfSuffix}", CancellationToken.None).ConfigureAwait(false);
                await fileSystem.DeleteAsync($"{directory}/{name.JobId}{HistoryFileName.SummarySuffix}", false, CancellationToken.None).ConfigureAwait(false);
                await fileSystem.RenameAsync(file.Path, $"{target}/{file.Name}", true, CancellationToken.None).ConfigureAwait(false);
                Enter(name, target, $"{target}/{file.Name}");
            }
            catch (IOException e)
            {
                // It stays where it is, and is served from there until a later look can move it.
                log.Warn(Area, $"{file.Path} was not moved to {options.DoneDirectory}: {e.Message}", null);
                Enter(name, directory, file.Path);
            }
        }
    }

    // A job has one history. Everybody may leave a file with the id of another's job, and nobody's takes the place of one that is known, unless it is his own and later: of a
    // second master.
    private bool IsTaken(HistoryFileName name, string file) => Entered(name.JobId) is { } known && known.File != file
        && (known.Name.User != name.User || known.Name.FinishTime >= name.FinishTime);

    private string DoneDirectoryOf(HistoryFileName name)
    {
        var day = UnixTimes.At(name.FinishTime).ToLocalTime();
        var thousands = (IdText.ParseJob(name.JobId)?.Id ?? 0) / 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{options.DoneDirectory}/{day:yyyy}/{day:MM}/{day:dd}/{thousands:000000}");
    }

    private void Enter(HistoryFileName name, string directory, string file)
    {
        lock (_jobs)
        {
            _jobs[name.JobId] = new Entry(name, file, $"{directory}/{name.JobId}{HistoryFileName.ConfSuffix}");
        }
    }

    private Entry? Entered(string jobId)
    {
        lock (_jobs)
        {
            return _jobs.GetValueOrDefault(jobId);
        }
    }

    private CompletedJob? Recall(string jobId)
    {
        lock (_loaded)
        {
            for (var node = _loaded.First; node is not null; node = node.Next)
            {
                if (node.Value.Name.JobId == jobId)
                {
                    _loaded.Remove(node);
                    _loaded.AddFirst(node);
                    return node.Value;
                }
            }
        }

        return null;
    }

    // One file at a time: a history may be large, and who asks for one asks for it again.
    private async Task<CompletedJob> LoadAsync(Entry entry, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Recall(entry.Name.JobId) is { } known)
            {
                return known;
            }

            var job = await ReadAsync(entry, cancellationToken).ConfigureAwait(false);
            lock (_loaded)
            {
                _loaded.AddFirst(job);
                while (_loaded.Count > 1 && (_loaded.Count > options.LoadedJobs || _loaded.Sum(static j => j.Weight) > MostLoaded))
                {
                    _loaded.RemoveLast();
                }
            }

            return job;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<CompletedJob> ReadAsync(Entry entry, CancellationToken cancellationToken)
    {
        var stream = await fileSystem.OpenReadAsync(entry.File, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > LargestFile)
            {
                throw new InvalidDataException($"{entry.File} has {stream.Length} bytes; at most {LargestFile} are read");
            }

            var reader = new HistoryReader(stream);
            var job = await CompletedJob.ReadAsync(entry.Name, entry.File, entry.ConfFile, reader.ReadAsync(cancellationToken), MostLoaded, options.MostTasks).ConfigureAwait(false);
            if (reader.IsTorn)
            {
                log.Warn(Area, $"{entry.File} ends in the middle of an event; what comes before is shown", null);
            }

            return job;
        }
    }

    private sealed record Entry(HistoryFileName Name, string File, string ConfFile);
}
