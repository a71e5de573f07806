namespace Hathi.Yarn.Core.Model;

/// <summary>Exit codes that no process gives. Source: org.apache.hadoop.yarn.api.records.ContainerExitStatus.</summary>
public static class ExitStatus
{
    public const int Success = 0;

    /// <summary>Not known.</summary>
    public const int Invalid = -1000;

    /// <summary>Ended by the framework: released, or its node was lost.</summary>
    public const int Aborted = -100;

    public const int DisksFailed = -101;

    public const int Preempted = -102;

    public const int KilledByApplicationMaster = -105;

    public const int KilledByResourceManager = -106;

    public const int KilledAfterApplicationCompletion = -107;
}
