using System.Globalization;
using Hathi.Cli.Kit;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.MapRed;

/// <summary>Jobs as a table. Source: CLI.displayJobList.</summary>
internal static class JobTable
{
    private const int LongestName = 40;
    private const string Unavailable = "N/A";

    public static void Write(IReadOnlyList<ApplicationReportProto> jobs, ShellWriter to)
    {
        to.Line($"Total jobs:{jobs.Count}");
        Row(
            to, "JobId", "JobName", "State", "StartTime", "UserName", "Queue", "Priority", "UsedContainers", "RsvdContainers", "UsedMem",
            "RsvdMem", "NeededMem", "AM info");
        foreach (var a in jobs)
        {
            var used = a.AppResourceUsage;
            Row(
                to, a.ApplicationId.ToText().Replace("application_", "job_", StringComparison.Ordinal),
                a.Name.Length > LongestName ? a.Name[..LongestName] : a.Name, State(a), a.StartTime.ToString(CultureInfo.InvariantCulture),
                a.User, a.Queue, JobPriorities.NameOf(a.Priority?.Priority ?? 0), Number(used?.NumUsedContainers, ""),
                Number(used?.NumReservedContainers, ""), Number(used?.UsedResources?.Memory, "M"),
                Number(used?.ReservedResources?.Memory, "M"),
                Number(used?.NeededResources?.Memory, "M"), a.TrackingUrl);
        }
    }

    private static string Number(long? number, string unit) => number switch
    {
        null => "0" + unit,
        < 0 => Unavailable,
        { } value => value.ToString(CultureInfo.InvariantCulture) + unit,
    };

    private static void Row(ShellWriter to, params ReadOnlySpan<string> cells)
    {
        ReadOnlySpan<int> widths = [23, 40, 10, 14, 12, 12, 10, 15, 15, 8, 8, 10, 10];
        for (var i = 0; i < widths.Length; i++)
        {
            to.Print(i == 0 ? "" : "\t");
            to.Print(cells[i].PadLeft(widths[i]));
        }

        to.Line("");
    }

    private static string State(ApplicationReportProto a) => a.YarnApplicationState switch
    {
        YarnApplicationStateProto.Running => "RUNNING",
        YarnApplicationStateProto.Finished => a.FinalApplicationStatus switch
        {
            FinalApplicationStatusProto.AppSucceeded => "SUCCEEDED",
            FinalApplicationStatusProto.AppKilled => "KILLED",
            _ => "FAILED",
        },
        YarnApplicationStateProto.Failed => "FAILED",
        YarnApplicationStateProto.Killed => "KILLED",
        _ => "PREP",
    };
}
