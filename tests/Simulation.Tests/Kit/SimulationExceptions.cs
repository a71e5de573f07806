namespace Hathi.Simulation.Tests.Kit;

/// <summary>An invariant does not hold, or the code under test threw. The message has the seed and the last events.</summary>
public sealed class SimulationFailedException(string message, Exception? cause) : Exception(message, cause);

/// <summary>Thrown out of a disk call at which the process dies. Code under test must let it pass; the world catches it.</summary>
public sealed class SimulatedCrashException() : Exception("The simulated process dies inside this disk call.");
