using System.Text.Json;
using Hathi.Hadoop.Keys;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary>Logs of an application that runs: asked of the NodeManagers of its containers, over their REST pages.</summary>
internal static class RunningLogs
{
    /// <summary>
    /// So many logs of a node that stall one after the other: the node is not waited for any more. One that stalls is not its node.
    /// </summary>
    private const int MostStalls = 3;

    public static async Task WriteAsync(YarnShell shell, ApplicationReportProto report, LogSelection wanted, LogText text)
    {
        // After which the next container is asked for.
        using var http = new HttpClient { Timeout = shell.Configuration.Get(YarnKeys.LogPatience) };
        var stalls = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var attempt in await shell.Client.GetAttemptsAsync(report.ApplicationId, shell.Cancellation).ConfigureAwait(false))
        {
            var containers = await shell.Client.GetContainersAsync(attempt.ApplicationAttemptId, shell.Cancellation).ConfigureAwait(false);
            foreach (var container in containers.Where(c => wanted.TakesFrom(c.ContainerId.ToText())).OrderBy(static c => c.ContainerId.Id))
            {
                await OfContainerAsync(shell, http, container, wanted, text, stalls).ConfigureAwait(false);
            }
        }
    }

    private static async Task OfContainerAsync(
        YarnShell shell, HttpClient http, ContainerReportProto container, LogSelection wanted, LogText text, Dictionary<string, int> stalls)
    {
        var id = container.ContainerId.ToText();
        var address = container.NodeHttpAddress.Contains("://", StringComparison.Ordinal)
            ? container.NodeHttpAddress
            : $"http://{container.NodeHttpAddress}";
        if (stalls.GetValueOrDefault(address) >= MostStalls)
        {
            shell.Streams.ErrorLine($"logs: {id}: {address} did not answer before");
            return;
        }

        List<(string Name, long Length, string Modified)> files = [];
        await AskAsync(MostStalls, async () =>
        {
            using var listing = JsonDocument.Parse(
                await http.GetStringAsync($"{address}/ws/v1/node/containers/{id}/logs", shell.Cancellation).ConfigureAwait(false));
            files.AddRange(FilesOf(listing.RootElement));
        }).ConfigureAwait(false);
        foreach (var (name, length, modified) in files.Where(f => wanted.Takes(id, f.Name)))
        {
            if (stalls.GetValueOrDefault(address) < MostStalls
                && text.Take(new FoundLog(id, container.NodeId.ToText(), name, modified, length, "LOCAL")))
            {
                await AskAsync(1, () => WriteAsync(name)).ConfigureAwait(false);
            }
        }

        async Task WriteAsync(string name)
        {
            // The node writes title and end around it, as Apache's do.
            var size = wanted.Size == long.MaxValue ? "" : $"?size={wanted.Size}";
            var content = await http.GetStreamAsync(
                $"{address}/ws/v1/node/containerlogs/{id}/{Uri.EscapeDataString(name)}{size}", shell.Cancellation).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                await text.WriteAsync(content, http.Timeout).ConfigureAwait(false);
            }

            stalls.Remove(address);
        }

        async Task AskAsync(int stallsIfLate, Func<Task> ask)
        {
            try
            {
                await ask().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!shell.Cancellation.IsCancellationRequested)
            {
                stalls[address] = stalls.GetValueOrDefault(address) + stallsIfLate;
                shell.Streams.ErrorLine(
                    $"logs: {id}: {address} did not answer within {http.Timeout.TotalSeconds:0.###} s ({YarnKeys.LogPatience})");
            }
            // whatever a node answers ends nothing but its own logs
            catch (Exception e) when (e is not OperationCanceledException && !shell.Streams.Out.IsFailure(e))
            {
                shell.Streams.ErrorLine($"logs: {id}: {address} did not answer ({e.Message})");
            }
        }
    }

    // Apache's answer: an object, or a list of objects, with containerLogInfo (an object or a list) of fileName and fileSize.
    private static IEnumerable<(string Name, long Length, string Modified)> FilesOf(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.EnumerateArray().SelectMany(FilesOf);
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (json.TryGetProperty("fileName", out var name))
        {
            if (name.ValueKind != JsonValueKind.String)
            {
                return [];
            }

            var size = json.TryGetProperty("fileSize", out var s) ? s.ToString() : "0";
            var modified = json.TryGetProperty("lastModifiedTime", out var m) ? m.ToString() : LogText.NoTime;
            return [(name.GetString()!, long.TryParse(size, out var length) ? length : 0, modified)];
        }

        return json.EnumerateObject().SelectMany(p => FilesOf(p.Value));
    }
}
