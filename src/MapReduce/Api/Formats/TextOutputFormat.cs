using System.Text;
using Hathi.Hadoop.Keys;
using Hathi.Records;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Lines "key TAB value" (Apache's TextOutputFormat); the separator is mapreduce.output.textoutputformat.separator. A <see cref="Null"/>
/// key or value and its separator are left out; a record of two of them writes nothing. With mapreduce.output.fileoutputformat.compress the
/// files are packed, by gzip where mapreduce.output.fileoutputformat.compress.codec names no other codec.
/// </summary>
public sealed class TextOutputFormat<TKey, TValue> : FileOutputFormat<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    public override async ValueTask<RecordWriter<TKey, TValue>> OpenAsync(TaskContext task)
    {
        var separator = Encoding.UTF8.GetBytes(task.Configuration.GetRaw(TaskKeys.TextSeparator.Name) ?? TaskKeys.TextSeparator.Default);
        var file = await OutputFile.CreateAsync(task, OutputCodec(task, CompressionCodec.Gzip)).ConfigureAwait(false);
        return new Writer(task, file, separator);
    }

    private sealed class Writer(TaskContext task, OutputFile file, byte[] separator) : RecordWriter<TKey, TValue>
    {
        private readonly Records.Serialization.Serializer<TKey> _keys = task.Job.Serializers.Get<TKey>();
        private readonly Records.Serialization.Serializer<TValue> _values = task.Job.Serializers.Get<TValue>();

        public override void Write(TKey key, TValue value)
        {
            if (typeof(TKey) == typeof(Null) && typeof(TValue) == typeof(Null))
            {
                return;
            }

            _keys.Format(key, file);
            if (typeof(TKey) != typeof(Null) && typeof(TValue) != typeof(Null))
            {
                file.Append(separator);
            }

            _values.Format(value, file);
            file.Append("\n"u8);
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken) => file.CloseAsync(cancellationToken);

        public override ValueTask DisposeAsync() => file.DisposeAsync();
    }
}
