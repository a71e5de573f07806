namespace Hathi.Yarn.Core.Model;

/// <summary>
/// Amounts added up so often that 64 bits are too few, and taken off again: what is waited for (an application may ask ten thousand times
/// for as many of the largest containers as a message can say), and what was used for how long. Always exact.
/// </summary>
/// <param name="MemoryMiB">Memory, MiB.</param>
/// <param name="VirtualCores">Virtual cores.</param>
internal readonly record struct ResourceSum(Int128 MemoryMiB, Int128 VirtualCores)
{
    /// <summary>So many times the amount; may be negative.</summary>
    public static ResourceSum Of(Resource each, long times) =>
        new(Math.BigMul(each.MemoryMiB, times), Math.BigMul(each.VirtualCores, times));

    public static ResourceSum operator +(ResourceSum a, ResourceSum b) => new(a.MemoryMiB + b.MemoryMiB, a.VirtualCores + b.VirtualCores);

    public static ResourceSum operator -(ResourceSum a) => new(-a.MemoryMiB, -a.VirtualCores);

    public static ResourceSum operator /(ResourceSum a, int parts) => new(a.MemoryMiB / parts, a.VirtualCores / parts);

    /// <summary>As it can be told: what does not fit is the most that does.</summary>
    public Resource ToResource() => new(long.CreateSaturating(MemoryMiB), long.CreateSaturating(VirtualCores));
}
