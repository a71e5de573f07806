using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Events;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.Protocol.History;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.History.Storage;

/// <summary>
/// Where history lies: masters leave it in <c>done_intermediate/USER</c>, the server moves it to <c>done/YYYY/MM/DD/NNNNNN</c>, where the
/// date is that of the job's end and the last directory its number by the thousand, and forgets it when it is too old. Source of the
/// layout: Apache's <c>JobHistoryUtils</c>.
/// </summary>
internal sealed class HistoryStore : IDisposable
{
    /// <summary>
    /// Bytes of a file, of which one is read at a time: minutes. The largest that is shown in full has some 250,000 tasks, with each
    /// task's counters twice.
    /// </summary>
    private const long LargestFile = 2L << 30;

    /// <summary>Directories below each other from <c>done</c> to a history.</summary>
    private const int Depth = 4;

    /// <summary>Looks for a job that is not known, while looks fail: with the pauses ten seconds.</summary>
    private const int MostLooks = 20;

    /// <summary>
    /// How long who asks for a job waits until a start has read what is kept, and for a look that does not fail. Java's clients ask three
    /// times within a third of a second, and believe then that there was no such job.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly FileSystem _fileSystem;
    private readonly HistoryServerOptions _options;
    private readonly IClock _clock;
    private readonly ILogger _log;
    private readonly HistoryIndex _index = new();
    private readonly HistoryFiles _files;
    private readonly HistoryIntake _intake;
    private readonly LoadedJobs _loaded;
    private readonly LoadLimits _limits;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lock _scans = new();
    private readonly TaskCompletionSource _isRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _whyUnread = "it is being read";
    private Task<string?> _scan = Task.FromResult<string?>(null);
    private Task<string?>? _nextScan;

    /// <param name="fileSystem">Holds both.</param>
    /// <param name="options">Directories and limits.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Receives what could not be moved or read.</param>
    public HistoryStore(FileSystem fileSystem, HistoryServerOptions options, IClock clock, ILogger log)
    {
        (_fileSystem, _options, _clock, _log) = (fileSystem, options, clock, log);
        _files = new HistoryFiles(fileSystem, options, log);
        _intake = new HistoryIntake(fileSystem, options, _files, _index, clock, log);
        _loaded = new LoadedJobs(options.LoadedJobs);
        _limits = new LoadLimits(LargestFile, LoadedJobs.MostBytes, options.MostTasks);
    }

    /// <summary>Between two looks for a job that is not known.</summary>
    internal TimeSpan LookPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the directories and reads what is kept.</summary>
    /// <exception cref="IOException">The file system does not answer, or is in safe mode.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _files.MakeAllAsync(cancellationToken).ConfigureAwait(false);
            await IndexAsync(_options.DoneDirectory, Depth, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _whyUnread = e.Message;
            throw;
        }

        _isRead.TrySetResult();
        await ScanAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All jobs known, the one that was submitted last first.</summary>
    /// <exception cref="HistoryStoreException">What is kept has not been read yet.</exception>
    public async Task<IReadOnlyList<HistoryFileName>> ListAsync(CancellationToken cancellationToken)
    {
        await UntilReadAsync(cancellationToken).ConfigureAwait(false);
        await ScanAsync(cancellationToken).ConfigureAwait(false);
        return _index.Newest(_options.ListedJobs);
    }

    /// <summary>One job, in full unless it is too large; null when there is none of that id.</summary>
    /// <exception cref="IOException">
    /// Its file cannot be read, or it is not known and what is kept, or what masters have left, could not be looked at.
    /// </exception>
    /// <exception cref="InvalidDataException">Its file is no history.</exception>
    public async Task<CompletedJob?> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        var entry = _index.Find(jobId) ?? await LookForAsync(jobId, cancellationToken).ConfigureAwait(false);
        while (entry is not null)
        {
            try
            {
                return _loaded.Recall(entry) ?? await LoadAsync(entry, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // It was moved, or a later one took its place, while it was read; or a look does not know yet that it was.
                var read = entry;
                if (_index.Find(jobId) == read)
                {
                    await ScanAsync(cancellationToken).ConfigureAwait(false);
                }

                entry = _index.Find(jobId);
                if (entry == read)
                {
                    throw;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Moves what masters have left. A look that is under way may have passed by what is asked for: who comes then shares the next one.
    /// </summary>
    /// <returns>What could not be looked at, though it may be with a later look, and why; null: nothing.</returns>
    public Task<string?> ScanAsync(CancellationToken cancellationToken)
    {
        lock (_scans)
        {
            var scan = _nextScan ?? (_scan.IsCompleted ? _scan = LookAsync() : _nextScan = ScanAfterAsync(_scan));
            return scan.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Removes what is older than it may be. What cannot be removed keeps nothing else.</summary>
    /// <exception cref="HistoryStoreException">Of some this is the first that was refused; they are tried with the next call.</exception>
    public async Task CleanAsync(long nowMilliseconds, CancellationToken cancellationToken)
    {
        HistoryStoreException? first = null;
        foreach (var entry in _index.EndedBefore(nowMilliseconds - (long)_options.MaxAge.TotalMilliseconds))
        {
            try
            {
                await _fileSystem.DeleteAsync(entry.File, false, cancellationToken).ConfigureAwait(false);
                _index.Remove(entry);
                await _fileSystem.DeleteAsync(entry.ConfFile, false, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                first ??= new HistoryStoreException($"{entry.File}: {e.Message}", e);
            }
        }

        if (first is not null)
        {
            throw first;
        }
    }

    public void Dispose() => _gate.Dispose();

    // That there is no such job says only who has looked everywhere.
    private async Task<HistoryEntry?> LookForAsync(string jobId, CancellationToken cancellationToken)
    {
        await UntilReadAsync(cancellationToken).ConfigureAwait(false);
        var begun = _clock.Read().MonotonicMilliseconds;
        for (var look = 1; ; look++)
        {
            var missed = await ScanAsync(cancellationToken).ConfigureAwait(false);
            if (_index.Find(jobId) is { } entry)
            {
                return entry;
            }

            if (missed is null)
            {
                return null;
            }

            if (look == MostLooks || _clock.Read().MonotonicMilliseconds - begun >= (long)LongestWait.TotalMilliseconds)
            {
                throw new HistoryStoreException(missed, null);
            }

            // A file system that does not answer tells nobody when it does again: it is asked again, MostLooks times at most, and all
            // who wait share a look.
            await Task.Delay(LookPause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task UntilReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _isRead.Task.WaitAsync(LongestWait, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new HistoryStoreException($"what is kept in {_options.DoneDirectory} has not been read yet: {_whyUnread}", null);
        }
    }

    private async Task IndexAsync(string directory, int depth, CancellationToken cancellationToken)
    {
        await foreach (var entry in _fileSystem.ListAsync(directory, cancellationToken).ConfigureAwait(false))
        {
            if (entry.IsDirectory && depth > 0)
            {
                await IndexAsync(entry.Path, depth - 1, cancellationToken).ConfigureAwait(false);
            }
            else if (!entry.IsDirectory && HistoryFileName.Parse(entry.Name) is { } name)
            {
                await EnterAsync(HistoryEntry.In(directory, name, entry.Name, entry.ModificationTime)).ConfigureAwait(false);
            }
        }
    }

    // Of two histories of one job, of which the removal of one had failed, the later counts.
    private async Task EnterAsync(HistoryEntry entry)
    {
        var known = _index.Find(entry.Name.JobId);
        if (known is null || known.File == entry.File)
        {
            _index.Enter(entry);
        }
        else if (known.Name.User == entry.Name.User)
        {
            var (old, current) = known.Name.FinishTime >= entry.Name.FinishTime ? (entry, known) : (known, entry);
            _index.Enter(current);
            await _files.ReplaceAsync(old, current).ConfigureAwait(false);
        }
    }

    // Who asks may be on a thread that reads sockets, and a file system of this machine does not let go of it.
    private Task<string?> LookAsync() => Task.Run(_intake.LookAsync);

    private async Task<string?> ScanAfterAsync(Task before)
    {
        // Who calls holds the lock.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        Task<string?> next;
        lock (_scans)
        {
            _nextScan = null;
            next = _scan = LookAsync();
        }

        return await next.ConfigureAwait(false);
    }

    // One file at a time: a history may be large, and who asks for one asks for it again.
    private async Task<CompletedJob> LoadAsync(HistoryEntry entry, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_loaded.Recall(entry) is { } known)
            {
                return known;
            }

            var job = await Task.Run(() => ReadAsync(entry, cancellationToken), cancellationToken).ConfigureAwait(false);
            _loaded.Add(job);
            return job;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<CompletedJob> ReadAsync(HistoryEntry entry, CancellationToken cancellationToken)
    {
        var stream = await _fileSystem.OpenReadAsync(entry.File, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var reader = new HistoryReader(stream);
            var job = await CompletedJob.ReadAsync(
                entry, reader.ReadAsync(cancellationToken), stream.Length, _limits).ConfigureAwait(false);
            if (reader.IsTorn)
            {
                _log.EndsWithinEvent(entry.File);
            }

            return job;
        }
    }
}
