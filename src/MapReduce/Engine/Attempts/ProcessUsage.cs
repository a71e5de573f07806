using System.Diagnostics;

namespace Hathi.MapReduce.Engine;

/// <summary>What the process has used so far. In one process tasks share it, so it is counted once a job.</summary>
internal readonly record struct ProcessUsage(TimeSpan Processor, TimeSpan Collector)
{
    internal static ProcessUsage Now()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessUsage(process.TotalProcessorTime, GC.GetTotalPauseDuration());
    }

    /// <summary>Adds what was used since this was taken.</summary>
    internal void CountSince(JobCounters counters)
    {
        using var process = Process.GetCurrentProcess();
        counters[TaskCounter.CpuMilliseconds].Increment((long)(process.TotalProcessorTime - Processor).TotalMilliseconds);
        counters[TaskCounter.GcTimeMillis].Increment((long)(GC.GetTotalPauseDuration() - Collector).TotalMilliseconds);
        counters[TaskCounter.PhysicalMemoryBytes].Increment(process.WorkingSet64);
        counters[TaskCounter.CommittedHeapBytes].Increment(GC.GetGCMemoryInfo().TotalCommittedBytes);
    }
}
