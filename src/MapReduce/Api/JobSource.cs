namespace Hathi.MapReduce;

/// <summary>Where some of a job's records come from, and who maps them.</summary>
/// <param name="Paths">Files, directories and patterns.</param>
/// <param name="Format">How they become records.</param>
/// <param name="CreateMapper">Makes the mapper of an attempt.</param>
internal sealed record JobSource(IReadOnlyList<string> Paths, InputFormat Format, Func<Mapper> CreateMapper);

/// <summary>Cuts the input of several sources, and marks each split with its source. Records are read by the sources' own formats.</summary>
internal sealed class SourcesInputFormat(IReadOnlyList<JobSource> sources) : InputFormat
{
    internal override RecordTypes Types => throw new InvalidOperationException("Each source has types of its own.");

    public override async ValueTask<IReadOnlyList<InputSplit>> GetSplitsAsync(JobContext job, CancellationToken cancellationToken)
    {
        var splits = new List<InputSplit>();
        for (var i = 0; i < sources.Count; i++)
        {
            var alone = new Job(job.Parts with { InputPaths = sources[i].Paths, Sources = [sources[i]] });
            foreach (var split in await sources[i].Format.GetSplitsAsync(new JobContext(alone, job.Id, job.FileSystems), cancellationToken).ConfigureAwait(false))
            {
                splits.Add(new SourceSplit(i, split));
            }
        }

        return splits;
    }
}
