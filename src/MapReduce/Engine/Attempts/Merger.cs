using Hathi.MapReduce.Sort;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// Merges any number of sorted runs with at most mapreduce.task.io.sort.factor open at once: while there are more, the smallest are merged
/// into a file between. Used by one thread; closes what it opened. Source: Apache <c>Merger</c>.
/// </summary>
internal sealed class Merger(TaskState state, RawComparer order, Action<int> progress) : IDisposable
{
    private readonly List<IFileReader> _open = [];
    private readonly List<string> _between = [];
    private int _files;

    /// <summary>Everything in order. The cursor of an earlier call ends with it.</summary>
    internal RecordCursor Merge(IReadOnlyCollection<Segment> segments)
    {
        CloseReaders();
        DeleteBetween(_ => true);
        var factor = state.Job.Parts.Settings.SortFactor;
        var left = segments.Where(s => !s.Part.IsEmpty).OrderBy(s => s.Part.RawLength).ToList();
        for (var pass = 1; left.Count > factor; pass++)
        {
            var count = pass == 1 ? FirstPass(factor, left.Count) : factor;
            var merged = MergeToFile(left.GetRange(0, count));
            left.RemoveRange(0, count);
            var place = left.FindIndex(s => s.Part.RawLength >= merged.Part.RawLength);
            left.Insert(place < 0 ? left.Count : place, merged);
        }

        return Open(left);
    }

    public void Dispose()
    {
        CloseReaders();
        DeleteBetween(_ => true);
    }

    // What was merged once more, or for an earlier call.
    private void DeleteBetween(Predicate<string> isDone)
    {
        foreach (var file in _between.FindAll(isDone))
        {
            LocalDisk.Delete(file);
        }

        _between.RemoveAll(isDone);
    }

    // So many that all later passes have exactly the factor.
    private static int FirstPass(int factor, int count)
    {
        var rest = (count - 1) % (factor - 1);
        return rest == 0 ? factor : rest + 1;
    }

    private Segment MergeToFile(List<Segment> segments)
    {
        state.CancellationToken.ThrowIfCancellationRequested();
        var path = Path.Combine(state.Directory, $"merge{_files++}.out");
        _between.Add(path);
        using var writer = new IFileWriter(path, state.Job.Parts.Settings.MapOutputCodec);
        writer.BeginSegment();
        var records = Open(segments);
        records.WriteTo(writer);

        var part = writer.EndSegment();
        writer.Flush();
        SpillCounters.Wrote(state, writer);
        CloseReaders();
        DeleteBetween(file => segments.Exists(s => s.Path == file));
        return new Segment(path, part);
    }

    private MergeCursor Open(List<Segment> segments)
    {
        var runs = new List<RecordCursor>(segments.Count);
        foreach (var segment in segments)
        {
            if (segment.Bytes is { } bytes)
            {
                runs.Add(new MemoryRun(segment.Path, bytes, (int)segment.Part.RawLength, progress));
                continue;
            }

            SpillCounters.Reads(state, segment);
            var reader = new IFileReader(segment.Path, segment.Part, state.Job.Parts.Settings.MapOutputCodec, progress);
            _open.Add(reader);
            runs.Add(reader);
        }

        return new MergeCursor(runs, order);
    }

    private void CloseReaders()
    {
        foreach (var reader in _open)
        {
            reader.Dispose();
        }

        _open.Clear();
    }
}
