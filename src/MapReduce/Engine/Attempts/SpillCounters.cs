using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Engine;

/// <summary>Counts what goes through the local disk between map and reduce.</summary>
internal static class SpillCounters
{
    internal static void Wrote(TaskState state, IFileWriter file)
    {
        var spilled = state.Counters[TaskCounter.SpilledRecords];
        spilled.Increment(file.Records);
        state.SpilledRecords = spilled.Value;
        state.Counters["file", FileSystemCounter.BytesWritten].Increment(file.Position);
    }

    internal static void Reads(TaskState state, Segment segment) =>
        state.Counters["file", FileSystemCounter.BytesRead].Increment(segment.Part.PartLength);
}
