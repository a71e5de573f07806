using System.Text;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Hands the history of a finished job over to the history server: history, configuration and summary, in the directory where it looks for new ones
/// (mapreduce.jobhistory.intermediate-done-dir). The summary comes last and says that the others are whole. Source: Apache's JobHistoryEventHandler.
/// </summary>
internal static class DoneHistory
{
    private const int DirectoryMode = 0x1F8; // 0770
    private const int FileMode = 0x1F8; // 0770

    internal static async Task MoveAsync(
        MasterPlan plan, StagingDirectory staging, HistoryKeeper keeper, Outcome outcome, JobMaster master, JobFileSystems fileSystems, CancellationToken cancellation)
    {
        try
        {
            var root = plan.Configuration.GetString("mapreduce.jobhistory.intermediate-done-dir", "");
            if (root.Length == 0)
            {
                root = plan.Configuration.GetString("yarn.app.mapreduce.am.staging-dir", "/tmp/hadoop-yarn/staging") + "/history/done_intermediate";
            }

            var directory = fileSystems.Resolve(root).Child(plan.User);
            await directory.FileSystem.MakeDirectoryAsync(directory.Path, DirectoryMode, cancellation).ConfigureAwait(false);
            var status = outcome switch { Outcome.Succeeded => "SUCCEEDED", Outcome.Failed => "FAILED", _ => "KILLED" };
            int maps = master.Done(TaskType.Map), reduces = master.Done(TaskType.Reduce);
            var name = new HistoryFileName(
                plan.Id.ToString(), keeper.SubmitTime, plan.User, plan.Job.Name, keeper.FinishTime, maps, reduces, status, keeper.Queue, keeper.LaunchTime);
            await CopyAsync(staging.HistoryFile(plan.Id, plan.Attempt.AttemptId), directory, name.ToString(), cancellation).ConfigureAwait(false);
            await CopyAsync(staging.ConfigurationFile, directory, plan.Id + HistoryFileName.ConfSuffix, cancellation).ConfigureAwait(false);
            var summary = $"jobId={plan.Id},submitTime={keeper.SubmitTime},launchTime={keeper.LaunchTime},firstMapTaskLaunchTime={keeper.LaunchTime},firstReduceTaskLaunchTime={keeper.LaunchTime},finishTime={keeper.FinishTime},resourcesPerMap={plan.MapMemory},resourcesPerReduce={plan.ReduceMemory},numMaps={plan.Splits.Count},numReduces={plan.Reduces},succededMaps={maps},succededReduces={reduces},failedMaps=0,failedReduces=0,killedMaps=0,killedReduces=0,user={plan.User},queue={keeper.Queue},status={status},mapSlotSeconds=0,reduceSlotSeconds=0,jobName={plan.Job.Name.Replace(',', ' ')}";
            await PutAsync(directory, plan.Id + HistoryFileName.SummarySuffix, Encoding.UTF8.GetBytes(summary), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The job's history was not handed over: {e.Message}").ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(QualifiedPath from, QualifiedPath directory, string name, CancellationToken cancellation) =>
        await PutAsync(directory, name, await ClusterFiles.ReadAsync(from, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    private static async Task PutAsync(QualifiedPath directory, string name, byte[] bytes, CancellationToken cancellation)
    {
        var unfinished = directory.Child(name + "_tmp");
        var target = directory.Child(name);
        await ClusterFiles.WriteAsync(unfinished, bytes, new CreateOptions { Overwrite = true }, cancellation).ConfigureAwait(false);
        await directory.FileSystem.SetPermissionAsync(unfinished.Path, FileMode, cancellation).ConfigureAwait(false);
        await directory.FileSystem.DeleteAsync(target.Path, recursive: false, cancellation).ConfigureAwait(false);
        await directory.FileSystem.RenameAsync(unfinished.Path, target.Path, cancellation).ConfigureAwait(false);
    }
}
