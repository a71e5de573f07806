using Hathi.MapReduce.Core;

namespace Hathi.MapReduce.Master;

/// <summary>
/// The workers in the master, when the tasks of a job run there: one after the other, should one end. Its failures count as
/// those of a container would.
/// </summary>
/// <param name="plan">What the job is.</param>
/// <param name="master">Whose work they do.</param>
/// <param name="container">The master's own; workers are numbered within it.</param>
/// <param name="host">Where that is.</param>
/// <param name="rack">Of the host.</param>
/// <param name="localDirectories">For what lies between maps and reduce.</param>
internal sealed class UberWorkers(
    MasterPlan plan, JobMaster master, string container, string host, string rack, IReadOnlyList<string> localDirectories)
{
    /// <summary>
    /// After this long a job that wanted no worker is offered one again: it may be about to commit, or have an attempt to repeat.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly KeptOutputs _kept = new();

    /// <summary>
    /// The last worker has put its files away. Code of the job that does not notice its end makes that later than the end of
    /// <see cref="RunAsync"/>.
    /// </summary>
    internal Task Settled { get; private set; } = Task.CompletedTask;

    /// <summary>Works until the job has ended.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        for (var number = 0; !master.Ended.IsCompleted && !cancellation.IsCancellationRequested; number++)
        {
            var worker = $"{container}#{number}";
            if (await master.OfferAsync(new JobInput.ContainerGranted(worker, host, rack, JobCore.MapPriority, long.MaxValue))
                .WaitAsync(cancellation).ConfigureAwait(false))
            {
                var message = await WorkAsync(worker, cancellation).ConfigureAwait(false);
                master.Post(() => master.Step(new JobInput.ContainerEnded(worker, 1, message)));
            }
            else
            {
                await Task.WhenAny(master.Ended, Task.Delay(Pause, cancellation)).ConfigureAwait(false);
            }
        }
    }

    // Why it ended. Whatever the job's own code throws is a failure of the attempt that it was to run: the master lives.
    private async Task<string> WorkAsync(string worker, CancellationToken cancellation)
    {
        try
        {
            var work = new TaskWorker(master.Workers, worker, localDirectories, plan.Token.Password.ToArray(), _kept)
                .RunAsync(cancellation);
            Settled = work;
            await work.WaitAsync(cancellation).ConfigureAwait(false);
            return "";
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"The worker {worker} ended: {e}").ConfigureAwait(false);
            return AttemptFailures.Describe(e);
        }
    }
}
