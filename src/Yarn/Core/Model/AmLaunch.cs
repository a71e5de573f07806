namespace Hathi.Yarn.Core.Model;

/// <summary>
/// An application master is to be launched: startContainers on the node with what the submission carries, then an AmLaunched
/// or AmLaunchFailed input.
/// </summary>
/// <param name="Attempt">Whose master.</param>
/// <param name="Container">Where and how big.</param>
/// <param name="Submission">What was submitted.</param>
public sealed record AmLaunch(ApplicationAttemptId Attempt, GrantedContainer Container, Submission Submission);
