namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>The file cannot be written on: no node of its pipeline is left, or no block can be had.</summary>
internal sealed class WriteFailedException(string message) : Exception(message);
