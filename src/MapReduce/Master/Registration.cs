using Hathi.Yarn.Client;

namespace Hathi.MapReduce.Master;

/// <summary>A master's first word to its ResourceManager.</summary>
internal static class Registration
{
    /// <summary>
    /// Registers. An attempt has one master: where it is registered already, the answer to an earlier call of this one was lost.
    /// </summary>
    /// <param name="patient">Waits for a ResourceManager that is down.</param>
    /// <param name="register">The call.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>What was answered; null where that was lost.</returns>
    /// <exception cref="YarnException">It is refused: above all because the attempt has ended.</exception>
    internal static async Task<T?> RegisterAsync<T>(
        ManagerCall patient, Func<CancellationToken, Task<T>> register, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await patient.RunAsync("does not know this master yet", register, cancellation).ConfigureAwait(false);
        }
        catch (YarnException e) when (e.SaysAlreadyRegistered)
        {
            await Console.Error.WriteLineAsync("This master was registered by a call whose answer did not come.").ConfigureAwait(false);
            return null;
        }
    }
}
