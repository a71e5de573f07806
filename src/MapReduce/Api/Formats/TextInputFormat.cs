using Hathi.Records;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Lines of text: the key is the offset at which the line starts, the value the line without its end (Apache's TextInputFormat).
/// </summary>
public sealed class TextInputFormat : FileInputFormat<long, Text>
{
    public override async ValueTask<RecordReader<long, Text>> OpenAsync(InputSplit split, TaskContext task) =>
        await LineRecordReader.OpenAsync((FileSplit)split, task).ConfigureAwait(false);

    protected override bool IsSplittable(JobContext job, string path) => LineRecordReader.CanSplit(job, path);
}
