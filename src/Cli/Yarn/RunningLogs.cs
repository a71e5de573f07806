using System.Text.Json;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary>Logs of an application that runs: asked of the NodeManagers of its containers, over their REST pages.</summary>
internal static class RunningLogs
{
    /// <returns>How many logs were found.</returns>
    public static async Task<int> WriteAsync(YarnShell shell, ApplicationReportProto report, LogSelection wanted)
    {
        using var http = new HttpClient();
        var found = 0;
        foreach (var attempt in await shell.Client.GetAttemptsAsync(report.ApplicationId, shell.Cancellation).ConfigureAwait(false))
        {
            foreach (var container in await shell.Client.GetContainersAsync(attempt.ApplicationAttemptId, shell.Cancellation).ConfigureAwait(false))
            {
                found += await OfContainerAsync(shell, http, container, wanted).ConfigureAwait(false);
            }
        }

        return found;
    }

    private static async Task<int> OfContainerAsync(YarnShell shell, HttpClient http, ContainerReportProto container, LogSelection wanted)
    {
        var id = container.ContainerId.ToText();
        var address = container.NodeHttpAddress.StartsWith("http", StringComparison.Ordinal) ? container.NodeHttpAddress : $"http://{container.NodeHttpAddress}";
        var found = 0;
        try
        {
            using var listing = JsonDocument.Parse(await http.GetStringAsync($"{address}/ws/v1/node/containers/{id}/logs", shell.Cancellation).ConfigureAwait(false));
            foreach (var (name, length, modified) in FilesOf(listing.RootElement))
            {
                if (wanted.Takes(id, name))
                {
                    found++;
                    var content = await http.GetStreamAsync($"{address}/ws/v1/node/containerlogs/{id}/{Uri.EscapeDataString(name)}", shell.Cancellation).ConfigureAwait(false);
                    await using (content.ConfigureAwait(false))
                    {
                        await LogText.WriteAsync(shell, id, container.NodeId.ToText(), name, modified, length, "LOCAL", content, wanted).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            shell.Streams.ErrorLine($"logs: {id}: {address} did not answer ({e.Message})");
        }

        return found;
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
            var size = json.TryGetProperty("fileSize", out var s) ? s.ToString() : "0";
            var modified = json.TryGetProperty("lastModifiedTime", out var m) ? m.ToString() : LogText.NoTime;
            return [(name.GetString()!, long.TryParse(size, out var length) ? length : 0, modified)];
        }

        return json.EnumerateObject().SelectMany(p => FilesOf(p.Value));
    }
}
