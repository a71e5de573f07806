namespace Hathi.Yarn.Core.Model;

/// <summary>An amount of what containers are made of. Text as Apache's: <c>&lt;memory:1024, vCores:1&gt;</c>.</summary>
/// <param name="MemoryMiB">Memory, MiB.</param>
/// <param name="VirtualCores">Virtual cores.</param>
public readonly record struct Resource(long MemoryMiB, int VirtualCores)
{
    /// <summary>Nothing.</summary>
    public static readonly Resource None;

    /// <summary>Neither is above zero.</summary>
    public bool IsNone => MemoryMiB <= 0 && VirtualCores <= 0;

    /// <summary>The sum.</summary>
    public static Resource operator +(Resource a, Resource b) => new(a.MemoryMiB + b.MemoryMiB, a.VirtualCores + b.VirtualCores);

    /// <summary>The difference; may be negative.</summary>
    public static Resource operator -(Resource a, Resource b) => new(a.MemoryMiB - b.MemoryMiB, a.VirtualCores - b.VirtualCores);

    /// <summary>So many times.</summary>
    public static Resource operator *(Resource a, int times) => new(a.MemoryMiB * times, a.VirtualCores * times);

    /// <summary>Both are at most the other's.</summary>
    public bool FitsIn(Resource room) => MemoryMiB <= room.MemoryMiB && VirtualCores <= room.VirtualCores;

    /// <summary>The smaller of each.</summary>
    public static Resource Min(Resource a, Resource b) => new(Math.Min(a.MemoryMiB, b.MemoryMiB), Math.Min(a.VirtualCores, b.VirtualCores));

    /// <summary>The larger of each.</summary>
    public static Resource Max(Resource a, Resource b) => new(Math.Max(a.MemoryMiB, b.MemoryMiB), Math.Max(a.VirtualCores, b.VirtualCores));

    /// <inheritdoc/>
    public override string ToString() => $"<memory:{MemoryMiB}, vCores:{VirtualCores}>";
}
