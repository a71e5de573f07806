using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Platform;
using Hathi.Platform.Native;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// The process of one node: reads its configuration (Hadoop's files), starts the roles that <c>hathi.node.roles</c> names, says when it
/// serves, and runs until it is asked to end (SIGTERM, SIGINT), a role that leads cannot go on, or none is left (<see cref="RoleWatch"/>).
/// </summary>
public static class NodeHost
{
    /// <summary>Asked to end.</summary>
    private const int Ended = 0;

    /// <summary>A role could not start or go on; the log says why.</summary>
    private const int Failed = 1;

    /// <param name="confDirectory">Holds core-site.xml, hdfs-site.xml, yarn-site.xml and the other files of this node.</param>
    /// <param name="format">A NameNode directory that does not exist yet is made; without it that is an error.</param>
    /// <param name="notifySocket">Where to say that it serves; null: nowhere.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string confDirectory, bool format, string? notifySocket)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Out of the terminal's process group: Ctrl-C there must not end the lab.
            ProcessCalls.BeginSession();
        }

        // What a socket brings is worked on by the thread that waits for sockets (docs/adr/0004): read once by the runtime,
        // before the first socket.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        var clock = SystemClock.Instance;
        using var log = NodeLog.ToStandardError(LogLevel.Information, clock);
        var name = "node";
        try
        {
            ContainerEnvironment.Complete(confDirectory);
            var conf = Configuration.Load(confDirectory);
            name = conf.Get(NodeProcessKeys.Name, Environment.MachineName);
            ForeignKeys.Tell(conf, log);
            return await RunRolesAsync(conf, confDirectory, format, new ReadyNotice(notifySocket, name), log, clock).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is ConfigurationException or ArgumentException)
        {
            log.CannotRun(name, e.Message);
            new ReadyNotice(notifySocket, name).Failed(e.Message);
            return Failed;
        }
        catch (Exception e)
        {
            log.FaultOfOurs(e, name, e.Message);
            new ReadyNotice(notifySocket, name).Failed(e.Message);
            return Failed;
        }
    }

    private static async Task<int> RunRolesAsync(
        Configuration conf, string confDirectory, bool format, ReadyNotice notice, NodeLog log, IClock clock)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, stop));
        using var starting = new CancellationTokenSource();
        using var memory = new IdleMemory();
        var ended = new EndedRoles(conf.Get(NodeProcessKeys.EndedFile), log);
        ended.Clear();
        var roles = new List<RunningRole>();
        await using var watch = new RoleWatch(roles, notice, ended, log, RoleWatch.Patience);
        var start = Task.Run(() => new RoleStarter(conf, confDirectory, format, log, clock).StartAsync(roles, starting.Token));
        if (!await StartUnlessStopped.RunAsync(start, stop.Task, starting, RoleWatch.Patience, log).ConfigureAwait(false))
        {
            return Ended;
        }

        _ = NoticeAsync(notice, Task.WhenAll(roles.Select(r => r.Serves)));
        return await watch.RunAsync(stop.Task).ConfigureAwait(false) ? Ended : Failed;
    }

    private static async Task NoticeAsync(ReadyNotice notice, Task serve)
    {
        await serve.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (serve.IsCompletedSuccessfully)
        {
            notice.Ready();
        }

        // Otherwise a role ended before it served; who waits for its end says so.
    }

    private static void Stop(PosixSignalContext context, TaskCompletionSource stop)
    {
        context.Cancel = true;
        stop.TrySetResult();
    }
}
