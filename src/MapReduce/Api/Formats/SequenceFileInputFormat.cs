using Hathi.Records;
using Hathi.Records.Sequence;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// The records of sequence files, packed or not (Apache's SequenceFileInputFormat). The job's types must be those of the file:
/// <see cref="Text"/> or string for Text, <see cref="Bytes"/> for BytesWritable, <see cref="Null"/>, int for IntWritable, VIntWritable,
/// ShortWritable and ByteWritable, long for LongWritable and VLongWritable, float, double, bool; a Writable of one's own is read by the
/// <see cref="Serializer{T}"/> that the job gives and that names its class in <see cref="Serializer{T}.JavaClass"/>. A record belongs to
/// the split that holds the mark before it.
/// </summary>
public sealed class SequenceFileInputFormat<TKey, TValue> : FileInputFormat<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    protected override long FormatMinSplitSize => SequenceHeader.SyncInterval;

    public override async ValueTask<RecordReader<TKey, TValue>> OpenAsync(InputSplit split, TaskContext task)
    {
        var part = (FileSplit)split;
        SequenceHeader? header = null;
        var length = 0L;
        var input = await SplitInput.OpenPlainAsync(task.State, part, (file, name) =>
        {
            length = file.Length;
            using var start = new SequenceInput(file, 0, length, name);
            header = SequenceHeader.Read(start);
            return part.Start <= start.Position ? start.Position : part.Start;
        }).ConfigureAwait(false);
        try
        {
            var keys = JobSerializers.Find<TKey>(task.Job.Serializers, header!.KeyClass, "keys", input.Name);
            var values = JobSerializers.Find<TValue>(task.Job.Serializers, header.ValueClass, "values", input.Name);
            var records = new SequenceReader(new SequenceInput(input.Bytes, input.Start, length, input.Name), header);
            return new Reader(task.State, input, records, keys, values, part);
        }
        catch
        {
            await input.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override bool IsSplittable(JobContext job, string path) => true;

    private sealed class Reader : RecordReader<TKey, TValue>
    {
        private readonly TaskState _task;
        private readonly SplitInput _input;
        private readonly SequenceReader _records;
        private readonly Serializer<TKey> _keys;
        private readonly Serializer<TValue> _values;
        private readonly long _end;
        private readonly bool _ended;
        private bool _skip;

        internal Reader(
            TaskState task, SplitInput input, SequenceReader records, Serializer<TKey> keys, Serializer<TValue> values, FileSplit part)
        {
            _task = task;
            _input = input;
            _records = records;
            _keys = keys;
            _values = values;
            _end = part.Start + part.Length;
            _skip = input.Start == part.Start;

            // A split that ends in the header: the first record is the next split's.
            _ended = input.Start >= _end;
        }

        public override TKey Key => _keys.Read(_records.Key);

        public override TValue Value => _values.Read(_records.Value);

        public override float Progress => _task.Progress;

        public override bool MoveNext()
        {
            if (_ended)
            {
                return false;
            }

            if (_skip)
            {
                _skip = false;
                _records.SkipToMark();
            }

            return _records.MoveNext(_end);
        }

        public override string Describe() =>
            $"the record at byte {_records.RecordStart} of {_input.Name}, whose key starts \"{RecordPreview.Of(_records.Key)}\"";

        public override ValueTask DisposeAsync()
        {
            _records.Dispose();
            return _input.DisposeAsync();
        }
    }
}
