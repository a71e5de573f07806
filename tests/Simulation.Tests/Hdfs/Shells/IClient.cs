namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A process that works until enough was done.</summary>
internal interface IClient
{
    /// <summary>It does nothing any more.</summary>
    bool IsDone { get; }
}
