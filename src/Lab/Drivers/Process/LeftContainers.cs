using Hathi.Platform.Disk;
using Hathi.Platform.Processes;

namespace Hathi.Lab.Drivers.Process;

/// <summary>
/// Containers whose NodeManager is gone: a node that is killed leaves them running, as <c>kill -9</c> of a NodeManager does, and finds them
/// again when it is started. A lab that goes down takes them along.
/// </summary>
internal static class LeftContainers
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly EnumerationOptions BelowIt = new()
    {
        RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>Ends them; returns when they are gone.</summary>
    /// <param name="localDirectory">The yarn.nodemanager.local-dirs of a node that does not run.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">There is no descriptor left to look at them with: some may run on.</exception>
    internal static async Task EndAsync(string localDirectory, CancellationToken cancellationToken)
    {
        var ended = new List<ProcessEntry>();
        var secret = Path.Combine(localDirectory, "nmPrivate");
        foreach (var file in Directory.Exists(secret) ? Directory.EnumerateFiles(secret, "*.pid", BelowIt) : [])
        {
            if (NumberFile.ReadBelow(localDirectory, file) is { } pid)
            {
                ended.AddRange(ProcessTree.KillNamed(pid, Path.GetFileNameWithoutExtension(file)));
            }
        }

        await NodeProcess.UntilAsync(
            () => ended.TrueForAll(static e => ProcessTable.Find(e.Pid) is not { } now || now.StartTime != e.StartTime),
            Limit,
            cancellationToken).ConfigureAwait(false);
    }
}
