namespace Hathi.Bench.Ring;

/// <summary>What one measurement of a server gave.</summary>
/// <param name="PerSecond">Requests answered a second.</param>
/// <param name="P99">Of their latencies, milliseconds.</param>
/// <param name="CpuMicros">Processor time of the server a request, microseconds.</param>
internal sealed record RingFigures(double PerSecond, double P99, double CpuMicros);
