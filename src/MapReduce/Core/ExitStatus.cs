namespace Hathi.MapReduce.Core;

/// <summary>What a container's end says of the attempt in it. Source: Apache's ContainerExitStatus.</summary>
internal static class ExitStatus
{
    private const int Aborted = -100;
    private const int DisksFailed = -101;
    private const int Preempted = -102;
    private const int KilledByManager = -106;
    private const int KilledAfterCompletion = -107;
    private const int KilledByScheduler = -108;

    /// <summary>Whether it counts as one of the task's tries: not when the cluster took the container away.</summary>
    internal static bool Blames(int status) =>
        status is not (Aborted or DisksFailed or Preempted or KilledByManager or KilledAfterCompletion or KilledByScheduler);

    internal static string Describe(JobInput.ContainerEnded ended) =>
        $"Container {ended.Container} ended with exit status {ended.ExitStatus}"
        + $"{(ended.Diagnostics.Length > 0 ? $": {ended.Diagnostics.Trim()}" : "")}";
}
