using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.Yarn.Client.Logs;

namespace Hathi.Cli.Yarn;

/// <summary>Logs of an application that has ended: out of the files that its nodes left in the cluster's file system.</summary>
internal static class AggregatedLogs
{
    public static async Task WriteAsync(YarnShell shell, AggregatedLogPaths paths, LogRequest request, LogText text)
    {
        var fileSystem = FileSystems.Get(null, shell.Configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            await foreach (var node in AggregatedLogReader.NodeFilesAsync(
                fileSystem, paths, request.Owner, request.Application, shell.Cancellation).ConfigureAwait(false))
            {
                await OfNodeAsync(shell, fileSystem, node, request.Wanted, text).ConfigureAwait(false);
            }
        }
    }

    // One node's file that is damaged, empty or gone is said, and those of the others are shown. Source:
    // LogAggregationTFileController.readAggregatedLogs.
    private static async Task OfNodeAsync(YarnShell shell, FileSystem fileSystem, FileStatus node, LogSelection wanted, LogText text)
    {
        try
        {
            var file = await fileSystem.OpenReadAsync(node.Path, shell.Cancellation).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                await AggregatedLogReader.VisitAsync(file, async (entry, content) =>
                {
                    var log = new FoundLog(
                        entry.Container, node.Name, entry.Name, LogText.Time(node.ModificationTime), entry.Length, "AGGREGATED");
                    if (wanted.Takes(entry.Container, entry.Name) && text.Take(log))
                    {
                        await text.WriteAsync(log, content).ConfigureAwait(false);
                    }
                }, shell.Cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when ((DiskFaults.Is(e) || e is InvalidDataException) && !shell.Streams.Out.IsFailure(e))
        {
            shell.Streams.ErrorLine($"Skipping empty or corrupt file {node.Path}: {e.Message}");
        }
    }
}
