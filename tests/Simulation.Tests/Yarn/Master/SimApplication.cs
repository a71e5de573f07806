using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Yarn.Master;

/// <summary>What an application is to do, and what it has left in files: outlives its masters.</summary>
internal abstract class SimApplication
{
    public required Submission Submission { get; init; }

    public ApplicationId Id => Submission.Id;

    /// <summary>It may say that it succeeded.</summary>
    public abstract bool IsDone { get; }
}
