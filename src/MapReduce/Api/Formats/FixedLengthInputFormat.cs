using System.Buffers;
using Hathi.Hadoop.Keys;
using Hathi.Records;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Records of one length, without anything between them: the key is the offset at which the record starts, the value its bytes. A split has
/// the records that start in it. Source: Apache <c>FixedLengthInputFormat</c>.
/// </summary>
/// <remarks>
/// A file whose length is no multiple of the record's fails the task that reads its end, with <see cref="InvalidDataException"/>.
/// </remarks>
public sealed class FixedLengthInputFormat : FileInputFormat<long, Bytes>
{
    /// <summary>The property with the length of a record, in bytes.</summary>
    public static string RecordLengthKey => TaskKeys.RecordLength.Name;

    private readonly int? _recordLength;

    /// <summary>Takes the length from <see cref="RecordLengthKey"/>.</summary>
    public FixedLengthInputFormat()
    {
    }

    /// <param name="recordLength">Bytes of a record, at least 1.</param>
    public FixedLengthInputFormat(int recordLength) =>
        _recordLength = recordLength > 0
            ? recordLength
            : throw new JobDefinitionException($"Records of {recordLength} bytes: it must be at least 1.");

    public override async ValueTask<RecordReader<long, Bytes>> OpenAsync(InputSplit split, TaskContext task)
    {
        var file = (FileSplit)split;
        var length = _recordLength ?? JobSettings.Number(task.Configuration, TaskKeys.RecordLength);

        // The record that the split starts in belongs to the split before.
        var skipped = (length - (file.Start % length)) % length;
        var input = await SplitInput.OpenAsync(
            task.State,
            file with { Start = file.Start + skipped, SplitLength = Math.Max(0, file.Length - skipped) },
            null).ConfigureAwait(false);
        return new Reader(input, length, input.IsPacked ? long.MaxValue : file.Start + file.Length, task);
    }

    protected override bool IsSplittable(JobContext job, string path) => CompressionCodec.ForPath(path) is null;

    private sealed class Reader : RecordReader<long, Bytes>
    {
        /// <summary>Bytes read at once, if records are not longer: a few thousand records, in the processor's second cache.</summary>
        private const int BufferBytes = 256 << 10;

        private readonly SplitInput _input;
        private readonly TaskContext _task;
        private readonly int _length;
        private readonly long _end;
        private byte[] _buffer;
        private int _filled;
        private int _next;
        private long _position;

        internal Reader(SplitInput input, int length, long end, TaskContext task)
        {
            _input = input;
            _task = task;
            _length = length;
            _end = end;
            _position = input.Start;
            _next = -length;
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(length, BufferBytes));
        }

        public override long Key => _position - _length;

        public override Bytes Value => new(_buffer.AsSpan(_next, _length));

        public override float Progress => _task.State.Progress;

        public override bool MoveNext()
        {
            if (_position >= _end)
            {
                return false;
            }

            _next += _length;
            if (_filled - _next < _length && !Fill())
            {
                return false;
            }

            _position += _length;
            return true;
        }

        public override string Describe() => $"byte {Key} of {_input.Name}, which starts \"{RecordPreview.Of(Value.Span)}\"";

        public override ValueTask DisposeAsync()
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            return _input.DisposeAsync();
        }

        // Reads on until there is a record; false at the end of the file.
        private bool Fill()
        {
            var left = Math.Max(0, _filled - _next);
            _buffer.AsSpan(_filled - left, left).CopyTo(_buffer);
            _next = 0;
            _filled = left;
            while (_filled < _length)
            {
                var n = _input.Bytes.Read(_buffer.AsSpan(_filled));
                if (n == 0)
                {
                    return _filled == 0
                        ? false
                        : throw new InvalidDataException($"{_input.Name} ends after {_filled} bytes of a record of {_length} bytes, "
                            + $"which starts at byte {_position}. Check the record length, and that the file is whole.");
                }

                _filled += n;
            }

            return true;
        }
    }
}
