using System.Net;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.Rpc;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master;

/// <summary>The application master of a C# job: the process in the application's first container.</summary>
public static class JobMasterProcess
{
    /// <summary>A client that waits for the job hears its end from the master; so long the master waits for it.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>How long a NameNode in safe mode is waited for.</summary>
    private static readonly TimeSpan SafeModeWait = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SafeModePause = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the job that the container's files describe.</summary>
    /// <param name="args">None.</param>
    /// <returns>The exit code of the process: 0 when the ResourceManager was told how the job ended.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var plan = MasterPlan.Load();
        var fileSystem = FileSystems.Get(null, plan.Configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            var fileSystems = new JobFileSystems(fileSystem, plan.Configuration);
            await using (fileSystems.ConfigureAwait(false))
            {
                return await RunAsync(plan, fileSystems).ConfigureAwait(false);
            }
        }
    }

    private static async Task<int> RunAsync(MasterPlan plan, JobFileSystems fileSystems)
    {
        var cancellation = CancellationToken.None;
        var context = new JobContext(plan.Job, plan.Id, fileSystems);
        var committer = plan.Job.Parts.OutputFormat.CreateCommitter(context);
        var staging = StagingDirectory.Of(plan.Id, fileSystems, plan.Configuration);
        var markers = new CommitMarkers(staging, committer, plan.Attempt.AttemptId);
        await using var yarn = new YarnClient(plan.Configuration);
        await using var manager = new ApplicationMasterClient(plan.Configuration, plan.Credentials);
        var racks = await RackTable.LoadAsync(yarn, cancellation).ConfigureAwait(false);
        await AwaitWritableAsync(staging, cancellation).ConfigureAwait(false);
        var earlier = await EarlierMaster.FindAsync(plan, staging, markers, committer, cancellation).ConfigureAwait(false);
        var history = new JobHistory(staging.HistoryFile(plan.Id, plan.Attempt.AttemptId));
        await using (history.ConfigureAwait(false))
        {
            var keeper = new HistoryKeeper(plan, history, racks);
            var board = new JobBoard(plan.Id, plan.Splits.Count, plan.Reduces, fileSystems.Default.Uri.Scheme);
            var corePlan = plan.ForCore(racks, [.. earlier.Tasks.Select(t => new RecoveredTask(t.Record.Id, t.Record.Host))]);
            var master = new JobMaster(plan, new JobCore(corePlan), board, committer, markers, keeper) { Manager = corePlan.Limits.Uber ? null : manager };
            keeper.JobStarted(staging.ConfigurationFile.ToString(), corePlan.Limits.Uber, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            earlier.Apply(board, master.Outputs, history);

            var options = new RpcServerOptions { TokenSecrets = new UmbilicalServer.Secrets(plan.Token, plan.User) };
            var server = await RpcServer.StartAsync(
                new IPEndPoint(IPAddress.Any, 0), [UmbilicalServer.Protocol(master.Workers), WatchDesk.Protocol(master), new JobDesk(plan, master, board, keeper).Protocol()], options, NullLogger.Instance, cancellation).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await manager.RegisterAsync(ContainerEnvironment.Host, server.BoundEndPoint.Port, "", cancellation).ConfigureAwait(false);
                var run = new MasterRun(plan, master, manager, racks, server.BoundEndPoint.Port);
                var (outcome, message, given) = await run.RunAsync(earlier.End, corePlan.Limits.Uber).ConfigureAwait(false);
                if (given)
                {
                    await Console.Error.WriteLineAsync("The ResourceManager has given this master up; another one goes on.").ConfigureAwait(false);
                    return 1;
                }

                await history.DisposeAsync().ConfigureAwait(false);
                await DoneHistory.MoveAsync(plan, staging, keeper, outcome, master, fileSystems, cancellation).ConfigureAwait(false);
                var status = outcome switch
                {
                    Outcome.Succeeded => FinalApplicationStatusProto.AppSucceeded,
                    Outcome.Failed => FinalApplicationStatusProto.AppFailed,
                    _ => FinalApplicationStatusProto.AppKilled,
                };
                await manager.FinishAsync(status, message, HistoryUrl(plan), cancellation).ConfigureAwait(false);
                await master.Watchers.EndTold.WaitAsync(LastWords, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await fileSystems.Default.DeleteAsync(staging.Path.Path, recursive: true, cancellation).ConfigureAwait(false);
                await run.StopAsync().ConfigureAwait(false);
                return 0;
            }
        }
    }

    // What takes the master's place may have taken the NameNode down as well: one that has just started refuses changes until its DataNodes have reported.
    private static async Task AwaitWritableAsync(StagingDirectory staging, CancellationToken cancellation)
    {
        for (var tries = (int)(SafeModeWait / SafeModePause); ; tries--)
        {
            try
            {
                await staging.Path.FileSystem.MakeDirectoryAsync(staging.Path.Path, StagingDirectory.DirectoryMode, cancellation).ConfigureAwait(false);
                return;
            }
            catch (SafeModeException e) when (tries > 0)
            {
                await Console.Error.WriteLineAsync($"The job waits: {e.Message}").ConfigureAwait(false);
                await Task.Delay(SafeModePause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static string HistoryUrl(MasterPlan plan) =>
        plan.Configuration.GetString("mapreduce.jobhistory.webapp.address", "") is { Length: > 0 } address ? $"http://{address}/jobhistory/job/{plan.Id}" : "";
}
