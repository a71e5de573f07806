using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.Records;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Lines of text, mapreduce.input.lineinputformat.linespermap (1) to a split: for input whose lines are work to do rather than data. Who
/// submits the job reads all of it to cut it. A packed file is one split. Source: Apache <c>NLineInputFormat</c>.
/// </summary>
public sealed class NLineInputFormat : InputFormat<long, Text>
{
    public override async ValueTask<IReadOnlyList<InputSplit>> GetSplitsAsync(JobContext job, CancellationToken cancellationToken)
    {
        var lines = JobSettings.Number(job.Configuration, TaskKeys.LinesPerMap);
        var splits = new List<InputSplit>();
        foreach (var (file, status) in await InputFiles.FindAsync(job, cancellationToken).ConfigureAwait(false))
        {
            if (CompressionCodec.ForPath(file.Path) is not null)
            {
                splits.Add(new FileSplit(file.ToString(), 0, status.Length, []));
                continue;
            }

            var stream = await file.FileSystem.OpenReadAsync(file.Path, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                Cut(job.Configuration, stream, file.ToString(), lines, splits, cancellationToken);
            }
        }

        return splits;
    }

    public override async ValueTask<RecordReader<long, Text>> OpenAsync(InputSplit split, TaskContext task) =>
        await LineRecordReader.OpenAsync((FileSplit)split, task).ConfigureAwait(false);

    private static void Cut(
        Configuration configuration,
        FileReadStream stream,
        string path,
        int lines,
        List<InputSplit> splits,
        CancellationToken cancellationToken)
    {
        var delimiter = configuration.GetRaw(LineRecordReader.DelimiterKey) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;
        using var reader = new LineReader(stream, delimiter, int.MaxValue, LineReader.DefaultBuffer);
        var (start, position, count) = (0L, 0L, 0);
        while (reader.Read() is > 0 and var size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            position += size;
            if (++count == lines)
            {
                splits.Add(Split(path, start, position));
                (start, count) = (position, 0);
            }
        }

        if (count > 0)
        {
            splits.Add(Split(path, start, position));
        }
    }

    // Readers take a line that starts at the end of a split, and leave the one that it starts in: so both ends move by one.
    private static FileSplit Split(string path, long start, long end) =>
        start == 0 ? new(path, 0, end - 1, []) : new(path, start - 1, end - start, []);
}
