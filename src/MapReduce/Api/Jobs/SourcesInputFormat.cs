namespace Hathi.MapReduce;

/// <summary>Cuts the input of several sources, and marks each split with its source, whose own format reads it.</summary>
internal sealed class SourcesInputFormat(IReadOnlyList<JobSource> sources) : InputFormat
{
    internal override RecordTypes Types => throw new InvalidOperationException("Each source has types of its own.");

    public override async ValueTask<IReadOnlyList<InputSplit>> GetSplitsAsync(JobContext job, CancellationToken cancellationToken)
    {
        var splits = new List<InputSplit>();
        for (var i = 0; i < sources.Count; i++)
        {
            var alone = new BuiltJob(job.Parts with { InputPaths = sources[i].Paths, Sources = [sources[i]] }, origin: null);
            var context = new JobContext(alone, job.Id, job.FileSystems);
            foreach (var split in await sources[i].Format.GetSplitsAsync(context, cancellationToken).ConfigureAwait(false))
            {
                splits.Add(new SourceSplit(i, split));
            }
        }

        return splits;
    }
}

/// <summary>The input of all sources together.</summary>
internal static class JobInputs
{
    extension(JobParts parts)
    {
        /// <summary>Cuts the input of all sources.</summary>
        internal InputFormat InputFormat => parts.Sources.Count == 1 ? parts.Sources[0].Format : new SourcesInputFormat(parts.Sources);
    }
}
