using Hathi.Rpc;

namespace Hathi.MapReduce.Master;

/// <summary>
/// The last call to the ResourceManager, which may be down just then: the job's work is done, and without this word the application would count as failed.
/// </summary>
/// <param name="finish">The call.</param>
/// <param name="patience">How long it is repeated (yarn.resourcemanager.connect.max-wait.ms, 15 minutes; negative: for ever).</param>
/// <param name="clock">Of the process.</param>
internal sealed class LastCall(Func<CancellationToken, Task> finish, TimeSpan patience, TimeProvider clock)
{
    internal const string PatienceKey = "yarn.resourcemanager.connect.max-wait.ms";

    internal const long DefaultPatience = 900_000;

    /// <summary>Between two tries, each of which has repeats of its own.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="RpcConnectionException">The ResourceManager was not reached for as long as that.</exception>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await finish(cancellation).ConfigureAwait(false);
                return;
            }
            catch (RpcConnectionException e) when (patience < TimeSpan.Zero || clock.GetElapsedTime(began) < patience)
            {
                await Console.Error.WriteLineAsync($"The ResourceManager was not told that the job has ended, and is tried again: {e.Message}").ConfigureAwait(false);
                await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
            }
        }
    }
}
