using Hathi.Base;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Monitor;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// The life of containers: resources, process, end, and what is left behind. Each is a flow of its own; nothing here is shared between two.
/// Whoever wants one to end orders it at the container. Safe from any thread.
/// </summary>
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
    INodeLog log,
    CancellationToken nodeEnds)
{
    private const string Area = "container";

    /// <summary>How long killed processes are waited for: the kernel needs milliseconds, a disk that hangs has no end.</summary>
    private static readonly TimeSpan StragglerWait = TimeSpan.FromSeconds(5);

    private readonly PatientLook _look = new(log, TimeProvider.System, nodeEnds);

    /// <summary>Gives a container its directories and puts it into the node's memory; before anything else.</summary>
    /// <exception cref="IOException">No directory is good.</exception>
    internal void Admit(Container container)
    {
        container.Local = directories.NextLocal();
        container.Logs = NodeDirectories.ContainerLogs(directories.NextLog(), container.Application, container.Id);
        memory.Started(container);
    }

    /// <summary>Runs an admitted container to its end. Does not throw.</summary>
    internal async Task RunAsync(Container container)
    {
        var exitCode = ExitStatus.Invalid;
        try
        {
            container.Enter(ContainerState.Localizing);
            var links = await LocalizeAsync(container).ConfigureAwait(false);
            container.Enter(ContainerState.Scheduled);
            var files = new ContainerFiles(container);
            launcher.Prepare(container, files, links);
            container.Killed.ThrowIfCancellationRequested();
            nodeEnds.ThrowIfCancellationRequested();
            container.Pid = ContainerLauncher.Start(files);
            var started = await _look.AtAsync(container.Id, () => ProcessTable.Find(container.Pid)).ConfigureAwait(false);
            memory.Launched(container, started?.StartTime ?? 0);
            container.Enter(ContainerState.Running);
            exitCode = await WatchAsync(container, files, child: true).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (container.Pid != 0 || container.Kill is null)
        {
            return; // The node ends, not the container: the next one takes it up.
        }
        catch (OperationCanceledException)
        {
            container.AddDiagnostics("Container is killed before being launched.\n");
        }
        catch (LocalizationException e)
        {
            log.Warn(Area, $"{container.Id} does not start: {e.Message}", null);
            container.AddDiagnostics(e.Message);
            disks.Suspect();
        }
        catch (Exception e)
        {
            // Whatever it is: a container that is not told as ended is waited for without end.
            log.Error(Area, $"{container.Id} does not start: {e.Message}", DiskFaults.Is(e) ? null : e);
            container.AddDiagnostics($"Container launch failed on this node: {e.Message}");
            disks.Suspect();
        }

        Finish(container, exitCode);
    }

    /// <summary>Takes up a container of before a restart: it runs on, or has ended in between. Does not throw.</summary>
    internal async Task RecoverAsync(RememberedContainer remembered)
    {
        var container = remembered.Container;
        var files = new ContainerFiles(container);
        try
        {
            if (container.Pid == 0)
            {
                container.Pid = await _look.AtAsync(container.Id, files.ReadPid).ConfigureAwait(false) ?? 0;
            }

            if (container.Pid == 0)
            {
                await RunAsync(container).ConfigureAwait(false);
                return;
            }

            foreach (var resource in container.Context.LocalResources)
            {
                if (cache.Reuse(resource.Value, container.User, container.Application) is { } used)
                {
                    container.Resources.Add(used);
                }
            }

            container.Enter(ContainerState.Running);
            var found = await _look.AtAsync(container.Id, () => ProcessTable.Find(container.Pid)).ConfigureAwait(false);
            var alive = found is { } process && (remembered.ProcessStart == 0 || process.StartTime == remembered.ProcessStart);
            log.Info(Area, $"{container.Id} {(alive ? $"still runs as process {container.Pid}" : "ended while this node was down")}");
            Finish(container, alive ? await WatchAsync(container, files, child: false).ConfigureAwait(false) : await ExitCodeAsync(container, files).ConfigureAwait(false) ?? ExitStatus.Lost);
        }
        catch (OperationCanceledException)
        {
            // This node ends as well.
        }
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> LocalizeAsync(Container container)
    {
        foreach (var local in directories.Local)
        {
            NodeDirectories.CreateApplication(local, container.User, container.Application);
        }

        var wanted = container.Context.LocalResources;
        foreach (var resource in wanted)
        {
            container.Resources.Add(cache.Use(resource.Value, container.User, container.Application));
        }

        var links = new KeyValuePair<string, string>[wanted.Count];
        for (var i = 0; i < links.Length; i++)
        {
            var path = container.Resources[i].Path;
            links[i] = new(wanted[i].Key, path.IsCompletedSuccessfully ? path.Result : await path.WaitAsync(container.Killed).ConfigureAwait(false));
        }

        container.Killed.ThrowIfCancellationRequested();
        return links;
    }

    private async Task<int> WatchAsync(Container container, ContainerFiles files, bool child)
    {
        var exit = watch.ExitAsync(container.Pid, child);
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IReadOnlyList<ProcessEntry> tree = [];
        await using (container.Killed.Register(() => killed.TrySetResult()).ConfigureAwait(false))
        {
            await Task.WhenAny(exit, killed.Task).ConfigureAwait(false);
            if (!exit.IsCompleted)
            {
                // Who cannot be looked at now is told with its group all the same.
                var looking = _look.AtAsync(container.Id, () => ProcessTree.Of(container.Pid));
                ProcessTree.Signal(container.Pid, looking.IsCompletedSuccessfully ? await looking.ConfigureAwait(false) : [], Signals.Terminate);
                var isLate = await Task.WhenAny(exit, Task.Delay(options.DelayBeforeKill)).ConfigureAwait(false) != exit;
                _ = isLate && ProcessTree.SignalGroup(container.Pid, Signals.Kill);
                tree = await looking.ConfigureAwait(false);
                if (isLate)
                {
                    _ = await _look.AtAsync(container.Id, () => ProcessTree.SignalOthers(container.Pid, Signals.Kill, tree)).ConfigureAwait(false);
                }
            }
        }

        var code = await exit.ConfigureAwait(false) ?? await ExitCodeAsync(container, files).ConfigureAwait(false) ?? (container.Kill is null ? ExitStatus.Lost : ExitStatus.ForceKilled);
        // A first process that ended by itself has mostly left nobody behind, which one call finds out.
        if (ProcessTree.SignalGroup(container.Pid, Signals.Kill) || tree.Count > 0)
        {
            await GoneAsync(await _look.AtAsync(container.Id, () => ProcessTree.SignalOthers(container.Pid, Signals.Kill, tree)).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return code;
    }

    private Task<int?> ExitCodeAsync(Container container, ContainerFiles files) => _look.AtAsync(container.Id, files.ReadExitCode);

    // A container that is told as ended has no process any more; one that hangs in the kernel is not waited for.
    private async Task GoneAsync(IReadOnlyList<ProcessEntry> killed)
    {
        if (killed.Count > 0)
        {
            await Task.WhenAny(Task.WhenAll(killed.Select(p => watch.ExitAsync(p.Pid, child: false))), Task.Delay(StragglerWait)).ConfigureAwait(false);
        }
    }

    private void Finish(Container container, int exitCode)
    {
        if (launcher.Ended(container) && container.Kill is null && exitCode != ExitStatus.Success)
        {
            container.Order(new KillOrder(ExitStatus.OverMemory, MemoryDiagnostics.EndedByKernel(container)));
        }

        var order = container.Kill;
        if (container.Pid != 0)
        {
            foreach (var text in ContainerDiagnostics.Of(container, exitCode, order is not null, options.ErrorTailBytes))
            {
                container.AddDiagnostics(text);
            }
        }

        exitCode = order?.ExitStatus ?? exitCode;
        foreach (var resource in container.Resources)
        {
            cache.Release(resource);
        }

        var files = new ContainerFiles(container);
        remover.Remove(files.Work);
        remover.Remove(files.Private);
        container.End(exitCode, clock.Read().WallMilliseconds);
        memory.Ended(container);
        log.Info(Area, $"{container.Id} ended with {exitCode}");
    }
}
