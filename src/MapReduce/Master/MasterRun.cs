using Hathi.MapReduce.Core;
using Hathi.Yarn.Client;

namespace Hathi.MapReduce.Master;

/// <summary>The moving parts of a master: its loop, its heartbeats, its containers, or the one worker in it.</summary>
internal sealed class MasterRun(
    MasterPlan plan, JobMaster master, ApplicationMasterClient manager, ApplicationFate fate, RackTable racks, int port)
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ContainerClient _nodes = new();
    private int _given;
    private volatile bool _over;
    private Task _loops = Task.CompletedTask;
    private Task _begun = Task.CompletedTask;

    /// <summary>Runs the job to its end. From the beginning the ResourceManager hears of this master and clients are answered.</summary>
    /// <param name="begin">
    /// Finds out what is left to do, and has the master begin; it takes minutes where an earlier master has done much.
    /// </param>
    /// <param name="uber">Its tasks run in this process.</param>
    /// <returns>How it ended.</returns>
    internal async Task<MasterEnd> RunAsync(Func<CancellationToken, Task> begin, bool uber)
    {
        var allocator = new Allocator(
            manager,
            () => master.Progress,
            reply => master.Post(() => Heard(reply, uber)),
            message => master.Post(() => master.Step(new JobInput.KillJob(message))),
            GiveUp,
            Allocator.RefusalsEnd);
        master.Allocator = allocator;
        master.Containers = uber ? null : new GrantedContainers(
            plan, _nodes, port, master.Post, master.Step, id => master.Manager?.Release(id), master.Outputs.PortKnown);
        _loops = Task.WhenAll(Guard(master.RunAsync(_stop.Token)), Guard(allocator.RunAsync(_stop.Token)));
        using var stopBegin = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var begun = Task.Run(() => begin(stopBegin.Token));
        _begun = begun;
        if (await Task.WhenAny(master.Ended, _loops, begun).ConfigureAwait(false) == begun)
        {
            // Where it fails this master can do nothing; the next one tries again.
            await begun.ConfigureAwait(false);
            if (uber)
            {
                var host = ContainerEnvironment.Host;
                var workers = new UberWorkers(
                    plan, master, ContainerEnvironment.ContainerId, host, racks.Of(host), ContainerEnvironment.LocalDirectories);
                _loops = Task.WhenAll(_loops, Guard(workers.RunAsync(_stop.Token)));
            }
        }

        var ended = await Task.WhenAny(master.Ended, _loops).ConfigureAwait(false);
        await stopBegin.CancelAsync().ConfigureAwait(false);
        if (ended == _loops)
        {
            // We are wrong: the loop must not end. Another master may do better.
            await _loops.ConfigureAwait(false);
        }

        var (how, why) = await master.Ended.ConfigureAwait(false);
        return new MasterEnd(how, why, Volatile.Read(ref _given) == 0 || master.HasEndedItself
            ? Successor.None
            : _over ? Successor.ApplicationEnded
            : Successor.Follows);
    }

    /// <summary>
    /// The ResourceManager wants this master to stop: it has said so, or has its container ended. From any thread; the job ends when it is
    /// known whether another master follows.
    /// </summary>
    internal void GiveUp()
    {
        if (Interlocked.Exchange(ref _given, 1) == 0)
        {
            master.Post(master.Halt);
            _ = Task.Run(EndAsync);
        }
    }

    /// <summary>
    /// What it took to begin has ended: where the application ended meanwhile, the commit of an earlier master was perhaps
    /// being brought to its end.
    /// </summary>
    /// <param name="patience">It is waited for so long at most.</param>
    internal async Task BeginEndsAsync(TimeSpan patience) =>
        await _begun.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    internal async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _nodes.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        string? ended;
        try
        {
            ended = await fate.EndedAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nobody waits for this, and nothing else would end a master that is halted.
            await Console.Error.WriteLineAsync($"Whether the application has ended is not known: {e.Message}").ConfigureAwait(false);
            ended = null;
        }

        _over = ended is not null;
        master.Post(() =>
        {
            if (ended is null)
            {
                master.Abandon("The ResourceManager has given this application master up.");
            }
            else
            {
                master.EndAs(Outcome.Killed, ended);
            }
        });
    }

    private void Heard(Yarn.Protocol.AllocateResponseProto reply, bool uber)
    {
        if (!uber)
        {
            master.Heard(reply, racks, _nodes);
        }
    }

    private async Task Guard(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It was told to end.
        }
        catch
        {
            // We are wrong: nothing may go on without this part.
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>How a master's work ended.</summary>
/// <param name="Outcome">Of the job.</param>
/// <param name="Message">Why it did not succeed.</param>
/// <param name="Successor">Whether the ResourceManager gave this master up, and what comes then.</param>
internal sealed record MasterEnd(Outcome Outcome, string Message, Successor Successor);

/// <summary>What comes after a master.</summary>
internal enum Successor
{
    /// <summary>It has brought the job to its end.</summary>
    None,

    /// <summary>It was given up, and another one goes on.</summary>
    Follows,

    /// <summary>It was given up with its application.</summary>
    ApplicationEnded,
}
