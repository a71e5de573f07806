using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;

namespace Hathi.Yarn.Core.State;

/// <summary>
/// How resources are compared and rounded: by memory alone (DefaultResourceCalculator), or by cores too (DominantResourceCalculator).
/// </summary>
internal sealed class ResourceRules(RmOptions options)
{
    public bool CpuDecides { get; } = options.CpuDecides;

    public Resource Minimum { get; } = options.MinimumAllocation;

    public bool Fits(Resource wanted, Resource room) =>
        wanted.MemoryMiB <= room.MemoryMiB && (!CpuDecides || wanted.VirtualCores <= room.VirtualCores);

    /// <summary>Whether a container may be granted on a node, wherever it is.</summary>
    public bool Suits(ScheduledApplication application, Demand demand, RmNode node) =>
        node is { IsHeard: true, IsFull: false } && Fits(demand.Capability, node.Free) && !application.Rejects(node);

    /// <summary>
    /// As asked, rounded up to a multiple of the minimum as far as the maximum goes. Without cores in the calculation an application gets
    /// at least one, as it is told.
    /// </summary>
    public Resource Normalize(Resource asked, Resource maximum)
    {
        var rounded = RoundUp(Resource.Max(asked, Minimum));
        var memory = Math.Max(asked.MemoryMiB, Math.Min(rounded.MemoryMiB, maximum.MemoryMiB));
        var cores = CpuDecides
            ? Math.Max(asked.VirtualCores, Math.Min(rounded.VirtualCores, maximum.VirtualCores))
            : Math.Max(1, asked.VirtualCores);
        return new Resource(memory, cores);
    }

    /// <summary>A part of an amount.</summary>
    public static Resource Part(Resource whole, double part) =>
        new((long)Math.Floor((whole.MemoryMiB * part) + 1e-6), (long)Math.Floor((whole.VirtualCores * part) + 1e-6));

    /// <summary>
    /// A part of an amount, rounded up to the next multiple of the minimum allocation: for limits that may be gone over,
    /// rather than never reached.
    /// </summary>
    public Resource PartUp(Resource whole, double part) =>
        RoundUp(new Resource((long)Math.Ceiling((whole.MemoryMiB * part) - 1e-6), (long)Math.Ceiling((whole.VirtualCores * part) - 1e-6)));

    /// <summary>Up to the next multiple of the minimum allocation.</summary>
    private Resource RoundUp(Resource amount) =>
        new(RoundUp(amount.MemoryMiB, Minimum.MemoryMiB), RoundUp(amount.VirtualCores, Math.Max(1, Minimum.VirtualCores)));

    /// <summary>How much of the whole an amount is: by what it has most of.</summary>
    public double Share(Resource amount, Resource whole)
    {
        var memory = whole.MemoryMiB <= 0 ? 0 : (double)amount.MemoryMiB / whole.MemoryMiB;
        return CpuDecides && whole.VirtualCores > 0 ? Math.Max(memory, (double)amount.VirtualCores / whole.VirtualCores) : memory;
    }

    // What has no multiple above it is the most that there is: a limit without end is one, and not a negative one.
    private static long RoundUp(long value, long step)
    {
        var over = value % step;
        var missing = over > 0 ? step - over : -over;
        return value <= long.MaxValue - missing ? value + missing : long.MaxValue;
    }
}
