using Hathi.MapReduce.Sort;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// The spills of one map and their merge into its output: <c>spill0.out</c>, <c>spill1.out</c>, … become <c>file.out</c> with
/// <c>file.out.index</c>. Used by the attempt's thread. Source: Apache <c>MapTask.MapOutputBuffer</c>.
/// </summary>
internal sealed class SpillSet(TaskState state, RawComparer order, Combiner? combiner)
{
    private readonly List<SpillFile> _spills = [];

    private string OutputPath => Path.Combine(state.Directory, IFile.OutputName);

    /// <summary>Sorts what the buffer holds, writes it out and clears the buffer.</summary>
    internal void Spill(SortBuffer buffer)
    {
        var path = Path.Combine(state.Directory, IFile.SpillName(_spills.Count));
        _spills.Add(new SpillFile(path, Write(path, buffer.Partitions, SortedPartitions(buffer), combiner)));
        buffer.Clear();
    }

    /// <summary>A spill of one record, which is larger than the buffer.</summary>
    internal void SpillOne(int partitions, int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var path = Path.Combine(state.Directory, IFile.SpillName(_spills.Count));
        using var writer = new IFileWriter(path, state.Job.Parts.Settings.MapOutputCodec);
        var index = new IndexRecord[partitions];
        for (var p = 0; p < partitions; p++)
        {
            writer.BeginSegment();
            if (p == partition)
            {
                writer.Append(key, value);
            }

            index[p] = writer.EndSegment();
        }

        writer.Flush();
        SpillCounters.Wrote(state, writer);
        _spills.Add(new SpillFile(path, index));
    }

    /// <summary>Spills the rest and merges all spills.</summary>
    internal MapOutput Finish(SortBuffer buffer)
    {
        if (buffer.Count > 0 || _spills.Count == 0)
        {
            Spill(buffer);
        }

        var partitions = _spills.Count == 1 ? _spills[0].Partitions : MergeAll(buffer.Partitions);
        if (_spills.Count == 1)
        {
            LocalDisk.Guard(_spills[0].Path, p =>
            {
                File.Move(p, OutputPath, overwrite: true);
                return true;
            });
        }

        SpillIndex.Write(OutputPath + IFile.IndexSuffix, partitions);
        state.Counters[TaskCounter.MapOutputMaterializedBytes].Increment(partitions.Sum(p => p.PartLength));
        return new MapOutput(state.Attempt.Task, OutputPath, partitions);
    }

    private Func<int, RecordCursor> SortedPartitions(SortBuffer buffer)
    {
        state.IsSorting = true;
        try
        {
            buffer.Sort();
        }
        finally
        {
            state.IsSorting = false;
        }

        return buffer.Read;
    }

    private IndexRecord[] MergeAll(int partitions)
    {
        var combine = _spills.Count >= state.Job.Parts.Settings.MinSpillsToCombine ? combiner : null;
        using var merger = new Merger(state, order, _ => state.Tick());
        var index = Write(
            OutputPath, partitions, p => merger.Merge([.. _spills.Select(s => new Segment(s.Path, s.Partitions[p]))]), combine);
        foreach (var spill in _spills)
        {
            LocalDisk.Delete(spill.Path);
        }

        return index;
    }

    private IndexRecord[] Write(string path, int partitions, Func<int, RecordCursor> open, Combiner? combine)
    {
        var index = new IndexRecord[partitions];
        using var writer = new IFileWriter(path, state.Job.Parts.Settings.MapOutputCodec);
        for (var p = 0; p < partitions; p++)
        {
            writer.BeginSegment();
            var records = open(p);
            if (combine is not null)
            {
                combine.Combine(records, writer);
            }
            else
            {
                records.WriteTo(writer);
            }

            index[p] = writer.EndSegment();
            state.Tick();
        }

        writer.Flush();
        SpillCounters.Wrote(state, writer);
        return index;
    }

    private readonly record struct SpillFile(string Path, IndexRecord[] Partitions);
}
