using System.Text;
using Hathi.Hadoop.Keys;
using Hathi.Records;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Lines "key TAB value" (Apache's KeyValueTextInputFormat): what TextOutputFormat writes. A line without a separator is all key. The
/// separator is the first byte of mapreduce.input.keyvaluelinerecordreader.key.value.separator.
/// </summary>
public sealed class KeyValueTextInputFormat : FileInputFormat<Text, Text>
{
    public override async ValueTask<RecordReader<Text, Text>> OpenAsync(InputSplit split, TaskContext task)
    {
        var told = task.Configuration.GetRaw(TaskKeys.KeyValueSeparator.Name);
        var separator = Encoding.UTF8.GetBytes(string.IsNullOrEmpty(told) ? TaskKeys.KeyValueSeparator.Default : told)[0];
        return new Reader(await LineRecordReader.OpenAsync((FileSplit)split, task).ConfigureAwait(false), separator);
    }

    protected override bool IsSplittable(JobContext job, string path) => LineRecordReader.CanSplit(job, path);

    private sealed class Reader(LineRecordReader lines, byte separator) : RecordReader<Text, Text>
    {
        private int _separatorAt;

        public override Text Key => _separatorAt < 0 ? lines.Value : lines.Value[.._separatorAt];

        public override Text Value => _separatorAt < 0 ? default : lines.Value[(_separatorAt + 1)..];

        public override float Progress => lines.Progress;

        public override bool MoveNext()
        {
            if (!lines.MoveNext())
            {
                return false;
            }

            _separatorAt = lines.Value.Bytes.IndexOf(separator);
            return true;
        }

        public override string Describe() => lines.Describe();

        public override ValueTask DisposeAsync() => lines.DisposeAsync();
    }
}
