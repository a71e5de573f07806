namespace Hathi.Base.Cores;

/// <summary>
/// A Core refuses: thrown inside an operation before it has changed anything, turned into an effect by the step. Each Core has one subclass
/// with its kinds of refusal.
/// </summary>
/// <param name="message">What happened, where, and what to do.</param>
public abstract class CoreFault(string message) : Exception(message);
