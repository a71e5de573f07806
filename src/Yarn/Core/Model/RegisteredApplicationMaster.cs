namespace Hathi.Yarn.Core.Model;

/// <summary>Answer to registerApplicationMaster.</summary>
/// <param name="MaximumCapability">The largest container that is granted.</param>
/// <param name="Queue">The path of where the application runs.</param>
/// <param name="FromPreviousAttempts">Containers that were kept over attempts; the shell adds a token for each of their nodes.</param>
/// <param name="CpuIsScheduled">Virtual cores decide too (scheduler_resource_types has CPU).</param>
/// <param name="User">Who submitted it, for the client-to-master key.</param>
public sealed record RegisteredApplicationMaster(
    Resource MaximumCapability,
    string Queue,
    IReadOnlyList<GrantedContainer> FromPreviousAttempts,
    bool CpuIsScheduled,
    string User);
