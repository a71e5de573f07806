using System.Security.Cryptography;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Records.Compression;
using Hathi.Records.Sequence;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Sequence files (Apache's SequenceFileOutputFormat), packed as mapreduce.output.fileoutputformat.compress, .compress.codec (DefaultCodec)
/// and .compress.type (RECORD) say. The classes that the files name are those of the serialisers of the job's types.
/// </summary>
public sealed class SequenceFileOutputFormat<TKey, TValue> : FileOutputFormat<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>Pairs that each file carries in its header; none when not said.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public override ValueTask CheckAsync(JobContext job, CancellationToken cancellationToken)
    {
        CompressionOf(job.Configuration);
        return base.CheckAsync(job, cancellationToken);
    }

    public override async ValueTask<RecordWriter<TKey, TValue>> OpenAsync(TaskContext task)
    {
        var (keys, values) = (task.Job.Serializers.Get<TKey>(), task.Job.Serializers.Get<TValue>());
        var compression = CompressionOf(task.Configuration);
        var codec = compression == SequenceCompression.None ? null : OutputCodec(task, CompressionCodec.Default);
        var header = new SequenceHeader
        {
            KeyClass = keys.JavaClass,
            ValueClass = values.JavaClass,
            Codec = codec,
            Compression = codec is null ? SequenceCompression.None : compression,
            Metadata = [.. Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)],
            Sync = RandomNumberGenerator.GetBytes(SequenceHeader.SyncBytes),
        };
        var block = JobSettings.Number(task.Configuration, TaskKeys.SequenceBlockBytes);
        var file = await OutputFile.CreateAsync(task, null).ConfigureAwait(false);
        return new Writer(file, SequenceWriter.Create(file, header, block), keys, values);
    }

    // NONE is a type, too: with it nothing is packed whatever the codec.
    private static SequenceCompression CompressionOf(Configuration configuration) =>
        configuration.Get(TaskKeys.OutputCompressionType) switch
        {
            "NONE" => SequenceCompression.None,
            "RECORD" => SequenceCompression.Record,
            "BLOCK" => SequenceCompression.Block,
            var other => throw new JobDefinitionException($"{TaskKeys.OutputCompressionType} = {other}: it must be NONE, RECORD or BLOCK."),
        };

    private sealed class Writer(
        OutputFile file, SequenceWriter records, Serializer<TKey> keys, Serializer<TValue> values) : RecordWriter<TKey, TValue>
    {
        private readonly SerializingWriter<TKey, TValue> _serialized = new(keys, values, records);

        public override void Write(TKey key, TValue value) => _serialized.Write(key, value);

        public override ValueTask CloseAsync(CancellationToken cancellationToken)
        {
            records.End();
            return file.CloseAsync(cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            await _serialized.DisposeAsync().ConfigureAwait(false);
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }
}
