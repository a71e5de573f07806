namespace Hathi.Simulation.Tests.Kit;

/// <summary>How likely each call to a simulated disk fails: 0 … 1. Changed by the scenario as it goes.</summary>
public sealed class DiskFaults
{
    /// <summary>That a read fails.</summary>
    public double Read { get; set; }

    /// <summary>That a write, a change of length, a new file, a rename or a delete fails; it then did nothing.</summary>
    public double Write { get; set; }

    /// <summary>
    /// That a sync of a file fails: what it should have written stays readable until the power goes, and never reaches the
    /// medium by another sync.
    /// </summary>
    public double Sync { get; set; }

    /// <summary>The file whose bytes the medium does not give back, though it can be opened; null: none.</summary>
    public string? Unreadable { get; set; }

    /// <summary>The directory of which nothing can be read or changed, one of several disks; null: none.</summary>
    public string? Dead { get; set; }

    /// <summary>No more faults, but of a disk that is dead.</summary>
    public void Clear() => (Read, Write, Sync, Unreadable) = (0, 0, 0, null);
}
