using Hathi.Hadoop.Keys;
using Hathi.Records;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// The numbers 0, 1, … up to a count, cut into mapreduce.job.maps (2) parts of the same size: for jobs that make their data themselves. The
/// key is the number, there is no value. Source: the RangeInputFormat of Apache's TeraGen, which cuts at the same places.
/// </summary>
/// <param name="count">How many numbers, at least 0.</param>
public sealed class RangeInputFormat(long count) : InputFormat<long, Null>
{
    private readonly long _count = count >= 0
        ? count
        : throw new JobDefinitionException($"A range of {count} numbers: it must be at least 0.");

    /// <summary>There is nothing to read.</summary>
    public override bool ReadsPaths => false;

    public override ValueTask<IReadOnlyList<InputSplit>> GetSplitsAsync(JobContext job, CancellationToken cancellationToken)
    {
        var maps = JobSettings.Number(job.Configuration, MapReduceKeys.Maps);
        var splits = new List<InputSplit>(maps);
        var first = 0L;
        for (var map = 1; map <= maps; map++)
        {
            var next = (long)Math.Ceiling(_count * (double)map / maps);
            splits.Add(new RangeSplit(first, next - first));
            first = next;
        }

        return ValueTask.FromResult<IReadOnlyList<InputSplit>>(splits);
    }

    public override ValueTask<RecordReader<long, Null>> OpenAsync(InputSplit split, TaskContext task) =>
        ValueTask.FromResult<RecordReader<long, Null>>(new Reader((RangeSplit)split, task));

    private sealed class Reader(RangeSplit range, TaskContext task) : RecordReader<long, Null>
    {
        // So many numbers between looks at the clock that others hold: progress, and whether the job was stopped.
        private const int Step = 1 << 14;

        private long _taken;

        public override long Key => range.First + _taken - 1;

        public override Null Value => Null.Value;

        public override float Progress => range.Count == 0 ? 1 : _taken / (float)range.Count;

        public override bool MoveNext()
        {
            if (_taken == range.Count)
            {
                return false;
            }

            if (_taken++ % Step == 0)
            {
                task.CancellationToken.ThrowIfCancellationRequested();
                task.State.Progress = Progress;
            }

            return true;
        }

        public override string Describe() => $"number {Key} of {range}";

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
