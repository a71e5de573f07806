using System.Text.Json;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>Amounts of resources as Apache's REST has them.</summary>
internal static class ResourceJson
{
    public static void WriteResource(this Utf8JsonWriter json, string name, Resource resource)
    {
        json.WriteStartObject(name);
        json.WriteResourceFields(resource);
        json.WriteEndObject();
    }

    public static void WriteResourceFields(this Utf8JsonWriter json, Resource resource)
    {
        json.WriteNumber("memory", resource.MemoryMiB);
        json.WriteNumber("vCores", IdMapping.ToInt(resource.VirtualCores));
        json.WriteStartObject("resourceInformations");
        json.WriteStartArray("resourceInformation");
        WriteOne(json, IdMapping.MemoryName, IdMapping.MemoryUnits, resource.MemoryMiB);
        WriteOne(json, IdMapping.CoresName, "", resource.VirtualCores);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What is used of the one partition that there is.</summary>
    public static void WriteUsages(
        this Utf8JsonWriter json, string name, Resource used, Resource reserved, Resource pending, Resource masters, Resource masterLimit,
        Resource userMasterLimit)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("resourceUsagesByPartition");
        json.WriteStartObject();
        json.WriteString("partitionName", "");
        json.WriteResource("used", used);
        json.WriteResource("reserved", reserved);
        json.WriteResource("pending", pending);
        json.WriteResource("amUsed", masters);
        json.WriteResource("amLimit", masterLimit);
        json.WriteResource("userAmLimit", userMasterLimit);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A map of Java's: <c>{"entry":[{"key":…,"value":…}]}</c>.</summary>
    public static void WriteEntries(this Utf8JsonWriter json, string name, long memory, long cores)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("entry");
        WriteEntry(json, IdMapping.MemoryName, memory);
        WriteEntry(json, IdMapping.CoresName, cores);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string key, long value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteNumber("value", value);
        json.WriteEndObject();
    }

    private static void WriteOne(Utf8JsonWriter json, string name, string units, long value)
    {
        json.WriteStartObject();
        json.WriteNumber("maximumAllocation", long.MaxValue);
        json.WriteNumber("minimumAllocation", 0);
        json.WriteString("name", name);
        json.WriteString("resourceType", "COUNTABLE");
        json.WriteString("units", units);
        json.WriteNumber("value", value);
        json.WriteEndObject();
    }
}
