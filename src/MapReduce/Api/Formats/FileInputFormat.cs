using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Input from files: a split is a block, or what mapreduce.input.fileinputformat.split.minsize and .maxsize make of it; the last one may be
/// a tenth longer. Source: Apache <c>FileInputFormat</c>.
/// </summary>
public abstract class FileInputFormat<TKey, TValue> : InputFormat<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>What is left may be so many splits long and still be one.</summary>
    private const double Slop = 1.1;

    /// <summary>Whether a reader can start in the middle of such a file.</summary>
    protected abstract bool IsSplittable(JobContext job, string path);

    /// <summary>Splits are no shorter than this, bytes, whatever the job asks for.</summary>
    protected virtual long FormatMinSplitSize => 1;

    public sealed override async ValueTask<IReadOnlyList<InputSplit>> GetSplitsAsync(JobContext job, CancellationToken cancellationToken)
    {
        var configuration = job.Configuration;
        var min = Math.Max(FormatMinSplitSize, configuration.Get(TaskKeys.SplitMinimum));
        var max = configuration.Get(TaskKeys.SplitMaximum);
        if (max < 1)
        {
            throw new JobDefinitionException($"{TaskKeys.SplitMaximum} = {max}: it must be at least 1.");
        }

        var splits = new List<InputSplit>();
        foreach (var (file, status) in await InputFiles.FindAsync(job, cancellationToken).ConfigureAwait(false))
        {
            if (status.Length == 0)
            {
                splits.Add(new FileSplit(file.ToString(), 0, 0, []));
                continue;
            }

            var blocks = await file.FileSystem.GetBlockLocationsAsync(file.Path, 0, status.Length, cancellationToken).ConfigureAwait(false);
            var size = IsSplittable(job, file.Path) ? Math.Max(min, Math.Min(max, Math.Max(1, status.BlockSize))) : status.Length;
            Cut(splits, file.ToString(), status.Length, size, blocks);
        }

        return splits;
    }

    private static void Cut(List<InputSplit> splits, string path, long length, long size, IReadOnlyList<BlockLocation> blocks)
    {
        var start = 0L;
        while ((length - start) / (double)size > Slop)
        {
            splits.Add(new FileSplit(path, start, size, HostsAt(blocks, start)));
            start += size;
        }

        if (start < length)
        {
            splits.Add(new FileSplit(path, start, length - start, HostsAt(blocks, start)));
        }
    }

    private static IReadOnlyList<string> HostsAt(IReadOnlyList<BlockLocation> blocks, long offset)
    {
        // Blocks come in order; a file has up to 10^6 of them.
        int low = 0, high = blocks.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var block = blocks[middle];
            if (offset < block.Offset)
            {
                high = middle - 1;
            }
            else if (offset >= block.Offset + block.Length)
            {
                low = middle + 1;
            }
            else
            {
                return block.Hosts;
            }
        }

        return [];
    }
}
