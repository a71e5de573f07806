using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.Records;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Lines of text from many small files to a split (Apache's CombineTextInputFormat), put together from blocks of one node, then of one
/// rack, then of any. mapreduce.input.fileinputformat.split.maxsize bounds a split (without it there is one for all),
/// .split.minsize.per.node and .split.minsize.per.rack say from which size on what is left of a node or rack is a split of its own. The key
/// is the offset in the file at hand.
/// </summary>
public sealed class CombineTextInputFormat : InputFormat<long, Text>
{
    public override async ValueTask<IReadOnlyList<InputSplit>> GetSplitsAsync(JobContext job, CancellationToken cancellationToken)
    {
        var limits = new CombineLimits(
            job.Configuration.Get(TaskKeys.SplitMaximum, 0),
            job.Configuration.Get(TaskKeys.SplitMinimumOfNode),
            job.Configuration.Get(TaskKeys.SplitMinimumOfRack));
        limits.Check();
        var pieces = new List<CombinePiece>();
        foreach (var (file, status) in await InputFiles.FindAsync(job, cancellationToken).ConfigureAwait(false))
        {
            if (status.Length > 0)
            {
                var blocks = await file.FileSystem.GetBlockLocationsAsync(
                    file.Path, 0, status.Length, cancellationToken).ConfigureAwait(false);
                Cut(pieces, file, status.Length, blocks, limits.Max);
            }
        }

        return CombinePlan.Make(pieces, limits);
    }

    public override async ValueTask<RecordReader<long, Text>> OpenAsync(InputSplit split, TaskContext task)
    {
        var combined = (CombinedSplit)split;
        task.State.BytesOfSplit = combined.Length;
        return new Reader(combined, task, await LineRecordReader.OpenAsync(combined.Parts[0], task).ConfigureAwait(false));
    }

    private static void Cut(List<CombinePiece> pieces, QualifiedPath file, long length, IReadOnlyList<BlockLocation> blocks, long max)
    {
        var path = file.ToString();
        if (CompressionCodec.ForPath(file.Path) is not null || blocks.Count == 0)
        {
            pieces.Add(new CombinePiece(path, 0, length, blocks.Count > 0 ? blocks[0].Hosts : [], blocks.Count > 0 ? blocks[0].Racks : []));
            return;
        }

        foreach (var block in blocks)
        {
            var left = block.Length;
            while (left > 0)
            {
                // Not one whole piece and a crumb, but two halves. Source: Apache CombineFileInputFormat.OneFileInfo.
                var size = max == 0 ? left : left > max && left < 2 * max ? left / 2 : Math.Min(max, left);
                pieces.Add(new CombinePiece(path, block.Offset + block.Length - left, size, block.Hosts, block.Racks));
                left -= size;
            }
        }
    }

    private sealed class Reader(CombinedSplit split, TaskContext task, LineRecordReader first) : RecordReader<long, Text>
    {
        private LineRecordReader _lines = first;
        private int _part;

        public override long Key => _lines.Key;

        public override Text Value => _lines.Value;

        public override float Progress => task.State.Progress;

        public override bool MoveNext()
        {
            while (!_lines.MoveNext())
            {
                if (_part == split.Parts.Count - 1)
                {
                    return false;
                }

                Blocking.Wait(_lines.DisposeAsync());
                task.State.BytesBefore += split.Parts[_part++].SplitLength;
                _lines = Blocking.Wait(LineRecordReader.OpenAsync(split.Parts[_part], task));
            }

            return true;
        }

        public override string Describe() => _lines.Describe();

        public override ValueTask DisposeAsync() => _lines.DisposeAsync();
    }
}
