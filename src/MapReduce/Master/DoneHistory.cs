using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Hands the history of a finished job over to the history server: history, configuration and summary, in the directory where it looks for
/// new ones (mapreduce.jobhistory.intermediate-done-dir). The summary comes last and says that the others are whole. Source: Apache's
/// JobHistoryEventHandler.
/// </summary>
internal sealed class DoneHistory(
    MasterPlan plan, StagingDirectory staging, HistoryKeeper keeper, JobMaster master, Outcome outcome, JobFileSystems fileSystems)
{
    private const int DirectoryMode = 0x1F8; // 0770
    private const int FileMode = 0x1F8; // 0770

    private int Maps => master.Done(TaskType.Map);

    private int Reduces => master.Done(TaskType.Reduce);

    private string Status => outcome switch { Outcome.Succeeded => "SUCCEEDED", Outcome.Failed => "FAILED", _ => "KILLED" };

    private QualifiedPath Directory
    {
        get
        {
            var root = plan.Configuration.Get(HistoryKeys.IntermediateDirectory);
            if (root.Length == 0)
            {
                root = plan.Configuration.Get(MapReduceKeys.StagingDirectory) + "/history/done_intermediate";
            }

            return fileSystems.Resolve(root).Child(plan.User);
        }
    }

    /// <summary>Copies all three: should this master die, the next one still finds what it needs.</summary>
    internal async Task CopyAsync(CancellationToken cancellation)
    {
        if (await TryAsync(() => FilesAsync(PutCopyAsync, cancellation)).ConfigureAwait(false))
        {
            await EndAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes history and configuration out of the staging directory, which is fast: for a master with little time and no successor.
    /// <see cref="EndAsync"/> is to follow.
    /// </summary>
    /// <returns>Whether it could.</returns>
    internal Task<bool> TakeAsync(CancellationToken cancellation) => TryAsync(() => FilesAsync(RenameAsync, cancellation));

    /// <summary>Writes the summary.</summary>
    internal Task EndAsync(CancellationToken cancellation)
    {
        var summary = Summary();
        var options = new CreateOptions { Overwrite = true, Mode = FileMode };
        return TryAsync(() => ClusterFiles.WriteAsync(
            Directory.Child(plan.Id + HistoryFileName.SummarySuffix), Encoding.UTF8.GetBytes(summary), options, cancellation));
    }

    private string Summary()
    {
        var (maps, reduces) = (keeper.Undone(TaskType.Map, Maps), keeper.Undone(TaskType.Reduce, Reduces));
        (string Key, object Value)[] fields =
        [
            ("jobId", plan.Id),
            ("submitTime", keeper.SubmitTime),
            ("launchTime", keeper.LaunchTime),
            ("firstMapTaskLaunchTime", keeper.LaunchTime),
            ("firstReduceTaskLaunchTime", keeper.LaunchTime),
            ("finishTime", keeper.FinishTime),
            ("resourcesPerMap", plan.MapMemory),
            ("resourcesPerReduce", plan.ReduceMemory),
            ("numMaps", plan.Splits.Count),
            ("numReduces", plan.Reduces),
            ("succededMaps", Maps),
            ("succededReduces", Reduces),
            ("failedMaps", maps.Failed),
            ("failedReduces", reduces.Failed),
            ("killedMaps", maps.Killed),
            ("killedReduces", reduces.Killed),
            ("user", Escape(plan.User)),
            ("queue", Escape(keeper.AskedQueue)),
            ("status", Status),
            ("mapSlotSeconds", 0),
            ("reduceSlotSeconds", 0),
            ("jobName", Escape(plan.Job.Name)),
        ];
        return string.Join(',', fields.Select(static f => string.Create(CultureInfo.InvariantCulture, $"{f.Key}={f.Value}")));
    }

    /// <summary>A value of the summary: what parts fields or lines is escaped. Source: Apache's JobSummary.</summary>
    internal static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    private async Task FilesAsync(Func<QualifiedPath, QualifiedPath, CancellationToken, Task> bring, CancellationToken cancellation)
    {
        var directory = Directory;
        await directory.FileSystem.MakeDirectoryAsync(directory.Path, DirectoryMode, cancellation).ConfigureAwait(false);
        var name = new HistoryFileName(
            plan.Id.ToString(), keeper.SubmitTime, plan.User, plan.Job.Name, keeper.FinishTime, Maps, Reduces, Status, keeper.Queue,
            keeper.LaunchTime);
        await bring(
            staging.HistoryFile(plan.Id, plan.Attempt.AttemptId), directory.Child(name.ToString()), cancellation).ConfigureAwait(false);
        await bring(staging.ConfigurationFile, directory.Child(plan.Id + HistoryFileName.ConfSuffix), cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync($"The job's history was not handed over: {e.Message}").ConfigureAwait(false);
            return false;
        }
    }

    private static async Task PutCopyAsync(QualifiedPath from, QualifiedPath target, CancellationToken cancellation)
    {
        var unfinished = target with { Path = target.Path + "_tmp" };
        await ClusterFiles.CopyAsync(from, unfinished, new CreateOptions { Overwrite = true }, cancellation).ConfigureAwait(false);
        await RenameAsync(unfinished, target, cancellation).ConfigureAwait(false);
    }

    private static async Task RenameAsync(QualifiedPath from, QualifiedPath target, CancellationToken cancellation)
    {
        await target.FileSystem.SetPermissionAsync(from.Path, FileMode, cancellation).ConfigureAwait(false);
        await target.FileSystem.DeleteAsync(target.Path, recursive: false, cancellation).ConfigureAwait(false);
        await target.FileSystem.RenameAsync(from.Path, target.Path, cancellation).ConfigureAwait(false);
    }
}
