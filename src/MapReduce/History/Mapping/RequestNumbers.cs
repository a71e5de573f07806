using Hathi.MapReduce.Protocol;

namespace Hathi.MapReduce.History.Mapping;

/// <summary>Numbers and kinds that calls name.</summary>
internal static class RequestNumbers
{
    /// <summary>
    /// The first entry of a list that is asked for, and how many: a list is never longer than the job has attempts. Below
    /// zero: from the first, none.
    /// </summary>
    internal static int Count(int number) => Math.Max(0, number);

    /// <summary>Whether maps are asked for; else reduces. Absent: maps.</summary>
    internal static bool IsMap(TaskTypeProto type) => type == TaskTypeProto.Map;
}
