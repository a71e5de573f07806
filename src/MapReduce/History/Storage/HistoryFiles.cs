using System.Globalization;
using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Events;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.History.Storage;

/// <summary>The directories of history, and what is done with its files in more than one place.</summary>
/// <param name="fileSystem">Holds them.</param>
/// <param name="options">Where.</param>
/// <param name="log">Receives what could not be removed.</param>
internal sealed class HistoryFiles(FileSystem fileSystem, HistoryServerOptions options, ILogger log)
{
    /// <summary>
    /// History is for its user and for who serves it; masters of all users make a directory of their own in the shared one.
    /// </summary>
    internal const int DoneMode = 0x1f8; // 0770
    private const int SharedMode = 0x3ff; // 1777
    private const int OpenMode = 0x1ed; // 0755


    /// <summary>Makes the directories that are not there.</summary>
    public async Task MakeAllAsync(CancellationToken cancellationToken)
    {
        await MakeAsync(options.StagingDirectory, SharedMode, SharedMode, cancellationToken).ConfigureAwait(false);
        await MakeAsync(options.DoneDirectory, DoneMode, OpenMode, cancellationToken).ConfigureAwait(false);
        await MakeAsync(options.IntermediateDirectory, SharedMode, OpenMode, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where a history is kept: <c>done/YYYY/MM/DD/NNNNNN</c>. Source: Apache's JobHistoryUtils.</summary>
    public string DoneDirectoryOf(HistoryFileName name)
    {
        var day = UnixTimes.At(name.FinishTime).ToLocalTime();
        var thousands = (IdText.ParseJob(name.JobId)?.Id ?? 0) / 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{options.DoneDirectory}/{day:yyyy}/{day:MM}/{day:dd}/{thousands:000000}");
    }

    /// <summary>
    /// Removes the files of a history that another one of the same job has replaced. What cannot be removed is said, and found
    /// again by the next start.
    /// </summary>
    public async Task ReplaceAsync(HistoryEntry old, HistoryEntry current)
    {
        foreach (var file in (string[])[old.File, old.ConfFile])
        {
            if (file != current.File && file != current.ConfFile)
            {
                await TryDeleteAsync(file).ConfigureAwait(false);
            }
        }
    }

    private async Task TryDeleteAsync(string file)
    {
        try
        {
            await fileSystem.DeleteAsync(file, false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            log.OlderNotRemoved(file, e.Message);
        }
    }

    // A file system gives the directories above the mode of the one that was asked for: they are made one by one where theirs is another.
    private async Task MakeAsync(string directory, int mode, int modeAbove, CancellationToken cancellationToken)
    {
        if (await fileSystem.GetFileStatusAsync(directory, cancellationToken).ConfigureAwait(false) is null)
        {
            if (directory.LastIndexOf('/') is > 0 and var above)
            {
                await MakeAsync(directory[..above], modeAbove, modeAbove, cancellationToken).ConfigureAwait(false);
            }

            await fileSystem.MakeDirectoryAsync(directory, mode, cancellationToken).ConfigureAwait(false);
            await fileSystem.SetPermissionAsync(directory, mode, cancellationToken).ConfigureAwait(false);
        }
    }
}
