using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;

namespace Hathi.MapReduce.Master;

/// <summary>
/// A call to the ResourceManager that must come through, which may be down just then: without the first ones the master's attempt would
/// count as failed, and without the last one its job. Source: Apache's RMProxy.
/// </summary>
/// <param name="patience">How long it is repeated (yarn.resourcemanager.connect.max-wait.ms, 15 minutes; negative: for ever).</param>
/// <param name="clock">Of the process.</param>
internal sealed class ManagerCall(TimeSpan patience, TimeProvider clock)
{
    /// <summary>Between two tries, each of which has repeats of its own.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    internal static ManagerCall Of(Configuration configuration, TimeProvider clock) =>
        new(TimeSpan.FromMilliseconds(configuration.Get(YarnKeys.ConnectPatienceMilliseconds)), clock);

    /// <summary>Calls until there is an answer.</summary>
    /// <param name="undone">What it does not know or do without the call: a clause.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="RpcConnectionException">The ResourceManager was not reached for as long as that.</exception>
    internal async Task<T> RunAsync<T>(string undone, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await call(cancellation).ConfigureAwait(false);
            }
            catch (RpcConnectionException e) when (patience < TimeSpan.Zero || clock.GetElapsedTime(began) < patience)
            {
                await Console.Error.WriteLineAsync($"The ResourceManager {undone}, and is tried again: {e.Message}").ConfigureAwait(false);
                await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>As the other one, of a call without an answer.</summary>
    internal Task RunAsync(string undone, Func<CancellationToken, Task> call, CancellationToken cancellation) => RunAsync(
        undone,
        async token =>
        {
            await call(token).ConfigureAwait(false);
            return true;
        },
        cancellation);
}
