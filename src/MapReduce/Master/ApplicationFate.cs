using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Finds out whether a master that is to stop has a successor: when the application has ended nobody comes after it, and what the job left
/// is to be removed by this one. Apache's master knows only that it is the last allowed one.
/// </summary>
/// <param name="ask">Asks the ResourceManager for the application's report.</param>
/// <param name="attempt">Number of this master.</param>
internal sealed class ApplicationFate(Func<CancellationToken, Task<ApplicationReportProto>> ask, int attempt)
{
    /// <summary>
    /// A kill ends the attempt a little before the application, with Apache's ResourceManager; so long the end is waited for.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Before the second question; each pause is twice the one before, for all masters of a node that stops ask at once.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How the application has ended, in the ResourceManager's words; null when another master may follow, or when that is not known.
    /// </summary>
    internal async Task<string?> EndedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var pause = FirstPause;
        try
        {
            while (true)
            {
                var report = await ask(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
                if (report.YarnApplicationState is YarnApplicationStateProto.Finished
                    or YarnApplicationStateProto.Failed
                    or YarnApplicationStateProto.Killed)
                {
                    return report.Diagnostics.Trim() is { Length: > 0 } why
                        ? why
                        : $"The application has ended: {report.YarnApplicationState}.";
                }

                if (report.CurrentApplicationAttemptId?.AttemptId > attempt)
                {
                    return null;
                }

                await Task.Delay(pause, patience.Token).ConfigureAwait(false);
                pause *= 2;
            }
        }
        catch (YarnException e) when (e.JavaClass == YarnException.ApplicationNotFound)
        {
            return e.Message;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A successor would need what is there.
            return null;
        }
    }
}
