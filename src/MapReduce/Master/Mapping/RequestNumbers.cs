using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol;

namespace Hathi.MapReduce.Master.Mapping;

/// <summary>Numbers and kinds that clients and workers send.</summary>
internal static class RequestNumbers
{
    /// <summary>What a worker says to have done of an attempt, 0 … 1.</summary>
    internal static float Fraction(float progress) => progress is >= 0 and <= 1 ? progress : progress > 1 ? 1 : 0;

    /// <summary>What a worker says that something took.</summary>
    internal static long Millis(long milliseconds) => Math.Clamp(milliseconds, 0, RequestLimits.PhaseMillis);

    /// <summary>What a worker says to have read or spilled.</summary>
    internal static long Figure(long figure) => Math.Clamp(figure, 0, RequestLimits.AttemptFigure);

    /// <summary>
    /// The first entry of a list that is asked for, and how many: never more than there are. Below zero: from the first, none.
    /// </summary>
    internal static int Count(int number) => Math.Max(0, number);

    /// <summary>The version of what a client has seen; one that there never was is answered like any other.</summary>
    internal static long Version(long seen) => seen;

    /// <summary>Absent: maps.</summary>
    internal static TaskType Type(TaskTypeProto type) => type == TaskTypeProto.Map ? TaskType.Map : TaskType.Reduce;
}
