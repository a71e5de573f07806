using Hathi.MapReduce.Core;
using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Master;

/// <summary>
/// What the job's committer does, beside the master's loop; how it went comes back to it, whatever a committer of the job's own throws:
/// nothing else would end the job.
/// </summary>
/// <param name="committer">The job's.</param>
/// <param name="markers">Of its commit.</param>
/// <param name="cancelTime">A commit that is broken off and goes on all the same is waited for so long; then it counts as failed.</param>
/// <param name="inTouch">Completes when the ResourceManager was heard of lately.</param>
/// <param name="tell">Takes how it went; from any thread.</param>
internal sealed class OutputSteps(
    OutputCommitter committer, CommitMarkers markers, TimeSpan cancelTime, Func<CancellationToken, Task> inTouch, Action<JobInput> tell)
{
    private readonly CancellationTokenSource _breakOff = new();
    private Task _commit = Task.CompletedTask;

    internal void SetUp() =>
        _ = RunAsync(() => committer.SetupJobAsync(CancellationToken.None), new JobInput.JobSetUp(), m => new JobInput.JobSetUpFailed(m));

    internal void Commit() => _commit = RunAsync(
        async () => await markers.CommitAsync(inTouch, _breakOff.Token).ConfigureAwait(false), new JobInput.JobCommitted(),
        m => new JobInput.JobCommitFailed(m));

    internal void Abort() =>
        _ = RunAsync(() => committer.AbortJobAsync(CancellationToken.None), new JobInput.JobAborted(), _ => new JobInput.JobAborted());

    /// <summary>
    /// A commit that is under way ends at its next step. A committer of the job's own may not look whether it is to: the job's
    /// end does not wait for it.
    /// </summary>
    /// <returns>Ends when all is told that will be.</returns>
    internal Task BreakOff() => Task.Run(async () =>
    {
        var ended = Task.WhenAll(CancelAsync(), _commit);
        await ended.WaitAsync(cancelTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCompleted)
        {
            tell(new JobInput.JobCommitFailed($"The output's committer was told to end and did not in {cancelTime.TotalSeconds:0.###} s "
                + "(yarn.app.mapreduce.am.job.committer.cancel-timeout)."));
        }
    });

    /// <summary>As <see cref="BreakOff"/>, and waits for that: what a commit moves cannot be removed beside it.</summary>
    /// <param name="patience">For so long at most.</param>
    internal async Task BreakOffAsync(TimeSpan patience) =>
        await Task.WhenAll(CancelAsync(), _commit).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task CancelAsync()
    {
        try
        {
            await _breakOff.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A committer of the job's own has registered something with the token.
            await Console.Error.WriteLineAsync($"The output's committer failed when it was told to end: {e.Message}").ConfigureAwait(false);
        }
    }

    private Task RunAsync(Func<ValueTask> work, JobInput done, Func<string, JobInput> failed) => Task.Run(async () =>
    {
        try
        {
            await work().ConfigureAwait(false);
            tell(done);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"The output's committer failed: {e}").ConfigureAwait(false);
            tell(failed(AttemptFailures.Describe(e)));
        }
    });
}
