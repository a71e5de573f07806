namespace Hathi.Yarn.NodeManager.State;

/// <summary>
/// How a container ended, where it is not what its process returned. Source: Apache <c>ContainerExitStatus</c>,
/// <c>ContainerExecutor.ExitCode</c>.
/// </summary>
internal static class ExitStatus
{
    internal const int Success = 0;

    /// <summary>Not known (yet): it has not run.</summary>
    internal const int Invalid = -1000;
    internal const int Aborted = -100;
    internal const int DisksFailed = -101;
    internal const int OverMemory = -104;
    internal const int KilledByMaster = -105;
    internal const int KilledByResourceManager = -106;
    internal const int KilledAfterApplication = -107;

    /// <summary>SIGKILL.</summary>
    internal const int ForceKilled = 137;

    /// <summary>SIGTERM.</summary>
    internal const int Terminated = 143;

    /// <summary>It ended while no NodeManager ran, and left no exit code.</summary>
    internal const int Lost = 154;
}
