namespace Hathi.Simulation.Tests.Kit;

/// <summary>How a world treats what lives in it. Probabilities are 0 … 1, times are virtual microseconds.</summary>
public sealed record WorldOptions
{
    /// <summary>The shortest way of a message.</summary>
    public int MinLatencyMicros { get; init; } = 100;

    /// <summary>The longest way of a message.</summary>
    public int MaxLatencyMicros { get; init; } = 2_000;

    /// <summary>That a message never arrives.</summary>
    public double Loss { get; init; }

    /// <summary>That a message arrives twice.</summary>
    public double Duplication { get; init; }

    /// <summary>
    /// That a message overtakes or is overtaken by others between the same two; otherwise they keep their order, as on one connection.
    /// </summary>
    public double Reordering { get; init; }

    /// <summary>Bytes that reach a simulated medium together or not at all.</summary>
    public int SectorBytes { get; init; } = 512;

    /// <summary>Room on each simulated disk.</summary>
    public long DiskBytes { get; init; } = 1L << 40;

    /// <summary>A write that finds no room for all of its bytes leaves those that fit, as file systems do; else it leaves none.</summary>
    public bool FillsPartly { get; init; }

    /// <summary>Events kept for the trace of a failure.</summary>
    public int TraceEvents { get; init; } = 400;

    /// <summary>A run of more events than this fails: something feeds itself.</summary>
    public long MaxEvents { get; init; } = 50_000_000;

    /// <summary>The defaults: a network and disks that do no harm.</summary>
    public static WorldOptions Default { get; } = new();
}
