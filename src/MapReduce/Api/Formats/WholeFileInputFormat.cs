using System.Text;
using Hathi.Records;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// A record a file: the key is the path, the value all its bytes, unpacked if it is packed. A file is one split and fits into memory.
/// </summary>
public sealed class WholeFileInputFormat : FileInputFormat<Text, Bytes>
{
    public override async ValueTask<RecordReader<Text, Bytes>> OpenAsync(InputSplit split, TaskContext task) =>
        new Reader(task.State, await SplitInput.OpenAsync(task.State, (FileSplit)split, null).ConfigureAwait(false), split.Length);

    protected override bool IsSplittable(JobContext job, string path) => false;

    private sealed class Reader(TaskState task, SplitInput input, long length) : RecordReader<Text, Bytes>
    {
        private const int FirstBytes = 64 << 10;

        private readonly byte[] _key = Encoding.UTF8.GetBytes(input.Name);
        private byte[] _content = [];
        private int _filled;
        private bool _read;

        public override Text Key => new(_key);

        public override Bytes Value => new(_content.AsSpan(0, _filled));

        public override float Progress => task.Progress;

        public override bool MoveNext()
        {
            if (_read)
            {
                return false;
            }

            _read = true;

            // One byte more than there is shows the end without growing.
            _content = new byte[Math.Clamp(length + 1, FirstBytes, Array.MaxLength)];
            while (input.Bytes.Read(_content.AsSpan(_filled)) is > 0 and var n)
            {
                _filled += n;
                if (_filled == _content.Length)
                {
                    Grow();
                }
            }

            return true;
        }

        public override string Describe() => input.Name;

        public override ValueTask DisposeAsync() => input.DisposeAsync();

        private void Grow()
        {
            if (_filled == Array.MaxLength)
            {
                throw new TaskIOException(
                    $"{input.Name} is longer than {Array.MaxLength} bytes, which is as much as a record can have. "
                    + "Read it with a format that cuts it into records.",
                    null);
            }

            Array.Resize(ref _content, (int)Math.Min(Array.MaxLength, 2L * _filled));
        }
    }
}
