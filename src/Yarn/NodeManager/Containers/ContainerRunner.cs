using Hathi.Base;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// The life of containers: resources, process, end, and what is left behind. Each is a flow of its own; nothing here is shared between two.
/// Whoever wants one to end orders it of the memory. Safe from any thread.
/// </summary>
/// <param name="options">How the node runs.</param>
/// <param name="directories">Where it writes.</param>
/// <param name="cache">What containers want.</param>
/// <param name="launcher">Starts them.</param>
/// <param name="memory">What the next node in these directories is to know.</param>
/// <param name="watch">Tells of ends.</param>
/// <param name="disks">Is told of a disk that does not do as it should.</param>
/// <param name="remover">Removes what is left behind.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where it says what it does.</param>
/// <param name="reaches">Is told which step of a launch comes next, and waited for.</param>
/// <param name="nodeEnds">The node ends, its containers do not: flows return, and leave the rest to the next node.</param>
internal sealed class ContainerRunner(
    NodeManagerOptions options,
    NodeDirectories directories,
    ResourceCache cache,
    ContainerLauncher launcher,
    ContainerMemory memory,
    ProcessWatch watch,
    DiskHealth disks,
    DirectoryRemover remover,
    IClock clock,
    ILogger log,
    Func<LaunchStep, Container, Task> reaches,
    CancellationToken nodeEnds)
{
    /// <summary>Restarts from which on a container is not run that never had a process: it may be what ends the node.</summary>
    private const int MostTries = 3;

    private const string NeverLaunched = "Container is killed before being launched.\n";

    private readonly PatientLook _look = new(log, TimeProvider.System, nodeEnds);
    private readonly Flows _flows = new();

    /// <summary>Gives a container its directories and puts it into the node's memory; before anything else.</summary>
    /// <exception cref="IOException">No directory is good.</exception>
    internal Task AdmitAsync(Container container)
    {
        container.Local = directories.NextLocal();
        container.Logs = NodeDirectories.ContainerLogs(directories.NextLog(), container.Application, container.Id);
        return OnDiskAsync(container, () => memory.Started(container));
    }

    /// <summary>Takes back what <see cref="AdmitAsync"/> has written of a container that does not run after all. Does not throw.</summary>
    internal Task WithdrawAsync(Container container) => memory.ForgetAsync(container);

    /// <summary>
    /// A container of before a restart uses what it was given, also before it is taken up: nothing else makes room by it.
    /// </summary>
    internal void Reuse(Container container)
    {
        foreach (var (_, resource) in RequestLaunch.Resources(container.Context))
        {
            if (cache.Reuse(resource, container.User, container.Application) is { } used)
            {
                container.Resources.Add(used);
            }
        }
    }

    /// <summary>Runs an admitted container to its end. Does not throw.</summary>
    internal Task RunAsync(Container container) => _flows.RunAsync(() => Task.Run(() => LaunchAsync(container)));

    /// <summary>Takes up a container of before a restart: it runs on, or has ended in between. Does not throw.</summary>
    internal Task RecoverAsync(Container container) => _flows.RunAsync(() => Task.Run(() => TakeUpAsync(container)));

    /// <summary>Completes when nothing of what runs here uses the node any more, which is soon when the node ends.</summary>
    internal Task EndedAsync() => _flows.NoneAsync();

    private async Task LaunchAsync(Container container)
    {
        var exitCode = ExitStatus.Invalid;
        try
        {
            nodeEnds.ThrowIfCancellationRequested();
            container.Enter(ContainerState.Localizing);
            await reaches(LaunchStep.Localize, container).ConfigureAwait(false);
            var links = await LocalizeAsync(container).ConfigureAwait(false);
            container.Enter(ContainerState.Scheduled);
            var files = new ContainerFiles(container);
            await reaches(LaunchStep.Logs, container).ConfigureAwait(false);
            await directories.Calls.AskAsync(
                NodeDirectories.LogRoot(files.Logs), files.CreateLogs, CancellationToken.None).ConfigureAwait(false);
            await reaches(LaunchStep.Prepare, container).ConfigureAwait(false);
            await OnDiskAsync(container, () => launcher.Prepare(container, files, links)).ConfigureAwait(false);
            await reaches(LaunchStep.Start, container).ConfigureAwait(false);
            container.Killed.ThrowIfCancellationRequested();
            nodeEnds.ThrowIfCancellationRequested();
            container.Pid = ContainerLauncher.Start(files);
            await reaches(LaunchStep.Look, container).ConfigureAwait(false);
            var started = await _look.AtAsync(container.Id, () => ProcessTable.Find(container.Pid)).ConfigureAwait(false);
            container.ProcessStart = started?.StartTime ?? 0;
            await reaches(LaunchStep.Remember, container).ConfigureAwait(false);
            memory.Launched(container);
            await reaches(LaunchStep.Watch, container).ConfigureAwait(false);
            container.Enter(ContainerState.Running);
            exitCode = await WatchAsync(container, files, child: true).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (container.Pid == 0 && container.Kill is not null)
        {
            container.AddDiagnostics(NeverLaunched);
        }
        catch (Exception e) when (nodeEnds.IsCancellationRequested)
        {
            Leave(container, e);
            return;
        }
        catch (LocalizationException e)
        {
            log.DoesNotStart(container.Id, e.Message);
            container.AddDiagnostics(e.Message);
            disks.Suspect();
        }
        catch (Exception e)
        {
            Fail(container, "does not start", $"Container launch failed on this node: {e.Message}", container.Pid != 0, e);
        }

        await FinishAsync(container, exitCode).ConfigureAwait(false);
    }

    private async Task TakeUpAsync(Container container)
    {
        var files = new ContainerFiles(container);
        var isAlive = false;
        try
        {
            if (container.Pid == 0)
            {
                await FindProcessAsync(container, files).ConfigureAwait(false);
            }

            if (container is { Pid: 0, Kill: not null })
            {
                container.AddDiagnostics(NeverLaunched);
                await FinishAsync(container, ExitStatus.Invalid).ConfigureAwait(false);
                return;
            }

            if (container.Pid == 0 && await TriedAsync(container).ConfigureAwait(false) >= MostTries)
            {
                log.NotRun(container.Id, MostTries);
                container.AddDiagnostics(
                    $"Container launch failed on this node: its NodeManager has ended {MostTries} times before it had a process.");
                await FinishAsync(container, ExitStatus.Invalid).ConfigureAwait(false);
                return;
            }

            if (container.Pid == 0)
            {
                // It had no process yet: it uses them anew, and lets go of what was held for it.
                var held = container.Resources.ToArray();
                container.Resources.Clear();
                await LaunchAsync(container).ConfigureAwait(false);
                Release(held, container.User);
                return;
            }

            container.Enter(ContainerState.Running);
            isAlive = await _look.AtAsync(container.Id, () => ContainerProcesses.FirstRuns(container)).ConfigureAwait(false);
            log.FoundAgain(container.Id, isAlive ? $"still runs as process {container.Pid}" : "ended while this node was down");
            await FinishAsync(container, isAlive
                ? await WatchAsync(container, files, child: false).ConfigureAwait(false)
                : await EndedAsync(container, files).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e) when (nodeEnds.IsCancellationRequested)
        {
            Leave(container, e);
        }
        catch (Exception e)
        {
            // Who could not be seen to be the container's is sent nothing.
            Fail(container, "cannot be taken up", $"Container could not be taken up after a restart of this node: {e.Message}", isAlive, e);
            await FinishAsync(container, ExitStatus.Lost).ConfigureAwait(false);
        }
    }

    // The node before may have been killed before the process that it had started wrote its number, which takes as long as the machine is
    // busy: started once more, the container would run twice. The processes come first: who writes and ends in between has left the number.
    private async Task FindProcessAsync(Container container, ContainerFiles files)
    {
        var first = await _look.AtAsync(
            container.Id, () => ProcessTree.LeaderNamed(ProcessTable.Read(), files.Script)).ConfigureAwait(false);
        container.Pid = await _look.AskAsync(container.Id, () => OnDiskAsync(container, files.ReadPid)).ConfigureAwait(false) ?? 0;
        if (container.Pid == 0 && first is { } process)
        {
            container.Pid = process.Pid;
            container.ProcessStart = process.StartTime;
            memory.Launched(container);
        }
    }

    // The node ends, not the container, whatever it was that did not go on: the next one takes it up.
    private void Leave(Container container, Exception e)
    {
        if (e is not OperationCanceledException)
        {
            log.LeftToNextStart(container.Id, e.Message);
        }
    }

    // Written before it is run. A disk that does not take it has neither the container nor the node wait without end.
    private async Task<int> TriedAsync(Container container)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(nodeEnds, container.Killed);
        try
        {
            return await memory.TriedAsync(container).WaitAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!nodeEnds.IsCancellationRequested)
        {
            return 0; // It is to end; who runs it is told so.
        }
    }

    private Task<T> OnDiskAsync<T>(Container container, Func<T> call) =>
        directories.Calls.AskAsync(container.Local!, call, CancellationToken.None);

    private Task OnDiskAsync(Container container, Action call) =>
        directories.Calls.AskAsync(container.Local!, call, CancellationToken.None);

    // Whatever it is: a container that is not told as ended is waited for without end, and what is told as ended must not run on.
    private void Fail(Container container, string what, string diagnostics, bool isAlive, Exception e)
    {
        log.Failed(DiskFaults.Is(e) ? null : e, container.Id, what, e.Message);
        container.AddDiagnostics(diagnostics);
        _ = isAlive && ProcessTree.SignalGroup(container.Pid, Signals.Kill);
        disks.Suspect();
    }

    // What was left of it goes by the container's name: of its session only the number is known, and that may be another's by now.
    private async Task<int> EndedAsync(Container container, ContainerFiles files)
    {
        await EndProcessesAsync(container, isKnown: false, Task.CompletedTask).ConfigureAwait(false);
        var exitCode = await ExitCodeAsync(container, files).ConfigureAwait(false) ?? ExitStatus.Lost;
        _ = exitCode == ExitStatus.Success && container.RecallSuccess();
        return exitCode;
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> LocalizeAsync(Container container)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(nodeEnds, container.Killed);
        var made = await Task.WhenAll(directories.Local.Append(container.Local!)
            .Distinct(StringComparer.Ordinal)
            .Select(local => TryMakeAsync(local, container, over.Token))).ConfigureAwait(false);
        container.ApplicationLocals = [.. made.OfType<string>()];
        var wanted = RequestLaunch.Resources(container.Context);
        await cache.UseAsync(
            [.. wanted.Select(static r => r.Resource)], container.User, container.Application, container.Resources,
            over.Token).ConfigureAwait(false);
        var links = new KeyValuePair<string, string>[wanted.Count];
        for (var i = 0; i < links.Length; i++)
        {
            var path = container.Resources[i].Path;
            links[i] = new(
                wanted[i].Name, path.IsCompletedSuccessfully ? path.Result : await path.WaitAsync(over.Token).ConfigureAwait(false));
        }

        over.Token.ThrowIfCancellationRequested();
        return links;
    }

    // The directories of its application on one disk. It needs its own; on the others it may write, and does without one that does not take
    // it. Source: DefaultContainerExecutor.createAppDirs.
    private async Task<string?> TryMakeAsync(string local, Container container, CancellationToken over)
    {
        try
        {
            await directories.Calls.AskAsync(
                local, () => NodeDirectories.CreateApplication(local, container.User, container.Application), over).ConfigureAwait(false);
            return local;
        }
        catch (Exception e) when (DiskFaults.Is(e) && local != container.Local)
        {
            log.NoDirectory(container.Id, local, e.Message);
            disks.Suspect();
            return null;
        }
    }

    private async Task<int> WatchAsync(Container container, ContainerFiles files, bool child)
    {
        var exit = watch.ExitAsync(container.Pid, child);
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (container.Killed.Register(() => killed.TrySetResult()).ConfigureAwait(false))
        {
            await Task.WhenAny(exit, killed.Task).ConfigureAwait(false);
        }

        // Throws where the node ends, and not the container.
        if (exit.IsCompleted
            && (await exit.ConfigureAwait(false) ?? await ExitCodeAsync(container, files).ConfigureAwait(false)) == ExitStatus.Success)
        {
            container.Succeed();
        }

        // Also where it has ended by itself: what it leaves behind has memory and ports that others are given.
        await EndProcessesAsync(container, isKnown: true, exit).ConfigureAwait(false);
        return await exit.ConfigureAwait(false)
            ?? await ExitCodeAsync(container, files).ConfigureAwait(false)
            ?? (container.Kill is null ? ExitStatus.Lost : ExitStatus.ForceKilled);
    }

    private Task EndProcessesAsync(Container container, bool isKnown, Task exit) =>
        new ContainerProcesses(container, isKnown, watch, _look, log).EndAsync(exit, options.DelayBeforeKill);

    private Task<int?> ExitCodeAsync(Container container, ContainerFiles files) =>
        _look.AskAsync(container.Id, () => OnDiskAsync(container, files.ReadExitCode));

    // Does not throw. Each part is done whatever becomes of the one before: what is held for a container that is over is held for good.
    private async Task FinishAsync(Container container, int exitCode)
    {
        await PartAsync(
            container, async () => exitCode = await DiagnoseAsync(container, exitCode).ConfigureAwait(false)).ConfigureAwait(false);
        exitCode = container.Kill?.ExitStatus ?? exitCode;
        await PartAsync(container, () => ReleaseAsync(container)).ConfigureAwait(false);
        var finishTime = clock.Read().WallMilliseconds;
        await PartAsync(container, () => RemoveAsync(container, exitCode, finishTime)).ConfigureAwait(false);
        container.End(exitCode, finishTime);
        log.Ended(container.Id, container.ExitStatus);
    }

    private async Task PartAsync(Container container, Func<Task> part)
    {
        try
        {
            await part().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.EndCutShort(e, container.Id, e.Message);
        }
    }

    private async Task<int> DiagnoseAsync(Container container, int exitCode)
    {
        if (launcher.Ended(container) && container.Kill is null && exitCode != ExitStatus.Success)
        {
            memory.Order(container, new KillOrder(ExitStatus.OverMemory, MemoryDiagnostics.EndedByKernel(container)));
        }

        if (container.Pid != 0 && exitCode != ExitStatus.Success)
        {
            foreach (var text in await DiagnosticsAsync(container, exitCode).ConfigureAwait(false))
            {
                container.AddDiagnostics(text);
            }
        }

        return exitCode;
    }

    private Task<IReadOnlyList<string>> DiagnosticsAsync(Container container, int exitCode) =>
        ContainerDiagnostics.OfAsync(container, exitCode, container.Kill is not null, options.ErrorTailBytes, directories.Calls);

    private Task ReleaseAsync(Container container)
    {
        Release(container.Resources, container.User);
        return Task.CompletedTask;
    }

    // Remembered first: a node that is killed in between finds the exit code where the launch script wrote it.
    private Task RemoveAsync(Container container, int exitCode, long finishTime)
    {
        var files = new ContainerFiles(container);
        var kept = memory.Ended(container, exitCode, finishTime);
        remover.Remove(files.Work);
        remover.Remove(files.Private, kept);
        return Task.CompletedTask;
    }

    private void Release(IReadOnlyList<LocalizedResource> resources, string user)
    {
        foreach (var resource in resources)
        {
            cache.Release(resource, user);
        }
    }
}
