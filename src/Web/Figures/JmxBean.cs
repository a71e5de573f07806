namespace Hathi.Web.Figures;

/// <summary>A bean of <c>/jmx</c>.</summary>
/// <param name="Name">As Java writes an ObjectName: <c>Hadoop:service=NameNode,name=FSNamesystemState</c>.</param>
/// <param name="ModelerType">The Java class or record that scripts find it by.</param>
/// <param name="Attributes">Name and value: a text, a truth, a whole number or a fraction.</param>
public sealed record JmxBean(string Name, string ModelerType, IReadOnlyList<(string Name, object Value)> Attributes)
{
    /// <summary>What every daemon knows of its process, by the names that Apache's have.</summary>
    /// <param name="service">NameNode, ResourceManager, …</param>
    public static JmxBean Process(string service)
    {
        const double Mebibyte = 1 << 20;
        var memory = GC.GetGCMemoryInfo();
        return new JmxBean($"Hadoop:service={service},name=JvmMetrics", "JvmMetrics",
        [
            ("MemHeapUsedM", GC.GetTotalMemory(forceFullCollection: false) / Mebibyte),
            ("MemHeapCommittedM", memory.TotalCommittedBytes / Mebibyte),
            ("MemHeapMaxM", memory.TotalAvailableMemoryBytes / Mebibyte),
            ("GcCount", (long)GC.CollectionCount(0)),
            ("GcTimeMillis", (long)GC.GetTotalPauseDuration().TotalMilliseconds),
        ]);
    }
}
