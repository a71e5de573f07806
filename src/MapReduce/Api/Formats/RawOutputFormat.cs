using Hathi.Records;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// The bytes of key and value one behind the other, with nothing between records: for records that tell their own length. What Apache's
/// TeraOutputFormat writes.
/// </summary>
public sealed class RawOutputFormat : FileOutputFormat<Text, Text>
{
    public override async ValueTask<RecordWriter<Text, Text>> OpenAsync(TaskContext task) =>
        new Writer(await OutputFile.CreateAsync(task, OutputCodec(task, CompressionCodec.Default)).ConfigureAwait(false));

    private sealed class Writer(OutputFile file) : RecordWriter<Text, Text>
    {
        public override void Write(Text key, Text value)
        {
            file.Append(key.Bytes);
            file.Append(value.Bytes);
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken) => file.CloseAsync(cancellationToken);

        public override ValueTask DisposeAsync() => file.DisposeAsync();
    }
}
