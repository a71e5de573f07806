using Hathi.Platform;
using Hathi.Yarn.NodeManager.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// One directory of a list, and the look at it that is under way: of a disk that hangs for as long as it does. Only the thread
/// that checks is in here.
/// </summary>
/// <param name="directory">Which.</param>
/// <param name="look">Looks at it; is told whether it was good before. On a thread of its own.</param>
internal sealed class DirectoryLook(string directory, Func<string, bool, DirectoryState> look)
{
    private Task<DirectoryState>? _running;
    private bool _isLate;

    internal string Directory => directory;

    /// <summary>What the last look that came to its end has found.</summary>
    internal DirectoryState State { get; private set; } = new(null, IsReadable: true);

    /// <summary>Begins to look. One that still hangs is not looked at by a second thread, nor waited for once more.</summary>
    /// <returns>The look; null: the one before is still under way, or there is no thread for it.</returns>
    internal Task? TryBegin(ILogger log)
    {
        if (_running is not null)
        {
            return null;
        }

        // Where there is no thread to be had, as when a container has forked without end, it stays what it was.
        var wasGood = State.Fault is null;
        _running = OwnThread.TryRun(() => look(directory, wasGood));
        if (_running is null)
        {
            log.NoThreadToLook(directory);
        }

        return _running;
    }

    /// <summary>Takes what was found.</summary>
    /// <param name="patience">How long it was waited for; null: it is not over yet, and what does not answer stays what it was.</param>
    /// <param name="comesBack">Is told, some time, when one answers that was too late.</param>
    internal void Take(TimeSpan? patience, Action comesBack)
    {
        if (_running is not { } running)
        {
            return;
        }

        if (running.IsCompleted)
        {
            _running = null;
            _isLate = false;
            State = running.IsCompletedSuccessfully
                ? running.Result
                : new DirectoryState($"{directory} : {running.Exception!.GetBaseException().Message}", IsReadable: false);
        }
        else if (patience is { } waited && !_isLate)
        {
            _isLate = true;
            State = new DirectoryState(
                $"{directory} : does not answer, for more than {waited.TotalSeconds:0} s "
                + "(yarn.nodemanager.disk-health-checker.interval-ms)",
                IsReadable: false);

            // When it comes back, that is not told an interval later.
            _ = running.ContinueWith(_ => comesBack(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}

/// <summary>What a look at a directory has found.</summary>
/// <param name="Fault">What is wrong; null: it is good.</param>
/// <param name="IsReadable">What is in it is there: it is good, or only takes no more.</param>
internal readonly record struct DirectoryState(string? Fault, bool IsReadable);
