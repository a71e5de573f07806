namespace Hathi.Yarn.Core.Model;

/// <summary>
/// An amount of what containers are made of. Text as Apache's: <c>&lt;memory:1024, vCores:1&gt;</c>. Arithmetic stays at the ends: what
/// wrapped would be room for somebody, or a debt.
/// </summary>
/// <param name="MemoryMiB">Memory, MiB.</param>
/// <param name="VirtualCores">Virtual cores: of one container or node few, of all containers more than 32 bits can say.</param>
public readonly record struct Resource(long MemoryMiB, long VirtualCores)
{
    /// <summary>Nothing.</summary>
    public static readonly Resource None;

    /// <summary>Neither is above zero.</summary>
    public bool IsNone => MemoryMiB <= 0 && VirtualCores <= 0;

    /// <summary>The sum.</summary>
    public static Resource operator +(Resource a, Resource b) => new(Sum(a.MemoryMiB, b.MemoryMiB), Sum(a.VirtualCores, b.VirtualCores));

    /// <summary>The difference; may be negative.</summary>
    public static Resource operator -(Resource a, Resource b) =>
        new(Difference(a.MemoryMiB, b.MemoryMiB), Difference(a.VirtualCores, b.VirtualCores));

    /// <summary>So many times.</summary>
    public static Resource operator *(Resource a, int times) => ResourceSum.Of(a, times).ToResource();

    /// <summary>Both are at most the other's.</summary>
    public bool FitsIn(Resource room) => MemoryMiB <= room.MemoryMiB && VirtualCores <= room.VirtualCores;

    /// <summary>The smaller of each.</summary>
    public static Resource Min(Resource a, Resource b) => new(Math.Min(a.MemoryMiB, b.MemoryMiB), Math.Min(a.VirtualCores, b.VirtualCores));

    /// <summary>The larger of each.</summary>
    public static Resource Max(Resource a, Resource b) => new(Math.Max(a.MemoryMiB, b.MemoryMiB), Math.Max(a.VirtualCores, b.VirtualCores));

    /// <inheritdoc/>
    public override string ToString() => $"<memory:{MemoryMiB}, vCores:{VirtualCores}>";

    private static long Sum(long a, long b)
    {
        var sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) >= 0 ? sum : End(a);
    }

    private static long Difference(long a, long b)
    {
        var difference = unchecked(a - b);
        return ((a ^ b) & (a ^ difference)) >= 0 ? difference : End(a);
    }

    private static long End(long sign) => sign < 0 ? long.MinValue : long.MaxValue;
}
