
namespace Hathi.MapReduce.Core.Tests;

/// <summary>A container of <see cref="SimulatedCluster"/>.</summary>
internal sealed class SimulatedBox(string host, long memory)
{
    internal long Memory { get; } = memory;

    internal string Host { get; } = host;

    internal AttemptRef? Attempt { get; set; }
}
