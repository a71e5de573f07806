namespace Hathi.Yarn.Core.Model;

/// <summary>Answer to getNewApplication.</summary>
/// <param name="Id">Not given to anybody else.</param>
/// <param name="MaximumCapability">The largest container that is granted.</param>
public sealed record NewApplication(ApplicationId Id, Resource MaximumCapability);
