using Hathi.MapReduce.History.Model;

namespace Hathi.MapReduce.History.Storage;

/// <summary>The jobs that are remembered in full, those that were asked for last. Any thread.</summary>
/// <param name="most">How many.</param>
internal sealed class LoadedJobs(int most)
{
    /// <summary>Bytes of memory of all together, and of one: some 250,000 tasks.</summary>
    public const long MostBytes = 1L << 30;

    private readonly LinkedList<CompletedJob> _jobs = new();

    /// <summary>
    /// What was read of a history; null when it was not, or is forgotten: of another file of the same job it may have been.
    /// </summary>
    public CompletedJob? Recall(HistoryEntry entry)
    {
        lock (_jobs)
        {
            for (var node = _jobs.First; node is not null; node = node.Next)
            {
                if (node.Value.File == entry.File)
                {
                    _jobs.Remove(node);
                    _jobs.AddFirst(node);
                    return node.Value;
                }
            }
        }

        return null;
    }

    /// <summary>Remembers one, in the place of what is known of the same job.</summary>
    public void Add(CompletedJob job)
    {
        lock (_jobs)
        {
            for (var node = _jobs.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Name.JobId == job.Name.JobId)
                {
                    _jobs.Remove(node);
                }

                node = next;
            }

            _jobs.AddFirst(job);
            while (_jobs.Count > 1 && (_jobs.Count > most || _jobs.Sum(static j => j.Weight) > MostBytes))
            {
                _jobs.RemoveLast();
            }
        }
    }
}
