using Hathi.Yarn.Client.Logs;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Tests;

/// <summary>Logs as NodeManagers leave them in the cluster's file system.</summary>
internal static class AggregatedLogFiles
{
    /// <summary>The file of one node.</summary>
    public static string Path(string root, string user, string application, string node) =>
        new AggregatedLogPaths(root, "logs")
            .Node(user, YarnIds.ParseApplication(application), new NodeIdProto { Host = node, Port = 8041 });

    /// <param name="root">yarn.nodemanager.remote-app-log-dir.</param>
    /// <param name="user">Who ran the application.</param>
    /// <param name="application">Whose.</param>
    /// <param name="node">Its host.</param>
    /// <param name="written">When.</param>
    /// <param name="logs">In the order of their containers.</param>
    public static async Task WriteAsync(
        string root, string user, string application, string node, DateTimeOffset written,
        params (string Container, string Name, string Text)[] logs)
    {
        var path = Path(root, user, application, node);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var source = Directory.CreateTempSubdirectory("hathi-log-");
        await using (var file = File.Create(path))
        {
            var writer = await AggregatedLogWriter.BeginAsync(file, compress: false, user, [], CancellationToken.None);
            foreach (var container in logs.GroupBy(static l => l.Container))
            {
                var names = new List<string>();
                foreach (var (_, name, text) in container)
                {
                    names.Add(System.IO.Path.Combine(source.FullName, name));
                    await File.WriteAllTextAsync(names[^1], text);
                }

                await writer.AddContainerAsync(container.Key, source.FullName, names, CancellationToken.None);
            }

            await writer.CloseAsync(CancellationToken.None);
        }

        source.Delete(recursive: true);
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
    }
}
