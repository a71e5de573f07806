using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Model;

/// <summary>One history, and where it lies.</summary>
/// <param name="Name">What the file's name says.</param>
/// <param name="File">Path of the history.</param>
/// <param name="ConfFile">Path of the job's settings; it may be missing.</param>
/// <param name="Ended">When the job ended, milliseconds since 1970, as far as it is believed.</param>
internal sealed record HistoryEntry(HistoryFileName Name, string File, string ConfFile, long Ended)
{
    /// <param name="name">What the file's name says.</param>
    /// <param name="directory">Where it lies.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="modified">When it was written, milliseconds since 1970.</param>
    public static HistoryEntry In(string directory, HistoryFileName name, string file, long modified) => new(
        name,
        $"{directory}/{file}",
        $"{directory}/{name.JobId}{HistoryFileName.ConfSuffix}",
        // Who names the file says when its job ended: an end that is to come would keep it for ever.
        name.FinishTime == 0 ? modified : Math.Min(name.FinishTime, modified));
}

/// <summary>The jobs whose history is known, one history a job. Any thread.</summary>
internal sealed class HistoryIndex
{
    private readonly SortedDictionary<string, HistoryEntry> _jobs = new(StringComparer.Ordinal);

    /// <summary>The newest, the one that was submitted last first.</summary>
    /// <param name="most">How many.</param>
    public IReadOnlyList<HistoryFileName> Newest(int most)
    {
        lock (_jobs)
        {
            return [.. _jobs.Values.Select(static e => e.Name).OrderByDescending(static n => n.SubmitTime).Take(most)];
        }
    }

    /// <summary>Those of jobs that ended before a time, milliseconds since 1970.</summary>
    public IReadOnlyList<HistoryEntry> EndedBefore(long time)
    {
        lock (_jobs)
        {
            return [.. _jobs.Values.Where(e => e.Ended < time)];
        }
    }

    /// <summary>The history of a job; null when none is known.</summary>
    public HistoryEntry? Find(string jobId)
    {
        lock (_jobs)
        {
            return _jobs.GetValueOrDefault(jobId);
        }
    }

    /// <summary>From now on it is the job's.</summary>
    public void Enter(HistoryEntry entry)
    {
        lock (_jobs)
        {
            _jobs[entry.Name.JobId] = entry;
        }
    }

    /// <summary>It is gone; another of the same job stays.</summary>
    public void Remove(HistoryEntry entry)
    {
        lock (_jobs)
        {
            if (_jobs.GetValueOrDefault(entry.Name.JobId) == entry)
            {
                _jobs.Remove(entry.Name.JobId);
            }
        }
    }
}
