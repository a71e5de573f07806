using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>The resources that are scheduled here.</summary>
internal static class ResourceTypes
{
    public static IEnumerable<ResourceTypeInfoProto> All() =>
    [
        new() { Name = IdMapping.MemoryName, Units = IdMapping.MemoryUnits, Type = ResourceTypesProto.Countable },
        new() { Name = IdMapping.CoresName, Units = "", Type = ResourceTypesProto.Countable },
    ];
}
