using System.Globalization;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary>The report of one application.</summary>
internal static class ApplicationText
{
    public static void Write(YarnShell shell, ApplicationReportProto a)
    {
        shell.Line("Application Report : ");
        Field("Application-Id", a.ApplicationId.ToText());
        Field("Application-Name", a.Name);
        Field("Application-Type", a.ApplicationType);
        Field("User", a.User);
        Field("Queue", a.Queue);
        Field("Application Priority", Text(a.Priority?.Priority ?? 0));
        Field("Start-Time", Text(a.StartTime));
        Field("Finish-Time", Text(a.FinishTime));
        Field("Progress", ApplicationCommand.Percent(a.Progress));
        Field("State", Names.Of(a.YarnApplicationState));
        Field("Final-State", Names.Of(a.FinalApplicationStatus));
        Field("Tracking-URL", a.OriginalTrackingUrl);
        Field("RPC Port", Text(a.RpcPort));
        Field("AM Host", a.Host);
        Field("Aggregate Resource Allocation", Usage(a.AppResourceUsage, u => (u.MemorySeconds, u.VcoreSeconds)));
        Field("Aggregate Resource Preempted", Usage(a.AppResourceUsage, u => (u.PreemptedMemorySeconds, u.PreemptedVcoreSeconds)));
        Field("Log Aggregation Status", a.HasLogAggregationStatus ? Names.Of(a.LogAggregationStatus) : "N/A");
        Field("Diagnostics", a.Diagnostics);
        Field("Unmanaged Application", a.UnmanagedApplication ? "true" : "false");
        Field("Application Node Label Expression", a.HasAppNodeLabelExpression ? a.AppNodeLabelExpression : "<Not set>");
        Field("AM container Node Label Expression", a.HasAmNodeLabelExpression ? a.AmNodeLabelExpression : "<DEFAULT_PARTITION>");
        foreach (var timeout in a.AppTimeouts)
        {
            var t = timeout.ApplicationTimeout;
            shell.Line($"\tTimeoutType : LIFETIME\tExpiryTime : {t.ExpireTime}\tRemainingTime : {t.RemainingTime}seconds");
        }

        shell.Line("");

        void Field(string name, string value) => shell.Line($"\t{name} : {value}");
    }

    private static string Usage(
        ApplicationResourceUsageReportProto? usage, Func<ApplicationResourceUsageReportProto, (long Memory, long Cores)> part)
    {
        if (usage is null)
        {
            return "N/A";
        }

        var (memory, cores) = part(usage);
        return $"{memory} MB-seconds, {cores} vcore-seconds";
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
