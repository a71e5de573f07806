using System.Net;
using System.Runtime.InteropServices;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Output;
using Hathi.Platform;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master;

/// <summary>The application master of a C# job: the process in the application's first container.</summary>
public static class JobMasterProcess
{
    /// <summary>As of a process that SIGTERM ended.</summary>
    private const int Terminated = 143;

    /// <summary>A client that waits for the job hears its end from the master; so long the master waits for it.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>A commit that is broken off ends with the call that is under way; SIGKILL is near.</summary>
    private static readonly TimeSpan CommitEnds = TimeSpan.FromSeconds(2);

    /// <summary>Runs the job that the container's files describe.</summary>
    /// <param name="args">None.</param>
    /// <returns>The exit code of the process: 0 when the ResourceManager was told how the job ended, or has ended it itself.</returns>
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

    /// <summary>As <see cref="RunAsync(string[])"/>, of a job that is known.</summary>
    internal static async Task<int> RunAsync(MasterPlan plan, JobFileSystems fileSystems)
    {
        var cancellation = CancellationToken.None;
        var context = new JobContext(plan.Job, plan.Id, fileSystems);
        var committer = plan.Job.Parts.OutputFormat.CreateCommitter(context);
        var staging = StagingDirectory.Of(plan.Id, fileSystems, plan.Configuration);
        var markers = new CommitMarkers(staging, committer, plan.Attempt.AttemptId);
        await using var yarn = new YarnClient(plan.Configuration);
        await using var manager = new ApplicationMasterClient(plan.Configuration, plan.Credentials);
        var patient = ManagerCall.Of(plan.Configuration, TimeProvider.System);
        var racks = await RackTable.LoadAsync(
            patient, token => yarn.GetNodesAsync([NodeStateProto.NsRunning], token), cancellation).ConfigureAwait(false);
        if (!await ClusterFiles.ExistsAsync(staging.Path, cancellation).ConfigureAwait(false))
        {
            await Console.Error.WriteLineAsync($"{staging.Path} is not there any more: "
                + "the job has ended, or was killed, before this application master began.").ConfigureAwait(false);
            return 1;
        }

        var history = new JobHistory(staging.HistoryFile(plan.Id, plan.Attempt.AttemptId));
        await using (history.ConfigureAwait(false))
        {
            var ground = new Ground(plan, fileSystems, committer, staging, markers, history, yarn, manager, patient, racks);
            return await ServeAsync(ground, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Answers clients and tasks and hears the ResourceManager until the job has ended.</summary>
    private static async Task<int> ServeAsync(Ground ground, CancellationToken cancellation)
    {
        var plan = ground.Plan;
        var keeper = new HistoryKeeper(plan, ground.History, ground.Racks);
        var board = new JobBoard(plan.Id, plan.Splits.Count, plan.Reduces, ground.FileSystems.Default.Uri.Scheme);
        var uber = UberRule.Applies(plan);
        var master = new JobMaster(plan, board, ground.Committer, ground.Markers, keeper) { Manager = uber ? null : ground.Manager };
        keeper.JobStarted(ground.Staging.ConfigurationFile.ToString(), uber, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        using var log = NodeLog.ToStandardError(LogLevel.Warning, SystemClock.Instance);
        using var groups = OsUserGroups.Create(UserGroupsOptions.Default, SystemClock.Instance, log);
        var access = new JobAccess(plan, groups.GroupsOfAsync);
        RpcProtocol[] protocols =
        [
            UmbilicalServer.Protocol(master.Workers),
            WatchDesk.Protocol(master, access),
            new JobDesk(plan, master, board, keeper, access).Protocol(),
        ];
        var options = new RpcServerOptions { TokenSecrets = new UmbilicalServer.Secrets(plan.Token, plan.User) };
        var server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Any, 0), protocols, options, NullLogger.Instance, cancellation).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var port = server.BoundEndPoint.Port;
            var registered = await Registration.RegisterAsync(
                ground.Patient,
                token => ground.Manager.RegisterAsync(ContainerEnvironment.Host, port, "", token),
                cancellation).ConfigureAwait(false);
            keeper.Registered(registered);
            var fate = new ApplicationFate(
                token => ground.Yarn.GetApplicationAsync(plan.Attempt.ApplicationId, token), plan.Attempt.AttemptId);
            var run = new MasterRun(plan, master, ground.Manager, fate, ground.Racks, port);
            var terminated = false;
            using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, received =>
            {
                // The container is being ended; SIGKILL comes soon, and this is all the time there is to clear up.
                received.Cancel = true;
                Volatile.Write(ref terminated, true);
                run.GiveUp();
            });
            var end = await run.RunAsync(token => BeginAsync(ground, master, token), uber).ConfigureAwait(false);
            if (end.Successor == Successor.Follows)
            {
                await Console.Error.WriteLineAsync("This master was given up; another one may go on.").ConfigureAwait(false);
                return Volatile.Read(ref terminated) ? Terminated : 1;
            }

            await ground.History.DisposeAsync().ConfigureAwait(false);
            var done = new DoneHistory(plan, ground.Staging, keeper, master, end.Outcome, ground.FileSystems);
            if (end.Successor == Successor.ApplicationEnded)
            {
                await ClearAsync(
                    done, ground.Staging, ground.Committer,
                    () => Task.WhenAll(master.Output.BreakOffAsync(CommitEnds), run.BeginEndsAsync(CommitEnds)),
                    cancellation).ConfigureAwait(false);
            }
            else if (!await FinishAsync(ground, master, end, done, fate, cancellation).ConfigureAwait(false))
            {
                return 1;
            }

            await run.StopAsync().ConfigureAwait(false);
            return 0;
        }
    }

    /// <summary>Repeats what an earlier master of the job has written down, and goes on from there.</summary>
    private static async Task BeginAsync(Ground ground, JobMaster master, CancellationToken token)
    {
        var earlier = await EarlierMaster.FindAsync(
            ground.Plan, ground.Staging, ground.Markers, ground.Committer, token).ConfigureAwait(false);
        await earlier.RepeatAsync(ground.History, token).ConfigureAwait(false);
        var core = new JobCore(ground.Plan.ForCore(ground.Racks, earlier.Recovered));
        master.Post(() => master.Begin(earlier, core));
    }

    /// <summary>The history goes where it is read, the ResourceManager hears how the job ended, and so do clients that wait.</summary>
    /// <returns>Whether it is over; false when another master may follow.</returns>
    private static async Task<bool> FinishAsync(
        Ground ground, JobMaster master, MasterEnd end, DoneHistory done, ApplicationFate fate, CancellationToken cancellation)
    {
        await done.CopyAsync(cancellation).ConfigureAwait(false);
        try
        {
            await ground.Patient.RunAsync(
                "was not told that the job has ended",
                token => ground.Manager.FinishAsync(StatusOf(end.Outcome), end.Message, HistoryUrl(ground.Plan), token),
                cancellation).ConfigureAwait(false);
        }
        catch (YarnException e)
        {
            // It gave this master up meanwhile. A successor finds the markers of the commit; where none comes what is there can go.
            await Console.Error.WriteLineAsync(
                $"The ResourceManager does not want to know how the job ended: {e.Message}").ConfigureAwait(false);
            if (await fate.EndedAsync().ConfigureAwait(false) is null)
            {
                return false;
            }
        }

        await master.Watchers.EndTold.WaitAsync(LastWords, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ground.Staging.ForgetAsync().ConfigureAwait(false);
        return true;
    }

    private static FinalApplicationStatusProto StatusOf(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded => FinalApplicationStatusProto.AppSucceeded,
        Outcome.Failed => FinalApplicationStatusProto.AppFailed,
        _ => FinalApplicationStatusProto.AppKilled,
    };

    /// <summary>The application ended without its Core, and SIGKILL is near: what matters most comes first.</summary>
    /// <param name="done">Takes the history.</param>
    /// <param name="staging">Goes.</param>
    /// <param name="committer">Removes what the job has put out.</param>
    /// <param name="commitEnds">Has every commit end that is under way: what it moves cannot be removed beside it.</param>
    /// <param name="cancellation">Gives it up.</param>
    internal static async Task ClearAsync(
        DoneHistory done, StagingDirectory staging, OutputCommitter committer, Func<Task> commitEnds, CancellationToken cancellation)
    {
        var taken = await done.TakeAsync(cancellation).ConfigureAwait(false);
        await staging.ForgetAsync().ConfigureAwait(false);
        await commitEnds().ConfigureAwait(false);
        try
        {
            await committer.AbortJobAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"What the job had put out was not removed: {e.Message}").ConfigureAwait(false);
        }

        if (taken)
        {
            await done.EndAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static string HistoryUrl(MasterPlan plan) =>
        plan.Configuration.Get(HistoryKeys.WebAddress, "") is { Length: > 0 } address
            ? $"http://{address}/jobhistory/job/{plan.Id}"
            : "";

    /// <summary>What a master stands on from its start to its end.</summary>
    private sealed record Ground(
        MasterPlan Plan,
        JobFileSystems FileSystems,
        OutputCommitter Committer,
        StagingDirectory Staging,
        CommitMarkers Markers,
        JobHistory History,
        YarnClient Yarn,
        ApplicationMasterClient Manager,
        ManagerCall Patient,
        RackTable Racks);
}
