using System.Text;
using Hathi.Hadoop.Keys;
using Hathi.Records;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// The lines of a split, with the offset at which each starts. A line belongs to the split in which it starts; one that starts exactly at
/// the end belongs to the split before. So every line is read by one split and by no other. Source: Apache <c>LineRecordReader</c>.
/// </summary>
internal sealed class LineRecordReader : RecordReader<long, Text>
{
    /// <summary>What ends a record, when not LF, CR or CR LF.</summary>
    internal const string DelimiterKey = "textinputformat.record.delimiter";

    private readonly TaskState _task;
    private readonly SplitInput _input;
    private readonly LineReader _lines;
    private long _position;
    private long _key;

    private LineRecordReader(TaskState task, SplitInput input, LineReader lines, long position)
    {
        _task = task;
        _input = input;
        _lines = lines;
        _position = position;
    }

    public override long Key => _key;

    public override Text Value => new(_lines.Line);

    public override float Progress => _task.Progress;

    /// <summary>
    /// Whether lines of a file can be read from its middle: of a plain one, and of one whose blocks can be found; there a delimiter must
    /// not lie across two of them.
    /// </summary>
    internal static bool CanSplit(JobContext job, string path) =>
        CompressionCodec.ForPath(path) is not { } codec
        || (codec.CanSplit && Encoding.UTF8.GetByteCount(job.Configuration.GetRaw(DelimiterKey) ?? "") <= 1);

    internal static async ValueTask<LineRecordReader> OpenAsync(FileSplit split, TaskContext task)
    {
        var configuration = task.Configuration;
        var delimiter = configuration.GetRaw(DelimiterKey) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;
        var maxLine = JobSettings.Number(configuration, TaskKeys.LongestLine);
        var input = await SplitInput.OpenAsync(task.State, split, delimiter).ConfigureAwait(false);
        var lines = new LineReader(input.Bytes, delimiter, maxLine, LineReader.DefaultBuffer);
        var reader = new LineRecordReader(task.State, input, lines, input.Start);
        reader.SkipTo(input.EarlierEnd);
        return reader;
    }

    public override bool MoveNext()
    {
        while (_position <= _input.End)
        {
            _key = _position;
            var size = _lines.Read();
            if (size == 0)
            {
                return false;
            }

            _position += size;
            if (!_lines.Dropped)
            {
                if (_key == 0)
                {
                    _lines.DropByteOrderMark();
                }

                return true;
            }

            _task.Counters[TaskCounter.MapSkippedRecords].Increment();
        }

        return false;
    }

    public override string Describe() => $"byte {_key} of {_input.Name}, which starts \"{RecordPreview.Of(_lines.Line)}\"";

    public override ValueTask DisposeAsync()
    {
        _lines.Dispose();
        return _input.DisposeAsync();
    }

    // The line that the split starts in, or with, belongs to the split before.
    private void SkipTo(long start)
    {
        if (start < 0)
        {
            return;
        }

        long size;
        do
        {
            size = _lines.Read();
            _position += size;
        }
        while (size > 0 && _position <= start);
    }
}
